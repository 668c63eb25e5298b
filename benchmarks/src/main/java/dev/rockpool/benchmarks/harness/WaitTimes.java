package dev.rockpool.benchmarks.harness;

/**
 * A histogram of durations in nanoseconds: 64 steps to each power of two, so a percentile is at most 1.6 % too high.
 * For one thread.
 */
public final class WaitTimes {

    private static final int STEP_BITS = 6;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[(Long.SIZE - STEP_BITS) * STEPS];
    private long total;
    private long max;

    /** Empty. */
    public WaitTimes() {}

    /**
     * Adds one.
     *
     * @param nanos how long; what is negative counts as 0
     */
    public void add(long nanos) {
        long value = Math.max(0, nanos);
        counts[indexOf(value)]++;
        total++;
        max = Math.max(max, value);
    }

    /**
     * Adds all of another's.
     *
     * @param other left as it is
     */
    public void addAll(WaitTimes other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        max = Math.max(max, other.max);
    }

    /**
     * How many.
     *
     * @return the number of durations
     */
    public long count() {
        return total;
    }

    /**
     * The longest.
     *
     * @return nanoseconds, 0 when there are none
     */
    public long max() {
        return max;
    }

    /**
     * What that share of all durations does not exceed.
     *
     * @param share from 0 to 1
     * @return nanoseconds, 0 when there are none
     */
    public long percentile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(max, highestOf(i));
            }
        }
        return max;
    }

    private static int indexOf(long value) {
        if (value < STEPS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - STEP_BITS;
        return (shift + 1) * STEPS + (int) ((value >>> shift) - STEPS);
    }

    private static long highestOf(int index) {
        if (index < STEPS) {
            return index;
        }
        int shift = index / STEPS - 1;
        return ((long) (index % STEPS + STEPS + 1) << shift) - 1;
    }
}
