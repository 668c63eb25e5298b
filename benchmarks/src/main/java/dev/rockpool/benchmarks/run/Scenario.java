package dev.rockpool.benchmarks.run;

/**
 * What all pools are asked to do.
 *
 * @param name short, for patterns
 * @param title what it is, for people
 * @param unit what scores are counted in
 * @param isLessBetter whether a lower score is the better one
 */
record Scenario(String name, String title, String unit, boolean isLessBetter) {

    static final String PAIRS = "M pairs/s";

    static Scenario pairs(String name, String title) {
        return new Scenario(name, title, PAIRS, false);
    }

    static Scenario millis(String name, String title) {
        return new Scenario(name, title, "ms", true);
    }

    /** How many times better the first score is than the second. */
    double ratio(double ours, double theirs) {
        return isLessBetter ? theirs / ours : ours / theirs;
    }
}
