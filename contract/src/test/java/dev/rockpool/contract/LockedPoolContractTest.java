package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.testkit.Threads;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("variants")
class LockedPoolContractTest extends PoolContract {

    static Stream<Variant> variants() {
        return Variant.plain(Creation.values());
    }

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
