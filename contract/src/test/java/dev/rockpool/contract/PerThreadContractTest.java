package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.PerThreadPool;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.testkit.Threads;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("dev.rockpool.contract.Variant#threadsOfThisRun")
@ExtendWith(NotPerThread.class)
class PerThreadContractTest extends PoolContract {

    @Parameter
    Threads threads;

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return PerThreadPool.builder(lifecycle)
                .with(pool -> settings.apply(pool.maxSize(10)))
                .build();
    }

    @Override
    protected Threads threads() {
        return threads;
    }
}
