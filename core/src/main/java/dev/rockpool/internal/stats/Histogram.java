package dev.rockpool.internal.stats;

import dev.rockpool.internal.process.Locks;
import dev.rockpool.monitor.LatencySummary;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Counts durations in buckets that grow with the duration: 16 linear buckets per power of two, so that a value is known
 * to 1/16 of itself and its bucket's middle to about 3 %. The layout is that of HdrHistogram (Gil Tene) with 4
 * significant bits. Count, total and maximum are exact.
 *
 * <p>Safe for use by many threads; recording is two additions and an increment, without a lock. The 8 KiB of buckets are
 * allocated at the first recording.
 */
public final class Histogram {

    private static final LongBinaryOperator MAX = Math::max; // what links it late may be the end of memory

    private static final int SUB_BITS = 4;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB_BUCKETS;

    private final ReentrantLock allocation = new ReentrantLock(); // guards the one write of buckets
    private volatile @Nullable AtomicLongArray buckets;
    private final LongAdder total = new LongAdder();
    private final LongAccumulator max = new LongAccumulator(MAX, 0);

    /** Counts one duration; a negative one counts as zero. */
    public void record(long nanos) {
        long value = Math.max(0, nanos);
        AtomicLongArray counts = buckets;
        if (counts == null) {
            counts = allocate();
        }
        counts.getAndIncrement(indexOf(value));
        total.add(value);
        max.accumulate(value);
    }

    private AtomicLongArray allocate() {
        Locks.take(allocation);
        try {
            AtomicLongArray counts = buckets;
            if (counts == null) {
                counts = new AtomicLongArray(BUCKETS);
                buckets = counts;
            }
            return counts;
        } finally {
            allocation.unlock();
        }
    }

    /** Values below 16 have a bucket each; above, the four bits after the leading one choose among its 16 buckets. */
    static int indexOf(long value) {
        if (value < SUB_BUCKETS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return (shift + 1) * SUB_BUCKETS + (int) (value >>> shift) - SUB_BUCKETS;
    }

    /** The middle of a bucket. */
    static long valueAt(int index) {
        if (index < SUB_BUCKETS) {
            return index;
        }
        int shift = index / SUB_BUCKETS - 1;
        long lowest = (long) (SUB_BUCKETS + index % SUB_BUCKETS) << shift;
        return lowest + ((1L << shift) >> 1);
    }

    /** What has been recorded so far. */
    public LatencySummary summary() {
        AtomicLongArray live = buckets;
        if (live == null) {
            return LatencySummary.NONE;
        }
        long[] counts = new long[BUCKETS];
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = live.get(i);
            count += counts[i];
        }
        if (count == 0) {
            return LatencySummary.NONE;
        }
        long longest = max.get();
        long sum = total.sum();
        return new LatencySummary(
                count,
                Duration.ofNanos(sum),
                Duration.ofNanos(sum / count),
                percentile(counts, count, 0.50, longest),
                percentile(counts, count, 0.90, longest),
                percentile(counts, count, 0.99, longest),
                percentile(counts, count, 0.999, longest),
                Duration.ofNanos(longest));
    }

    /** The value that at least {@code part} of all values do not exceed (nearest rank). */
    private static Duration percentile(long[] counts, long count, double part, long longest) {
        long rank = Math.max(1, (long) Math.ceil(part * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Duration.ofNanos(Math.min(valueAt(i), longest));
            }
        }
        return Duration.ofNanos(longest);
    }
}
