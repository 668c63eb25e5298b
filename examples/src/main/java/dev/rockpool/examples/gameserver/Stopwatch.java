package dev.rockpool.examples.gameserver;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLongArray;

/** Measures how long storing takes, to an eighth of the time. Safe for use by several threads. */
final class Stopwatch implements EventSink {

    private static final int PARTS_LOG = 3; // each doubling has eight buckets
    private static final int PARTS = 1 << PARTS_LOG;

    private final EventSink store;
    private volatile AtomicLongArray buckets = new AtomicLongArray(Long.SIZE * PARTS);

    Stopwatch(EventSink store) {
        this.store = store;
    }

    @Override
    public void store(Message message, Avatar avatar) throws SQLException, InterruptedException {
        long begin = System.nanoTime();
        store.store(message, avatar);
        count(System.nanoTime() - begin);
    }

    /** One more that took this long. */
    void count(long nanos) {
        buckets.incrementAndGet(bucket(nanos));
    }

    /** Forgets what was measured. */
    void reset() {
        buckets = new AtomicLongArray(Long.SIZE * PARTS);
    }

    /** The time in nanoseconds that {@code part} (0 to 1) of all were not slower than; 0 if there were none. */
    double percentile(double part) {
        AtomicLongArray counts = buckets;
        long all = 0;
        for (int i = 0; i < counts.length(); i++) {
            all += counts.get(i);
        }
        long left = (long) Math.ceil(part * all);
        for (int i = 0; i < counts.length() && all > 0; i++) {
            left -= counts.get(i);
            if (left <= 0) {
                return upperEnd(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        long positive = Math.max(PARTS, nanos);
        int log = Long.SIZE - 1 - Long.numberOfLeadingZeros(positive);
        return log * PARTS + (int) (positive >>> (log - PARTS_LOG)) - PARTS;
    }

    private static double upperEnd(int bucket) {
        return Math.scalb(1.0 + (bucket % PARTS + 1.0) / PARTS, bucket / PARTS);
    }
}
