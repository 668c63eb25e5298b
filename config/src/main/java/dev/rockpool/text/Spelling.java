package dev.rockpool.text;

import dev.rockpool.internal.config.Names;
import java.util.Collection;
import java.util.Comparator;

/** How far names of settings are from one another, as they are written. */
final class Spelling {

    private Spelling() {}

    /** The known name that is nearest to a written one; the first of those that are equally near. */
    static String nearest(String written, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .orElseThrow();
    }

    /** How many letters have to be put in, taken out, changed, or swapped with their neighbour. */
    static int distance(String one, String other) {
        String from = Names.relaxed(one);
        String to = Names.relaxed(other);
        int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : cheapest(table, from, to, i, j);
            }
        }
        return table[from.length()][to.length()];
    }

    private static int cheapest(int[][] table, String from, String to, int i, int j) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int cheapest = Math.min(table[i - 1][j - 1] + change, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean isSwap =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return isSwap ? Math.min(cheapest, table[i - 2][j - 2] + 1) : cheapest;
    }

    /** Whether a written name looks like a slip of the pen for a known one. */
    static boolean isSlip(String written, String known) {
        int distance = distance(written, known);
        return distance <= Math.max(1, Names.relaxed(written).length() / 4);
    }
}
