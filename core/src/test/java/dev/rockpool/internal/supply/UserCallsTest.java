package dev.rockpool.internal.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rockpool.HandTicker;
import dev.rockpool.LogCapture;
import dev.rockpool.Pool;
import dev.rockpool.Soon;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.stats.LatencyRecorder;
import dev.rockpool.internal.stats.Meters;
import dev.rockpool.internal.stats.Tally;
import dev.rockpool.internal.stats.Tally.Event;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolListener;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserCallsTest {

    private static final Duration CREATE = Duration.ofSeconds(30);
    private static final Duration VALIDATE = Duration.ofSeconds(5);

    private final HandTicker ticker = new HandTicker();
    private final Tally tally = new Tally();
    private final LatencyRecorder latencies = new LatencyRecorder(true);
    private final LogCapture log = new LogCapture();
    private final List<String> heard = new CopyOnWriteArrayList<>(); // by the listener
    private final List<String> outcomes = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    private Callable<Object> onCreate = Object::new;
    private Consumer<Object> onReset = object -> {};
    private Callable<Boolean> onValidate = () -> true;
    private Callable<Boolean> onDestroy = () -> true;

    private final UserCalls<Object> calls = calls(VALIDATE);

    private UserCalls<Object> calls(Duration validationTimeout) {
        LifecycleSteps<Object> steps = new LifecycleSteps<>(
                () -> onCreate.call(),
                object -> onReset.accept(object),
                object -> onValidate.call(),
                object -> onDestroy.call(),
                null);
        PoolListener listener = new PoolListener() {
            @Override
            public void created(String pool, Duration took) {
                heard.add("created in " + took.toMillis() + " ms");
            }

            @Override
            public void createFailed(String pool, Throwable cause) {
                heard.add("createFailed " + cause);
            }

            @Override
            public void resetFailed(String pool, Throwable cause) {
                heard.add("resetFailed " + cause);
            }

            @Override
            public void validationFailed(String pool, @Nullable Throwable cause) {
                heard.add("validationFailed " + cause);
            }

            @Override
            public void destroyFailed(String pool, Throwable cause) {
                heard.add("destroyFailed " + cause);
            }

            @Override
            public void destroyed(String pool, DestroyCause cause) {
                heard.add("destroyed " + cause);
            }
        };
        return new UserCalls<>(
                Pool.builder(Object::new)
                        .name("calls")
                        .maxSize(2)
                        .parallelCreations(1)
                        .createTimeout(CREATE)
                        .validateOnReturn(true)
                        .validationTimeout(validationTimeout)
                        .config(),
                steps,
                ticker,
                listener,
                new Meters(tally, latencies),
                () -> outcomes.add("abandoned ended"));
    }

    private final UserCalls.CreateOutcome<Object> creation = new UserCalls.CreateOutcome<>() {
        @Override
        public void ended(Made<Object> made) {
            outcomes.add("ended " + made.object() + " " + made.failure() + (calls.isOwnThread() ? "" : " elsewhere"));
        }

        @Override
        public void overran(CapturedFailure failure) {
            outcomes.add("overran " + failure.failure().getMessage());
        }

        @Override
        public void endedLate(Made<Object> made) {
            outcomes.add("late " + made.object() + " " + made.failure());
        }
    };

    private void hang() {
        begun.countDown();
        Soon.openedDespiteInterrupts(gate);
    }

    private void awaitOutcomes(String... lines) {
        Soon.until("the outcome", () -> outcomes.size() >= lines.length);
        assertThat(outcomes).containsExactly(lines);
    }

    private void awaitHeard(String... lines) {
        Soon.until("the listener", () -> heard.size() >= lines.length);
        assertThat(heard).containsExactly(lines);
    }

    @AfterEach
    void letGo() {
        gate.countDown();
        calls.shutdown();
        log.close();
    }

    // ---- create

    @Test
    void aCreatorMakesAnObjectAndTellsHowLongItTook() {
        onCreate = () -> {
            ticker.advance(Duration.ofMillis(7));
            return "object";
        };
        calls.create(creation);
        awaitOutcomes("ended object null");
        assertThat(tally.sum(Event.CREATED))
                .as("counted by whoever hears of it")
                .isZero();
    }

    @Test
    void whatWasMadeIsCountedTimedAndReported() {
        onCreate = () -> {
            ticker.advance(Duration.ofMillis(7));
            return "object";
        };
        Made<Object> made = calls.createHere();
        assertThat(made).isEqualTo(new Made<>("object", null, 7_000_000));
        calls.count(made);
        calls.report(made);
        assertThat(tally.sum(Event.CREATED)).isEqualTo(1);
        assertThat(latencies.summaries().create().total()).isEqualTo(Duration.ofMillis(7));
        awaitHeard("created in 7 ms");
    }

    @Test
    void aFailedAttemptIsCountedAndReportedAndNotTimed() {
        IOException failure = new IOException("refused");
        onCreate = () -> {
            throw failure;
        };
        Made<Object> made = calls.createHere();
        assertThat(made.failure().failure()).isSameAs(failure);
        calls.count(made);
        calls.report(made);
        assertThat(tally.sum(Event.CREATED)).isZero();
        assertThat(tally.sum(Event.CREATE_FAILED)).isEqualTo(1);
        assertThat(latencies.summaries().create().count()).isZero();
        awaitHeard("createFailed " + failure);
        assertThat(log.thrown("no object could be created")).containsExactly(failure);
    }

    @Test
    void aFailureOnACreatorComesBackAsAValue() {
        onCreate = () -> {
            throw new IOException("refused");
        };
        calls.create(creation);
        awaitOutcomes("ended null java.io.IOException: refused");
    }

    @Test
    void aFactoryThatReturnsNullHasFailed() {
        onCreate = () -> null;
        assertThat(calls.createHere().failure().failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the lifecycle's create() returned null");
    }

    @Test
    void anObjectThatIsInThePoolAlreadyIsAFailureUntilItHasLeft() {
        Object object = new Object();
        onCreate = () -> object;
        assertThat(calls.createHere().object()).isSameAs(object);
        assertThat(calls.createHere().failure().failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the lifecycle's create() returned an object that is in the pool already; each call must make a new"
                                + " one, as Pool.builder(Parser::new) does");
        calls.detach(object);
        assertThat(tally.sum(Event.DETACHED)).isEqualTo(1);
        assertThat(calls.createHere().object()).isSameAs(object);
        calls.destroyHere(object, DestroyCause.LATE);
        assertThat(calls.createHere().object()).isSameAs(object);
    }

    @Test
    void anAttemptThatOverrunsIsAbandonedAndItsObjectComesLate() {
        onCreate = () -> {
            hang();
            return "late object";
        };
        calls.create(creation);
        Soon.opened(begun);
        ticker.advance(CREATE);
        String overran = "overran create hangs: it did not end within 30000 ms; it is abandoned and may still run";
        awaitOutcomes(overran);
        assertThat(calls.abandonedCreations()).isEqualTo(1);
        assertThat(calls.abandonedCleanups()).isZero();
        gate.countDown();
        awaitOutcomes(overran, "late late object null", "abandoned ended");
        assertThat(calls.abandonedCreations()).isZero();
    }

    @Test
    void anInterruptOfCodeOnTheCallersThreadIsKeptForTheCaller() {
        onCreate = () -> {
            throw new InterruptedException("on purpose");
        };
        assertThat(calls.createHere().failure().failure()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        onValidate = () -> {
            throw new InterruptedException("on purpose");
        };
        assertThat(calls.validateHere("x", false)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatWasMadeIsEitherAnObjectOrAFailure() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Made<>(null, null, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Made<>("x", CapturedFailure.of(new IOException()), 0));
    }

    // ---- reset

    @Test
    void aResetOnTheCallersThreadIsTimedOnlyWhenAsked() {
        onReset = object -> ticker.advance(Duration.ofMillis(3));
        assertThat(calls.resets("x")).isTrue();
        assertThat(calls.resetHere("x", false)).isTrue();
        assertThat(latencies.summaries().reset().count()).isZero();
        assertThat(calls.resetHere("x", true)).isTrue();
        assertThat(latencies.summaries().reset().total()).isEqualTo(Duration.ofMillis(3));
        assertThat(tally.sum(Event.RESET_FAILED)).isZero();
    }

    @Test
    void aResetThatThrowsHasFailedWhateverItThrows() {
        AssertionError error = new AssertionError("dirty");
        onReset = object -> {
            throw error;
        };
        assertThat(calls.resetHere("x", true)).isFalse();
        assertThat(tally.sum(Event.RESET_FAILED)).isEqualTo(1);
        awaitHeard("resetFailed " + error);
    }

    @Test
    void aResetOnAWorkerSaysHowItEnded() {
        calls.reset("x", passed -> outcomes.add("reset " + passed));
        awaitOutcomes("reset true");
        onReset = object -> {
            throw new IllegalStateException("dirty");
        };
        calls.reset("x", passed -> outcomes.add("reset " + passed));
        awaitOutcomes("reset true", "reset false");
        assertThat(tally.sum(Event.RESET_FAILED)).isEqualTo(1);
        assertThat(latencies.summaries().reset().count()).isEqualTo(1);
        awaitHeard("resetFailed java.lang.IllegalStateException: dirty");
    }

    @Test
    void aResetThatOverrunsHasFailedAndItsEndIsTold() {
        onReset = object -> hang();
        calls.reset("x", passed -> outcomes.add("reset " + passed));
        Soon.opened(begun);
        ticker.advance(CREATE);
        awaitOutcomes("reset false");
        assertThat(calls.abandonedCleanups()).isEqualTo(1);
        assertThat(calls.abandonedCreations()).isZero();
        gate.countDown();
        awaitOutcomes("reset false", "abandoned ended");
        assertThat(calls.abandonedCleanups()).isZero();
        assertThat(tally.sum(Event.RESET_FAILED)).isEqualTo(1);
    }

    // ---- validate

    @Test
    void aValidationOnTheCallersThreadSaysYesOrNo() {
        assertThat(calls.validateHere("x", false)).isTrue();
        assertThat(latencies.summaries().validate().count()).isZero();
        onValidate = () -> false;
        assertThat(calls.validateHere("x", true)).isFalse();
        assertThat(latencies.summaries().validate().count()).isEqualTo(1);
        assertThat(tally.sum(Event.VALIDATION_FAILED)).isEqualTo(1);
        awaitHeard("validationFailed null");
    }

    @Test
    void aValidationThatThrowsHasFailed() {
        onValidate = () -> {
            throw new IOException("broken");
        };
        assertThat(calls.validateHere("x", false)).isFalse();
        calls.validate("x", passed -> outcomes.add("valid " + passed));
        awaitOutcomes("valid false");
        assertThat(tally.sum(Event.VALIDATION_FAILED)).isEqualTo(2);
        awaitHeard("validationFailed java.io.IOException: broken", "validationFailed java.io.IOException: broken");
    }

    @Test
    void aValidatorThatReturnsNullHasFailed() {
        onValidate = () -> null;
        assertThat(calls.validateHere("x", false)).isFalse();
        calls.validate("x", passed -> outcomes.add("valid " + passed));
        awaitOutcomes("valid false");
    }

    @Test
    void aValidationOnAWorkerIsTimed() {
        calls.validate("x", passed -> outcomes.add("valid " + passed + (calls.isOwnThread() ? "" : " elsewhere")));
        awaitOutcomes("valid true");
        assertThat(latencies.summaries().validate().count()).isEqualTo(1);
        assertThat(calls.isOwnThread()).isFalse();
    }

    @Test
    void aValidationThatOverrunsItsOwnTimeHasFailed() {
        onValidate = () -> {
            hang();
            return true;
        };
        calls.validate("x", passed -> outcomes.add("valid " + passed));
        Soon.opened(begun);
        ticker.advance(VALIDATE);
        awaitOutcomes("valid false");
        awaitHeard("validationFailed "
                + new TimeoutException(
                        "validate hangs: it did not end within 5000 ms; it is abandoned and may still run"));
        gate.countDown();
        awaitOutcomes("valid false", "abandoned ended");
    }

    @Test
    void withATimeoutOfZeroValidationRunsOnTheCallerOrWithoutALimit() {
        assertThat(calls.validatesHere()).isFalse();
        UserCalls<Object> unlimited = calls(Duration.ZERO);
        assertThat(unlimited.validatesHere()).isTrue();
        onValidate = () -> {
            hang();
            return true;
        };
        unlimited.validate("x", passed -> outcomes.add("valid " + passed));
        Soon.opened(begun);
        ticker.advance(Duration.ofDays(1_000));
        gate.countDown();
        awaitOutcomes("valid true");
        unlimited.shutdown();
    }

    // ---- destroy

    @Test
    void aDestroyFreesWhenItHasEnded() {
        calls.destroy("x", () -> outcomes.add("freed"));
        awaitOutcomes("freed");
        assertThat(tally.totals(0, 0, 0).destroyed())
                .as("counted by whoever frees")
                .allSatisfy((cause, number) -> assertThat(number).isZero());
    }

    @Test
    void aDestroyThatThrowsIsReportedAndFreesAllTheSame() {
        onDestroy = () -> {
            throw new IOException("stuck");
        };
        calls.destroy("x", () -> outcomes.add("freed"));
        awaitOutcomes("freed");
        awaitHeard("destroyFailed java.io.IOException: stuck");
    }

    @Test
    void aDestroyThatOverrunsFreesAtItsLimitAndOnlyOnce() {
        onDestroy = () -> {
            hang();
            return true;
        };
        calls.destroy("x", () -> outcomes.add("freed"));
        Soon.opened(begun);
        ticker.advance(CREATE);
        awaitOutcomes("freed");
        assertThat(calls.abandonedCleanups()).isEqualTo(1);
        gate.countDown();
        awaitOutcomes("freed", "abandoned ended");
    }

    @Test
    void aDestroyHereIsCountedAlsoWhenItThrows() {
        onDestroy = () -> {
            throw new IOException("stuck");
        };
        calls.destroyHere("x", DestroyCause.LATE);
        assertThat(tally.totals(0, 0, 0).destroyed()).containsEntry(DestroyCause.LATE, 1L);
        awaitHeard("destroyFailed java.io.IOException: stuck", "destroyed LATE");
    }

    @Test
    void itIsKnownWhatNeedsNoCodeToBeDestroyed() {
        UserCalls<Object> plain = new UserCalls<>(
                Pool.builder(Object::new).name("plain").config(),
                new LifecycleSteps<>(Object::new, null, null, null, null),
                ticker,
                null,
                new Meters(tally, latencies),
                () -> {});
        AutoCloseable closeable = () -> outcomes.add("closed");
        assertThat(plain.destroys("plain")).isFalse();
        assertThat(plain.destroys(closeable)).isTrue();
        assertThat(outcomes).isEmpty();
        plain.shutdown();
    }

    // ---- threads

    @Test
    void threadsBearThePoolsNameAndTheirTask() {
        List<String> names = new CopyOnWriteArrayList<>();
        onCreate = () -> {
            names.add(Thread.currentThread().getName());
            return "object";
        };
        onValidate = () -> names.add(Thread.currentThread().getName());
        calls.create(creation);
        Soon.until("creator", () -> names.size() == 1);
        calls.validate("x", passed -> {});
        Soon.until("worker", () -> names.size() == 2);
        calls.callBack(() -> names.add(Thread.currentThread().getName()));
        Soon.until("callback", () -> names.size() == 3);
        assertThat(names)
                .containsExactly("rockpool-calls-creator-1", "rockpool-calls-worker-1", "rockpool-calls-callback-1");
    }

    @Test
    void interruptReachesWhatHangsInUserCode() {
        AtomicReference<Thread> creator = new AtomicReference<>();
        onCreate = () -> {
            creator.set(Thread.currentThread());
            begun.countDown();
            gate.await();
            return "not interrupted";
        };
        calls.create(creation);
        Soon.opened(begun);
        calls.interrupt();
        awaitOutcomes("ended null java.lang.InterruptedException");
        Soon.ended(creator.get());
    }

    @Test
    void validationsThatHangAreBoundedAndBeyondThatFailAtOnce() {
        onValidate = () -> {
            Soon.openedDespiteInterrupts(gate);
            return true;
        };
        List<Boolean> verdicts = new CopyOnWriteArrayList<>();
        for (int i = 0; i < Workers.MOST_LOST; i++) {
            calls.validate("object", verdicts::add);
        }
        Soon.until("all to hang", () -> threadsOf("worker") == Workers.MOST_LOST);
        ticker.advance(VALIDATE);
        Soon.until("all to be lost", () -> verdicts.size() == Workers.MOST_LOST);
        for (int i = 0; i < 100; i++) {
            calls.validate("object", verdicts::add);
        }
        assertThat(verdicts).hasSize(Workers.MOST_LOST + 100).containsOnly(false);
        assertThat(threadsOf("worker")).isEqualTo(Workers.MOST_LOST);
        gate.countDown();
        Soon.until("they come back", () -> calls.abandonedCleanups() == 0);
        calls.validate("object", verdicts::add);
        Soon.until("the verdict", () -> verdicts.size() == Workers.MOST_LOST + 101);
        assertThat(verdicts).last().isEqualTo(true);
    }

    private static long threadsOf(String kind) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("rockpool-calls-" + kind))
                .count();
    }

    @Test
    void manyLateDestroysHaveAsManyThreadsAsOthers() {
        calls.shutdown();
        onDestroy = () -> {
            Soon.openedDespiteInterrupts(gate);
            return true;
        };
        for (int i = 0; i < 900; i++) {
            calls.destroy("object", () -> outcomes.add("freed"));
        }
        Soon.until("the destroyers", () -> threadsOf("destroyer") == 64);
        assertThat(outcomes).isEmpty();
        gate.countDown();
        Soon.until("all to be destroyed", () -> outcomes.size() == 900);
        Soon.until("the threads to end", () -> threadsOf("destroyer") == 0);
    }

    @Test
    void threadsHaveTheClassLoaderOfWhoBuiltThePoolAndLetGoOfItInTheEnd() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = new URLClassLoader(new URL[0], null);
        List<Object> seen = new CopyOnWriteArrayList<>();
        onDestroy = () -> seen.add(Thread.currentThread().getContextClassLoader());
        UserCalls<Object> built;
        Thread.currentThread().setContextClassLoader(loader);
        try {
            built = calls(VALIDATE);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        built.destroy("object", () -> {});
        Soon.until("the destroy", () -> seen.size() == 1);
        assertThat(seen).containsExactly(loader);
        seen.clear();
        built.shutdown();
        WeakReference<ClassLoader> gone = new WeakReference<>(loader);
        loader = null;
        Soon.until("the loader to go", () -> {
            System.gc();
            return gone.get() == null;
        });
        built.destroy("late", () -> {});
        Soon.until("the late destroy", () -> seen.size() == 1);
    }
}
