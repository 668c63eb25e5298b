package dev.rockpool.examples.origins;

/** Calculates with tables that take long to make. Not thread-safe: it keeps a running total. */
public final class ExpensiveCalculator {

    private static final int DEGREES = 360;

    private final double[] sines = new double[DEGREES];
    private double total;

    /** Fills the tables; once in the life of a calculator. */
    public void precomputeLookupTables() {
        for (int degree = 0; degree < DEGREES; degree++) {
            sines[degree] = Math.sin(Math.toRadians(degree));
        }
    }

    /**
     * Adds up.
     *
     * @param degree an angle, 0 to 359
     * @return the sum of all sines since the last reset
     */
    public double addSine(int degree) {
        total += sines[degree];
        return total;
    }

    /** Forgets the total, keeps the tables. */
    public void reset() {
        total = 0;
    }
}
