package dev.rockpool.internal.engine;

import dev.rockpool.Ticker;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.lifecycle.DirectCalls;
import dev.rockpool.internal.lifecycle.LifecyclePort;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.lifecycle.PoolRuntime;
import dev.rockpool.internal.lifecycle.TimedLifecycle;
import dev.rockpool.internal.stats.Counters;
import dev.rockpool.internal.stats.Events;
import dev.rockpool.internal.stats.LatencyRecorder;
import dev.rockpool.internal.stats.Meters;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a pool runs on: time, threads, the users' lifecycle, and who hears of events. Each part is safe for any thread. */
final class Platform<T> {

    final Ticker ticker;
    final PoolRuntime threads;
    final @Nullable Executor callbackExecutor;
    final LifecycleSteps<T> steps;
    final DirectCalls<T> direct;
    final LifecyclePort<T> lifecycle;
    final Counters counters;
    final LatencyRecorder latencies;
    final Events events;

    /**
     * Of one engine.
     *
     * @param shared what it shares with others
     * @param abandonedCallEnded runs when a call that had overrun its time has ended after all
     */
    Platform(PoolConfig config, LifecycleSteps<T> steps, Shared<T> shared, Runnable abandonedCallEnded) {
        this.ticker = shared.ticker;
        this.threads = shared.threads;
        this.callbackExecutor = shared.callbackExecutor;
        this.steps = steps;
        this.counters = new Counters(shared.totals);
        this.latencies = shared.latencies;
        this.events = new Events(config.name(), ticker, meters(), shared.hearers);
        this.direct = new DirectCalls<>(steps, ticker, events, latencies, shared.known);
        this.lifecycle = new TimedLifecycle<>(config, direct, threads, abandonedCallEnded);
    }

    /** {@return what counts} */
    Meters meters() {
        return new Meters(counters, latencies);
    }
}
