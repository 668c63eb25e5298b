package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import java.util.function.UnaryOperator;

/** The same for the pool of one key, with a tight {@code maxTotal}. */
class KeyedSettingsContractTest extends SettingsContract {

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return KeyedPools.open(lifecycle, settings, 0);
    }

    @Override
    protected String nameInThreads(Pool<?> pool) {
        return KeyedPools.nameOfAll(pool);
    }
}
