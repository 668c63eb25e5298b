package dev.rockpool.internal.engine;

import dev.rockpool.PoolControl;
import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.internal.config.Settings;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** What an operator does: changes a flag or a number under the lock, and places every slot anew. */
final class EngineControl<T> implements PoolControl {

    private final Core<T> core;

    EngineControl(Core<T> core) {
        this.core = core;
    }

    @Override
    public CompletableFuture<Integer> warmUp(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("warmUp's count must not be negative, was " + count);
        }
        CompletableFuture<Integer> future = new CompletableFuture<>();
        core.lock.settle(() -> core.creations.refill().warmUp(count, future));
        return future;
    }

    @Override
    public void resize(int maxSize) {
        core.lock.settle(() -> {
            PoolConfig changed = Settings.withSizing(core.config, resized(maxSize), "control().resize");
            core.changeBound(maxSize);
            core.config = changed;
            if (core.books.hasSurplus()) {
                core.dispatcher.placeAll();
            }
        });
    }

    /** A maxIdle that was built as large as the bound follows it; another stays as it was built, as far as it fits. */
    private Sizing resized(int maxSize) {
        Sizing built = core.setSizing;
        boolean follows = built.maxIdle() == built.maxSize();
        return new Sizing(maxSize, core.config.minIdle(), follows ? maxSize : Math.min(built.maxIdle(), maxSize));
    }

    @Override
    public void minIdle(int minIdle) {
        core.lock.settle(() -> {
            core.config =
                    Settings.withSizing(core.config, core.config.sizing().withMinIdle(minIdle), "control().minIdle");
            core.creations.refill().lookAnew();
        });
    }

    @Override
    public void clear() {
        core.lock.settle(() -> {
            core.epoch++;
            core.dispatcher.placeAll();
        });
    }

    @Override
    public void suspend() {
        setSuspended(true);
    }

    @Override
    public void resume() {
        setSuspended(false);
    }

    private void setSuspended(boolean isSuspended) {
        core.lock.settle(() -> {
            if (core.isSuspended != isSuspended && !core.isClosed) {
                core.isSuspended = isSuspended;
                core.dispatcher.placeAll();
                core.healthWatch.update();
            }
        });
    }

    @Override
    public void resetStats() {
        core.statsReader.reset();
    }

    @Override
    public CompletableFuture<ShutdownReport> shutdown(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("shutdown's deadline must not be negative, was " + deadline);
        }
        core.shutdown.begin(deadline);
        return core.shutdown.report();
    }

    @Override
    public Explanation explain() {
        return core.explainer.explain();
    }

    @Override
    public String describe() {
        return core.config.describe();
    }

    @Override
    public ConfigChange apply(PoolConfig config) {
        return core.reconfiguration.apply(Objects.requireNonNull(config, "config"));
    }
}
