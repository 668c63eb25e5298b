package dev.rockpool.contract;

import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Order;
import dev.rockpool.testkit.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One of the combinations of settings that every contract is run with. The static methods are sources for
 * {@code @MethodSource}: a promise that exists in one mode only is run with the variants of that mode, so that no test is
 * ever skipped.
 *
 * <p>The system property {@code rockpool.variants} says which are run: {@code pairs}, the default, for a few that have
 * every pair of settings; {@code all} for every combination; {@code virtual} for those of the pairs with virtual threads,
 * and one of the rest, which is for a second run on a JDK that has them.
 *
 * @param order which idle object is taken
 * @param creation who creates
 * @param fairness who may overtake
 * @param threads what kind of threads use the pool
 */
public record Variant(Order order, Creation creation, Fairness fairness, Threads threads) {

    private enum Selection {
        PAIRS,
        ALL,
        VIRTUAL;

        static final Selection CHOSEN =
                valueOf(System.getProperty("rockpool.variants", "pairs").toUpperCase(Locale.ROOT));
    }

    /**
     * Every combination that this JDK can run.
     *
     * @return order × creation × fairness × kind of threads
     */
    static List<Variant> product() {
        List<Variant> variants = new ArrayList<>();
        for (Threads threads : Threads.available()) {
            for (Order order : Order.values()) {
                if (order == Order.PER_THREAD) {
                    continue; // a kind of its own, with contract tests of its own
                }
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
     * A few that have every pair of the settings that the given ones have.
     *
     * @param variants the variants
     * @return some of them
     */
    static List<Variant> pairs(List<Variant> variants) {
        return Pairs.covering(variants, Variant::values);
    }

    private List<?> values() {
        return List.of(order, creation, fairness, threads);
    }

    /**
     * Whether every combination is run.
     *
     * @return whether that was asked for
     */
    public static boolean areAllChosen() {
        return Selection.CHOSEN == Selection.ALL;
    }

    /**
     * The kinds of threads of this run.
     *
     * @return those that this JDK has, or only the virtual ones
     */
    public static List<Threads> threadsOfThisRun() {
        List<Threads> kinds = Threads.available();
        return Selection.CHOSEN == Selection.VIRTUAL ? kinds.subList(kinds.size() - 1, kinds.size()) : kinds;
    }

    private static Stream<Variant> chosen(Predicate<Variant> condition) {
        List<Variant> candidates = product().stream().filter(condition).toList();
        return switch (Selection.CHOSEN) {
            case ALL -> candidates.stream();
            case PAIRS -> pairs(candidates).stream();
            case VIRTUAL -> {
                List<Variant> pairs = pairs(candidates);
                yield Stream.concat(
                        pairs.stream().filter(variant -> variant.threads() == Threads.VIRTUAL),
                        pairs.stream()
                                .filter(variant -> variant.threads() != Threads.VIRTUAL)
                                .limit(1));
            }
        };
    }

    /**
     * Those of this run.
     *
     * @return the variants
     */
    public static Stream<Variant> all() {
        return chosen(variant -> true);
    }

    /**
     * Those where the pool's creators create.
     *
     * @return the variants
     */
    public static Stream<Variant> background() {
        return chosen(variant -> variant.creation() == Creation.BACKGROUND);
    }

    /**
     * Those where the acquiring thread creates.
     *
     * @return the variants
     */
    public static Stream<Variant> caller() {
        return chosen(variant -> variant.creation() == Creation.CALLER);
    }

    /**
     * Those that serve in strict arrival order.
     *
     * @return the variants
     */
    public static Stream<Variant> strict() {
        return chosen(variant -> variant.fairness() == Fairness.STRICT);
    }

    /**
     * Those for the plain pool, which is strict in any case, and whose order and users are not what its runs are about.
     *
     * @param creations who may create
     * @return one variant for each, unless all are run
     */
    static Stream<Variant> plain(Creation... creations) {
        Set<Creation> wanted = Set.of(creations);
        return product().stream()
                .filter(variant -> variant.order() == Order.FIFO && variant.fairness() == Fairness.STRICT)
                .filter(variant -> wanted.contains(variant.creation()))
                .filter(variant -> variant.threads() == Threads.PLATFORM || Selection.CHOSEN == Selection.ALL);
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
