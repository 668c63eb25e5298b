package dev.rockpool.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.LogCapture;
import dev.rockpool.Pool;
import dev.rockpool.Soon;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.stats.Counters;
import dev.rockpool.internal.stats.Events;
import dev.rockpool.internal.stats.Hearers;
import dev.rockpool.internal.stats.LatencyRecorder;
import dev.rockpool.internal.stats.Meters;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A lifecycle whose steps a test sets, and what comes of them. */
abstract class LifecycleFixture {

    static final Duration CREATE = Duration.ofSeconds(30);
    static final Duration VALIDATE = Duration.ofSeconds(5);

    final HandTicker ticker = new HandTicker();
    final Counters counters = new Counters();
    final LatencyRecorder latencies = new LatencyRecorder(true);
    final LogCapture log = new LogCapture();
    final List<String> heard = new CopyOnWriteArrayList<>(); // by the listener
    final List<String> outcomes = new CopyOnWriteArrayList<>();
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);

    Callable<Object> onCreate = Object::new;
    Consumer<Object> onReset = object -> {};
    Callable<Boolean> onValidate = () -> true;
    Callable<Boolean> onHealth = () -> true;
    Callable<Boolean> onDestroy = () -> true;

    private final PoolListener listener = new PoolListener() {
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

    final LifecycleSteps<Object> steps = new LifecycleSteps<>(
            () -> onCreate.call(),
            new StepsInCode<>(
                    null,
                    object -> onReset.accept(object),
                    object -> onValidate.call(),
                    object -> onHealth.call(),
                    object -> onDestroy.call()),
            null);
    final PoolRuntime runtime = new PoolRuntime("calls", ticker, 1);
    final Events events = new Events(
            "calls", ticker, new Meters(counters, latencies), new Hearers(ticker, listener, runtime.listeners()));
    final DirectCalls<Object> direct = new DirectCalls<>(steps, ticker, events, latencies, new KnownObjects<>());
    final LifecyclePort<Object> lifecycle = lifecycle(runtime, VALIDATE);

    LifecyclePort<Object> lifecycle(PoolRuntime on, Duration validationTimeout) {
        return new TimedLifecycle<>(
                Pool.builder(Object::new)
                        .name("calls")
                        .maxSize(2)
                        .parallelCreations(1)
                        .createTimeout(CREATE)
                        .validateOnReturn(true)
                        .validationTimeout(validationTimeout)
                        .config(),
                direct,
                on,
                () -> outcomes.add("abandoned ended"));
    }

    final LifecyclePort.CreateOutcome<Object> creation = new LifecyclePort.CreateOutcome<>() {
        @Override
        public void ended(Made<Object> made) {
            outcomes.add(
                    "ended " + made.object() + " " + made.failure() + (runtime.isCurrentThread() ? "" : " elsewhere"));
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

    void hang() {
        begun.countDown();
        Soon.openedDespiteInterrupts(gate);
    }

    void awaitOutcomes(String... lines) {
        Soon.until("the outcome", () -> outcomes.size() >= lines.length);
        assertThat(outcomes).containsExactly(lines);
    }

    void awaitHeard(String... lines) {
        Soon.until("the listener", () -> heard.size() >= lines.length);
        assertThat(heard).containsExactly(lines);
    }

    static long threadsOf(String kind) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("rockpool-calls-" + kind))
                .count();
    }

    @AfterEach
    void letGo() {
        gate.countDown();
        runtime.leave();
        log.close();
    }
}
