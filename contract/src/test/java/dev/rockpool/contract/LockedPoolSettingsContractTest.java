package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.PoolConfig;
import java.util.function.UnaryOperator;

class LockedPoolSettingsContractTest extends SettingsContract {

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        PoolConfig config = settings.apply(Pool.builder(lifecycle)).config();
        return new LockedPool<>(config, lifecycle, ticker(), listener());
    }
}
