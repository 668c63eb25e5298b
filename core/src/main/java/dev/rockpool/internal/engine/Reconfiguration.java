package dev.rockpool.internal.engine;

import dev.rockpool.ConfigChange;
import dev.rockpool.PoolConfig;
import java.util.List;

/** Brings the settings of a running pool to others. Called without the lock. */
final class Reconfiguration<T> {

    private final Core<T> core;

    Reconfiguration(Core<T> core) {
        this.core = core;
    }

    ConfigChange apply(PoolConfig config) {
        core.lock();
        core.config = core.config.withSizing(config.sizing());
        core.settle();
        return new ConfigChange(List.of(), List.of());
    }
}
