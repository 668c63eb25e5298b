package dev.rockpool.contract;

import dev.rockpool.Creation;
import dev.rockpool.Fairness;
import dev.rockpool.Order;
import dev.rockpool.PoolBuilder;
import dev.rockpool.testkit.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the combinations of settings that every contract is run with. The static methods are sources for
 * {@code @MethodSource}: a promise that exists in one mode only is run with the variants of that mode, so that no test is
 * ever skipped.
 *
 * @param order which idle object is taken
 * @param creation who creates
 * @param fairness who may overtake
 * @param threads what kind of threads use the pool
 */
public record Variant(Order order, Creation creation, Fairness fairness, Threads threads) {

    /**
     * Every combination that this JDK can run.
     *
     * @return order × creation × fairness × kind of threads
     */
    public static List<Variant> all() {
        List<Variant> variants = new ArrayList<>();
        for (Threads threads : Threads.available()) {
            for (Order order : Order.values()) {
                for (Creation creation : Creation.values()) {
                    for (Fairness fairness : Fairness.values()) {
                        variants.add(new Variant(order, creation, fairness, threads));
                    }
                }
            }
        }
        return variants;
    }

    /**
     * Those where the pool's creators create.
     *
     * @return the variants
     */
    public static Stream<Variant> background() {
        return all().stream().filter(variant -> variant.creation() == Creation.BACKGROUND);
    }

    /**
     * Those where the acquiring thread creates.
     *
     * @return the variants
     */
    public static Stream<Variant> caller() {
        return all().stream().filter(variant -> variant.creation() == Creation.CALLER);
    }

    /**
     * Those that serve in strict arrival order.
     *
     * @return the variants
     */
    public static Stream<Variant> strict() {
        return all().stream().filter(variant -> variant.fairness() == Fairness.STRICT);
    }

    /**
     * Applies the settings of this variant.
     *
     * @param builder the builder
     * @param <T> the pooled objects' type
     * @return the builder
     */
    public <T> PoolBuilder<T> apply(PoolBuilder<T> builder) {
        return builder.order(order).creation(creation).fairness(fairness);
    }

    @Override
    public String toString() {
        return order + " " + creation + " " + fairness + " " + threads;
    }
}
