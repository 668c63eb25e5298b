package dev.rockpool.testkit;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolConfig;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("dev.rockpool.testkit.Variant#strict")
class LockedPoolStrictContractTest extends StrictContract {

    @Parameter
    Variant variant;

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        PoolConfig config =
                settings.apply(variant.apply(Pool.builder(lifecycle))).config();
        return new LockedPool<>(config, lifecycle, ticker(), listener());
    }

    @Override
    protected Threads threads() {
        return variant.threads();
    }
}
