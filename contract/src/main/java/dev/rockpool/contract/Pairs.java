package dev.rockpool.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * All-pairs selection: a few of many combinations, such that every pair of values which occurs in any of the combinations
 * occurs in one of the few. Most faults need one value or two to show, so the few find nearly what all find.
 */
public final class Pairs {

    /** Two values and the places where they stand in a combination. */
    private record Pair(int first, Object firstValue, int second, Object secondValue) {}

    private Pairs() {}

    /**
     * Selects. Greedy: takes what covers most new pairs, and of equals the first, so the same list gives the same few.
     *
     * @param all the combinations
     * @param values the values of one of them, always as many
     * @param <C> what a combination is
     * @return the few, in the order of selection
     */
    public static <C> List<C> covering(List<C> all, Function<C, List<?>> values) {
        Set<Pair> open = new HashSet<>();
        all.forEach(one -> open.addAll(pairs(values.apply(one))));
        List<C> few = new ArrayList<>();
        while (!open.isEmpty()) {
            C best = all.get(0);
            int most = 0;
            for (C one : all) {
                int covered = count(open, pairs(values.apply(one)));
                if (covered > most) {
                    best = one;
                    most = covered;
                }
            }
            open.removeAll(pairs(values.apply(best)));
            few.add(best);
        }
        return few;
    }

    private static int count(Set<Pair> open, Set<Pair> pairs) {
        return (int) pairs.stream().filter(open::contains).count();
    }

    private static Set<Pair> pairs(List<?> values) {
        Set<Pair> pairs = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            for (int j = i + 1; j < values.size(); j++) {
                pairs.add(new Pair(i, values.get(i), j, values.get(j)));
            }
        }
        return pairs;
    }
}
