package dev.rockpool.internal.engine;

import dev.rockpool.PoolControl;
import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What an operator does: changes a flag or a number under the lock, and places every slot anew. */
final class EngineControl<T> implements PoolControl {

    // Made with the class, as what links one of them late may do so at the end of memory, and then it stays broken.
    private static final Consumer<Monitor<?>> CLEAR = Monitor::clear;
    private static final Consumer<Monitor<?>> SUSPEND = EngineControl::suspend;
    private static final Consumer<Monitor<?>> RESUME = EngineControl::resume;

    private final EngineLock<T> lock;
    private final Monitor<T> monitor;
    private final Reconfiguration<T> reconfiguration;
    private final StatsReader<T> statsReader;
    private final Explainer<T> explainer;
    private final Shutdown<T> shutdown;
    private final IdleObjects<T> idleObjects;

    EngineControl(
            EngineLock<T> lock,
            Reconfiguration<T> reconfiguration,
            StatsReader<T> statsReader,
            Explainer<T> explainer,
            Shutdown<T> shutdown,
            IdleObjects<T> idleObjects) {
        this.lock = lock;
        this.monitor = lock.monitor();
        this.reconfiguration = reconfiguration;
        this.statsReader = statsReader;
        this.explainer = explainer;
        this.shutdown = shutdown;
        this.idleObjects = idleObjects;
    }

    @Override
    public CompletableFuture<Integer> warmUp(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("warmUp's count must not be negative, was " + count);
        }
        Performance.PromisedWarmUp warmUp = new Performance.PromisedWarmUp(count);
        lock.settle(new Begin(warmUp));
        return warmUp.future();
    }

    private final class Begin implements Runnable {
        private final Stock.WarmUp warmUp;

        Begin(Stock.WarmUp warmUp) {
            this.warmUp = warmUp;
        }

        @Override
        public void run() {
            monitor.warmUp(warmUp);
        }
    }

    @Override
    public void resize(int maxSize) {
        reconfiguration.resize(maxSize);
    }

    @Override
    public void minIdle(int minIdle) {
        reconfiguration.minIdle(minIdle);
    }

    @Override
    public void clear() {
        lock.change(monitor, CLEAR);
    }

    @Override
    public int clearIdle() {
        return idleObjects.clear();
    }

    @Override
    public void renew() {
        reconfiguration.renew();
    }

    @Override
    public void revalidate() {
        reconfiguration.revalidate();
    }

    private static void suspend(Monitor<?> monitor) {
        monitor.suspend(true);
    }

    private static void resume(Monitor<?> monitor) {
        monitor.suspend(false);
    }

    @Override
    public void suspend() {
        lock.change(monitor, SUSPEND);
    }

    @Override
    public void resume() {
        lock.change(monitor, RESUME);
    }

    @Override
    public void resetStats() {
        statsReader.reset();
    }

    @Override
    public CompletableFuture<ShutdownReport> shutdown(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("shutdown's deadline must not be negative, was " + deadline);
        }
        shutdown.begin(deadline);
        return shutdown.report();
    }

    @Override
    public Explanation explain() {
        return explainer.explain();
    }

    @Override
    public String describe() {
        return reconfiguration.config().describe();
    }

    @Override
    public ConfigChange apply(PoolConfig config) {
        return reconfiguration.apply(Objects.requireNonNull(config, "config"));
    }
}
