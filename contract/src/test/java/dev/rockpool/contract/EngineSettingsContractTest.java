package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import java.util.function.UnaryOperator;

class EngineSettingsContractTest extends SettingsContract {

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return settings.apply(Pool.builder(lifecycle)).build();
    }
}
