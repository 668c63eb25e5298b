package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Order;
import dev.rockpool.testkit.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VariantTest {

    private static final List<Function<Variant, Object>> SETTINGS =
            List.of(Variant::order, Variant::creation, Variant::fairness, Variant::threads);

    /** As on a JDK that has both kinds of threads, whatever this one has. */
    private static List<Variant> product() {
        List<Variant> product = new ArrayList<>();
        for (Order order : Order.values()) {
            for (Creation creation : Creation.values()) {
                for (Fairness fairness : Fairness.values()) {
                    for (Threads threads : Threads.values()) {
                        product.add(new Variant(order, creation, fairness, threads));
                    }
                }
            }
        }
        return product;
    }

    private static Set<List<Object>> pairs(List<Variant> variants, int first, int second) {
        return variants.stream()
                .map(variant -> List.of(
                        SETTINGS.get(first).apply(variant), SETTINGS.get(second).apply(variant)))
                .collect(Collectors.toSet());
    }

    private static void assertThatNoPairIsMissing(List<Variant> few, List<Variant> all) {
        for (int first = 0; first < SETTINGS.size(); first++) {
            for (int second = first + 1; second < SETTINGS.size(); second++) {
                assertThat(pairs(few, first, second)).isEqualTo(pairs(all, first, second));
            }
        }
    }

    @Test
    void everyPairOfSettingsIsInOneOfTheFew() {
        List<Variant> all = product();
        List<Variant> few = Variant.pairs(all);
        assertThatNoPairIsMissing(few, all);
        assertThat(all).containsAll(few);
        assertThat(few).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(all.size() / 3);
    }

    @Test
    void everyPairOfThisJdkIsInOneOfTheFew() {
        assertThatNoPairIsMissing(Variant.pairs(Variant.product()), Variant.product());
    }

    @Test
    void whatExistsInOneModeOnlyIsCoveredAsWell() {
        List<Variant> strict = product().stream()
                .filter(variant -> variant.fairness() == Fairness.STRICT)
                .toList();
        assertThatNoPairIsMissing(Variant.pairs(strict), strict);
    }

    @Test
    void sameFewAreSelectedEachTime() {
        assertThat(Variant.pairs(product())).isEqualTo(Variant.pairs(product()));
    }

    /** What a run on a newer JDK takes of the pairs still has each setting with virtual threads. */
    @Test
    void virtualThreadsMeetEverySetting() {
        Set<Object> met = Variant.pairs(product()).stream()
                .filter(variant -> variant.threads() == Threads.VIRTUAL)
                .flatMap(variant -> SETTINGS.stream().map(setting -> setting.apply(variant)))
                .collect(Collectors.toSet());
        assertThat(met)
                .contains((Object[]) Order.values())
                .contains((Object[]) Creation.values())
                .contains((Object[]) Fairness.values());
    }
}
