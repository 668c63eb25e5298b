package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import java.util.function.UnaryOperator;

/** What every pool promises, of one whose lifecycle does not block. */
class AsyncEngineContractTest extends PoolContract {

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return settings.apply(Pool.asyncBuilder(AsStages.of(lifecycle))).build();
    }
}
