package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Order;
import dev.rockpool.testkit.Threads;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** All that a pool promises, where each object is activated before its lease. */
@ParameterizedClass(name = "{0}")
@MethodSource("some")
class EngineActivatedContractTest extends PoolContract {

    @Parameter
    Variant variant;

    static Stream<Variant> some() {
        return Variant.all()
                .filter(variant -> variant.order() == Order.AFFINE && variant.threads() == Threads.PLATFORM);
    }

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return settings.apply(variant.apply(Pool.builder(lifecycle).onAcquire(object -> {}))).build();
    }

    @Override
    protected Threads threads() {
        return variant.threads();
    }
}
