package dev.rockpool.benchmarks.harness;

/** Jain's fairness index: 1 when all get the same, 1/n when one of n gets everything. */
public final class Jain {

    private Jain() {}

    /**
     * The index.
     *
     * @param shares what each one got, none negative
     * @return from 1/n to 1; 1 when there is nobody, or nobody got anything
     */
    public static double index(long... shares) {
        double sum = 0;
        double squares = 0;
        for (long share : shares) {
            sum += share;
            squares += (double) share * share;
        }
        return squares == 0 ? 1 : sum * sum / (shares.length * squares);
    }
}
