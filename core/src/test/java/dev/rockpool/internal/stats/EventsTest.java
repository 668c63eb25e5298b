package dev.rockpool.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.LogCapture;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.Snapshots;
import dev.rockpool.Soon;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.DaemonThread;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.stats.ObjectEvent.Failing;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventsTest {

    private final RuntimeException failure = new IllegalStateException("on purpose");
    private final CapturedFailure captured = CapturedFailure.of(failure);
    private final HandTicker ticker = new HandTicker();
    private final Workers thread =
            new Workers(1, task -> DaemonThread.of(this, "events-test", null, task), retry -> {});
    private final Meters meters = new Meters(new Counters(), new LatencyRecorder(false));
    private final LogCapture log = new LogCapture();
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private final PoolListener listener = new PoolListener() {
        @Override
        public void created(String pool, Duration took) {
            hear("created", pool, took);
        }

        @Override
        public void createFailed(String pool, Throwable cause) {
            hear("createFailed", pool, cause);
        }

        @Override
        public void destroyed(String pool, DestroyCause cause) {
            hear("destroyed", pool, cause);
        }

        @Override
        public void resetFailed(String pool, Throwable cause) {
            hear("resetFailed", pool, cause);
        }

        @Override
        public void validationFailed(String pool, @Nullable Throwable cause) {
            hear("validationFailed", pool, cause);
        }

        @Override
        public void destroyFailed(String pool, Throwable cause) {
            hear("destroyFailed", pool, cause);
        }

        @Override
        public void leaked(String pool, Holder holder) {
            hear("leaked", pool, holder.threadName());
        }

        @Override
        public void timedOut(String pool, Throwable timeout) {
            hear("timedOut", pool, ((PoolTimeoutException) timeout).phase());
        }

        @Override
        public void healthChanged(String pool, PoolHealth before, PoolHealth after) {
            hear("healthChanged", pool, before.state() + "->" + after.state());
        }

        @Override
        public void resized(String pool, int before, int after) {
            hear("resized", pool, before + "->" + after);
        }
    };

    private void hear(String event, String pool, @Nullable Object detail) {
        threads.add(Thread.currentThread());
        heard.add(event + " " + pool + " " + detail);
    }

    private Events events(@Nullable PoolListener toTell) {
        return new Events("orders", ticker, meters, new Hearers(ticker, toTell, thread));
    }

    private void awaitHeard(String... lines) {
        Soon.until("the listener", () -> heard.size() >= lines.length);
        assertThat(heard).containsExactly(lines);
    }

    /** Waits until the listener's thread has done all that was given to it. */
    private void awaitQuiet() {
        CountDownLatch done = new CountDownLatch(1);
        thread.execute(done::countDown);
        Soon.opened(done);
    }

    @AfterEach
    void letGo() {
        thread.shutdown();
        log.close();
    }

    @Test
    void theListenerHearsEachEventInOrderOnOneThread() {
        Events events = events(listener);
        events.happened(new ObjectEvent.Created(5));
        events.happened(new ObjectEvent.Failed(Failing.CREATE, captured));
        events.happened(ObjectEvent.Destroyed.by(DestroyCause.IDLE));
        events.happened(new ObjectEvent.Failed(Failing.RESET, captured));
        events.happened(new ObjectEvent.Failed(Failing.VALIDATE, captured));
        events.happened(new ObjectEvent.Failed(Failing.VALIDATE, null));
        events.happened(new ObjectEvent.Failed(Failing.DESTROY, captured));
        events.happened(new LeaseEvent.Leaked(Snapshots.holder("http-7", Duration.ofSeconds(2)), false));
        events.happened(new PoolEvent.TimedOut(new PoolTimeoutException(
                PoolTimeoutException.Phase.CREATING,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Snapshots.explanation(Snapshots.empty("orders")),
                null)));
        events.happened(new PoolEvent.HealthChanged(
                stats -> Snapshots.health(PoolHealth.State.UP, stats),
                stats -> Snapshots.health(PoolHealth.State.DOWN, stats),
                () -> Snapshots.empty("orders")));
        events.happened(new PoolEvent.Resized(3, 4));
        awaitHeard(
                "created orders PT0.000000005S",
                "createFailed orders " + failure,
                "destroyed orders IDLE",
                "resetFailed orders " + failure,
                "validationFailed orders " + failure,
                "validationFailed orders null",
                "destroyFailed orders " + failure,
                "leaked orders http-7",
                "timedOut orders CREATING",
                "healthChanged orders UP->DOWN",
                "resized orders 3->4");
        assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void aListenerThatWantsToHearNothingNeedsNoMethod() {
        Events events = events(new PoolListener() {});
        events.happened(new ObjectEvent.Created(5));
        events.happened(new ObjectEvent.Failed(Failing.CREATE, captured));
        events.happened(ObjectEvent.Destroyed.by(DestroyCause.IDLE));
        events.happened(new ObjectEvent.Failed(Failing.RESET, captured));
        events.happened(new ObjectEvent.Failed(Failing.VALIDATE, captured));
        events.happened(new ObjectEvent.Failed(Failing.DESTROY, captured));
        events.happened(new LeaseEvent.Leaked(Snapshots.holder("http-7", Duration.ofSeconds(2)), false));
        events.happened(new PoolEvent.Resized(3, 4));
        awaitQuiet();
        assertThat(log.lines("the listener failed")).isEmpty();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                kind("no object could be created", Failing.CREATE),
                kind("a reset failed; the object is destroyed", Failing.RESET),
                kind("a validation failed; the object is destroyed", Failing.VALIDATE),
                kind("a health check failed; the object is destroyed", Failing.CHECK_HEALTH),
                kind("an object could not be destroyed in good order", Failing.DESTROY));
    }

    private static Arguments kind(String line, Failing what) {
        Function<CapturedFailure, PoolEvent> event = failure -> new ObjectEvent.Failed(what, failure);
        return Arguments.of(line, event);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void theLogGetsOneLineInTenSecondsWithTheNumberOfThoseLeftOut(
            String line, Function<CapturedFailure, PoolEvent> event) {
        Events events = events(null);
        String full = "pool \"orders\": " + line;
        String text = ": " + captured;
        events.happened(event.apply(captured));
        events.happened(event.apply(captured));
        ticker.advance(Duration.ofSeconds(10).minusNanos(1));
        events.happened(event.apply(captured));
        assertThat(log.lines(line)).containsExactly(full + text);
        assertThat(log.thrown(line)).containsExactly(failure);
        ticker.advance(1);
        events.happened(event.apply(captured));
        ticker.advance(Duration.ofSeconds(10));
        events.happened(event.apply(captured));
        assertThat(log.lines(line))
                .containsExactly(full + text, full + " (2 more since the last such line)" + text, full + text);
    }

    @Test
    void kindsOfEventsAreLimitedApart() {
        Events events = events(null);
        failures().forEach(kind -> {
            @SuppressWarnings("unchecked") // as made above
            Function<CapturedFailure, PoolEvent> event = (Function<CapturedFailure, PoolEvent>) kind.get()[1];
            events.happened(event.apply(captured));
            assertThat(log.lines((String) kind.get()[0])).hasSize(1);
        });
    }

    @Test
    void anObjectThatIsFoundInvalidInGoodOrderIsNews() {
        events(null).happened(new ObjectEvent.Failed(Failing.VALIDATE, null));
        events(null).happened(new ObjectEvent.Failed(Failing.VALIDATE, captured));
        assertThat(log.lines("an object was found invalid", Level.INFO))
                .containsExactly("pool \"orders\": an object was found invalid and is destroyed");
        assertThat(log.lines("a validation failed", Level.WARNING)).hasSize(1);
    }

    @Test
    void aFailureOfOurOwnIsAnError() {
        events(null).happened(PoolEvent.Note.internalFailure("an internal step failed", failure));
        assertThat(log.lines("step", Level.SEVERE)).containsExactly("pool \"orders\": an internal step failed");
        assertThat(log.thrown("step")).containsExactly(failure);
    }

    @Test
    void aLeakNamesTheThreadAndWhatBecomesOfTheObject() {
        events(null).happened(new LeaseEvent.Leaked(Snapshots.holder("http-7", Duration.ofSeconds(2)), false));
        events(null).happened(new LeaseEvent.Leaked(Snapshots.holder("http-8", Duration.ofSeconds(2)), true));
        assertThat(log.lines("a lease was lost"))
                .containsExactly(
                        "pool \"orders\": a lease was lost: acquired by thread \"http-7\" and never closed; its object is"
                                + " destroyed; leakStacks(1) shows where it was acquired",
                        "pool \"orders\": a lease was lost: acquired by thread \"http-8\" and never closed; its object is taken"
                                + " back; leakStacks(1) shows where it was acquired");
    }

    static List<PoolEvent> eventsWithALine() {
        CapturedFailure failure = CapturedFailure.of(new IllegalStateException("broken"));
        Holder holder = Snapshots.holder("http-7", Duration.ofSeconds(2));
        return List.of(
                new ObjectEvent.Failed(Failing.CREATE, failure),
                new ObjectEvent.Failed(Failing.RESET, failure),
                new ObjectEvent.Failed(Failing.ACTIVATE, failure),
                new ObjectEvent.Failed(Failing.VALIDATE, failure),
                new ObjectEvent.Failed(Failing.VALIDATE, null),
                new ObjectEvent.Failed(Failing.CHECK_HEALTH, failure),
                new ObjectEvent.Failed(Failing.CHECK_HEALTH, null),
                new ObjectEvent.Failed(Failing.DESTROY, failure),
                new LeaseEvent.Leaked(holder, false),
                new LeaseEvent.HeldTooLong(holder),
                new LeaseEvent.Reclaimed(holder),
                new LeaseEvent.HeldTooLongEnded(holder),
                new LeaseEvent.NestedAcquire(holder),
                PoolEvent.Note.callbackRefused(failure.failure()),
                PoolEvent.Note.internalFailure("a step failed", failure.failure()),
                PoolEvent.Note.warning("a kind", "a warning"));
    }

    @ParameterizedTest
    @MethodSource("eventsWithALine")
    void eachKindOfLineIsWrittenOnceInTenSeconds(PoolEvent event) {
        Events events = events(null);
        for (int i = 0; i < 100; i++) {
            events.happened(event);
        }
        ticker.advance(Duration.ofSeconds(10));
        events.happened(event);
        assertThat(log.lines("pool \"orders\"")).hasSize(2);
        assertThat(log.lines("(99 more since the last such line)")).hasSize(1);
    }

    @Test
    void eachEventThatHasALineIsInTheTestOfLimits() {
        Set<Class<?>> tested = eventsWithALine().stream().map(Object::getClass).collect(Collectors.toSet());
        Set<Class<?>> all = Stream.of(PoolEvent.class, ObjectEvent.class, LeaseEvent.class)
                .flatMap(each -> Stream.of(each.getDeclaredClasses()))
                .filter(PoolEvent.class::isAssignableFrom)
                .filter(each -> Stream.of(each.getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals("line")))
                .collect(Collectors.toSet());
        assertThat(tested).isEqualTo(all);
        assertThat(eventsWithALine().stream()
                        .filter(ObjectEvent.Failed.class::isInstance)
                        .map(event -> ((ObjectEvent.Failed) event).what()))
                .contains(Failing.values());
    }

    @Test
    void aListenerThatThrowsIsLoggedAndHearsTheNextEvent() {
        Events events = events(new PoolListener() {
            @Override
            public void created(String pool, Duration took) {
                heard.add("created");
                throw EventsTest.this.failure;
            }
        });
        events.happened(new ObjectEvent.Created(1));
        events.happened(new ObjectEvent.Created(2));
        awaitHeard("created", "created");
        awaitQuiet();
        assertThat(log.lines("the listener failed"))
                .containsExactly("pool \"orders\": the listener failed: " + failure);
        assertThat(log.thrown("the listener failed")).containsExactly(failure);
    }

    @Test
    void anErrorOfAListenerGoesOnToTheThreadsHandlerAndTheNextEventIsHeard() {
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        AssertionError error = new AssertionError("broken listener");
        Events events = events(new PoolListener() {
            @Override
            public void destroyed(String pool, DestroyCause cause) {
                heard.add("destroyed " + cause);
                if (cause == DestroyCause.IDLE) {
                    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> uncaught.set(thrown));
                    throw error;
                }
            }
        });
        events.happened(ObjectEvent.Destroyed.by(DestroyCause.IDLE));
        events.happened(ObjectEvent.Destroyed.by(DestroyCause.CLOSED));
        awaitHeard("destroyed IDLE", "destroyed CLOSED");
        Soon.until("the handler", () -> uncaught.get() == error);
        assertThat(log.thrown("the listener failed")).containsExactly(error);
    }

    @Test
    void aListenerThatHangsHearsTenThousandEventsAndTheRestIsDroppedAndCounted() {
        Semaphore begun = new Semaphore(0);
        Semaphore mayGoOn = new Semaphore(0);
        Events events = events(new PoolListener() {
            @Override
            public void resized(String pool, int before, int after) {
                if (after == 0) {
                    begun.release();
                    mayGoOn.acquireUninterruptibly();
                }
                heard.add("" + after);
            }
        });
        for (int round = 1; round <= 2; round++) {
            heard.clear();
            events.happened(new PoolEvent.Resized(0, 0));
            Soon.until("the listener to hang", begun::tryAcquire);
            for (int i = 1; i <= 10_000 + round; i++) {
                events.happened(new PoolEvent.Resized(0, i)); // returns at once, though the listener hangs
            }
            assertThat(heard).isEmpty();
            mayGoOn.release();
            Soon.until("the waiting events", () -> heard.size() == 10_001);
            awaitQuiet();
            assertThat(heard).hasSize(10_001).last().isEqualTo("10000");
            ticker.advance(Duration.ofSeconds(10));
        }
        assertThat(log.lines("dropped"))
                .containsExactly(
                        "pool \"orders\": 1 events were dropped because the listener did not keep up",
                        "pool \"orders\": 2 events were dropped because the listener did not keep up");
    }

    @Test
    void withoutAListenerNoThreadIsMade() {
        List<String> names = new CopyOnWriteArrayList<>();
        events(null).happened(new ObjectEvent.Created(1));
        events(null).happened(new ObjectEvent.Failed(Failing.CREATE, captured));
        thread.execute(() -> names.add(Thread.currentThread().getName()));
        Soon.until("the first task", () -> !names.isEmpty());
        assertThat(names).containsExactly("events-test");
    }

    @Test
    void aFailureOfOurOwnAndARefusalOfTheExecutorAreToldOnceInTenSeconds() {
        Events events = events(null);
        for (int i = 0; i < 1_000; i++) {
            events.happened(PoolEvent.Note.internalFailure("an internal step failed", failure));
            events.happened(PoolEvent.Note.internalFailure("another step failed", failure));
            events.happened(PoolEvent.Note.callbackRefused(failure));
        }
        assertThat(log.lines("an internal step failed")).hasSize(1);
        assertThat(log.lines("another step failed")).hasSize(1);
        assertThat(log.lines("the callback executor refused")).hasSize(1);
        ticker.advance(Duration.ofSeconds(10));
        events.happened(PoolEvent.Note.callbackRefused(failure));
        assertThat(log.lines("(999 more since the last such line)")).hasSize(1);
    }

    @Test
    void whatUsersSayStaysWithinItsLine() {
        Events events = events(null);
        events.happened(new ObjectEvent.Failed(
                Failing.CREATE, CapturedFailure.of(new IllegalStateException("down\nERROR forged"))));
        events.happened(new LeaseEvent.Leaked(Snapshots.holder("http\nERROR forged", Duration.ofSeconds(2)), false));
        assertThat(log.lines("forged")).hasSize(2).noneMatch(line -> line.contains("\n"));
        assertThat(events.lastFailures()).singleElement().satisfies(told -> {
            assertThat(told.text()).isEqualTo("java.lang.IllegalStateException: down\\nERROR forged");
            assertThat(told.toString()).doesNotContain("\n");
        });
    }

    @Test
    void whatHappensIsCountedAtOnceWhateverTheListenerDoes() {
        CountDownLatch gate = new CountDownLatch(1);
        Events events = events(new PoolListener() {
            @Override
            public void created(String pool, Duration took) {
                Soon.openedDespiteInterrupts(gate);
            }
        });
        events.happened(new ObjectEvent.Created(5));
        events.happened(ObjectEvent.Destroyed.by(DestroyCause.IDLE));
        events.happened(new ObjectEvent.Failed(Failing.CREATE, captured));
        assertThat(meters.counters().sum(Counter.CREATED)).isEqualTo(1);
        assertThat(meters.counters().sum(Counter.CREATE_FAILED)).isEqualTo(1);
        assertThat(meters.counters().destroyed()).isEqualTo(1);
        gate.countDown();
    }

    @Test
    void whatWasCountedUnderTheLockIsOnlyToldAfterwards() {
        events(listener).tell(new ObjectEvent.Created(5));
        awaitHeard("created orders PT0.000000005S");
        assertThat(meters.counters().sum(Counter.CREATED)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aCounterByItselfIsCountedAndToldToNobody(Counter counter) {
        Events events = events(listener);
        events.happened(counter);
        awaitQuiet();
        assertThat(meters.counters().sum(counter)).isEqualTo(1);
        assertThat(heard).isEmpty();
        assertThat(events.lastFailures()).isEmpty();
    }
}
