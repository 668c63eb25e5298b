package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.testkit.Threads;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The same for the pool of one key, with a tight {@code maxTotal}. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.rockpool.contract.Variant#strict")
class KeyedStrictContractTest extends StrictContract {

    @Parameter
    Variant variant;

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return KeyedPools.open(lifecycle, builder -> settings.apply(variant.apply(builder)), 0);
    }

    @Override
    protected String nameInThreads(Pool<?> pool) {
        return KeyedPools.nameOfAll(pool);
    }

    @Override
    protected Threads threads() {
        return variant.threads();
    }
}
