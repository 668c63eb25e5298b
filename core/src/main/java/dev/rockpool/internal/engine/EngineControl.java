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
        Performance.PromisedWarmUp warmUp = new Performance.PromisedWarmUp(count);
        core.lock.settle(() -> core.monitor.warmUp(warmUp));
        return warmUp.future();
    }

    @Override
    public void resize(int maxSize) {
        core.lock.settle(() -> {
            PoolConfig changed = Settings.withSizing(core.facts.config, resized(maxSize), "control().resize");
            core.monitor.changeBound(maxSize);
            core.facts.config = changed;
            if (core.ledger.hasSurplus()) {
                core.monitor.placeAll();
            }
        });
    }

    /** A maxIdle that was built as large as the bound follows it; another stays as it was built, as far as it fits. */
    private Sizing resized(int maxSize) {
        Sizing built = core.facts.setSizing;
        boolean follows = built.maxIdle() == built.maxSize();
        return new Sizing(maxSize, core.facts.config.minIdle(), follows ? maxSize : Math.min(built.maxIdle(), maxSize));
    }

    @Override
    public void minIdle(int minIdle) {
        core.lock.settle(() -> {
            core.facts.config = Settings.withSizing(
                    core.facts.config, core.facts.config.sizing().withMinIdle(minIdle), "control().minIdle");
            core.monitor.demand().stock().lookAnew();
        });
    }

    @Override
    public void clear() {
        core.lock.settle(core.monitor::clear);
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
        core.lock.settle(() -> core.monitor.suspend(isSuspended));
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
        return core.facts.config.describe();
    }

    @Override
    public ConfigChange apply(PoolConfig config) {
        return core.reconfiguration.apply(Objects.requireNonNull(config, "config"));
    }
}
