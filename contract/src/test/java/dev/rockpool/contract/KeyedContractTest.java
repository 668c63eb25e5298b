package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.testkit.Threads;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every pool promises, kept by the pool of one key, with a tight and a loose {@code maxTotal}. */
@ParameterizedClass(name = "{0}, {1} more places")
@MethodSource("variants")
class KeyedContractTest extends PoolContract {

    private static final int LOOSE = 1_000;

    /** The variants in turn tight and loose; all of both, if every combination is run. */
    static Stream<Arguments> variants() {
        List<Variant> all = Variant.all().toList();
        Stream.Builder<Arguments> chosen = Stream.builder();
        for (int i = 0; i < all.size(); i++) {
            boolean isTight = i % 2 == 0;
            chosen.add(Arguments.of(all.get(i), isTight ? 0 : LOOSE));
            if (Variant.areAllChosen()) {
                chosen.add(Arguments.of(all.get(i), isTight ? LOOSE : 0));
            }
        }
        return chosen.build();
    }

    @Parameter(0)
    Variant variant;

    @Parameter(1)
    int loose;

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return KeyedPools.open(lifecycle, builder -> settings.apply(variant.apply(builder)), loose);
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
