package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.testkit.Threads;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("dev.rockpool.contract.Variant#all")
class EngineAgeingContractTest extends AgeingContract {

    @Parameter
    Variant variant;

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return settings.apply(variant.apply(Pool.builder(lifecycle))).build();
    }

    @Override
    protected Threads threads() {
        return variant.threads();
    }
}
