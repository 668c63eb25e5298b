package dev.rockpool.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import dev.rockpool.monitor.LatencySummary;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    private static final int BUCKETS = 960;

    private final Histogram histogram = new Histogram();

    @Test
    void everyBucketBeginsWhereTheOneBeforeItEnds() {
        for (int index = 1; index < BUCKETS; index++) {
            long lowest = lowest(index);
            assertThat(Histogram.indexOf(lowest)).as("lowest of %d", index).isEqualTo(index);
            assertThat(Histogram.indexOf(lowest - 1)).as("below %d", index).isEqualTo(index - 1);
        }
        assertThat(Histogram.indexOf(0)).isZero();
        assertThat(Histogram.indexOf(Long.MAX_VALUE)).isEqualTo(BUCKETS - 1);
    }

    /** By hand: 16 buckets for 0 to 15, then 16 of each power of two. */
    private static long lowest(int index) {
        if (index < 16) {
            return index;
        }
        long power = 1L << (index / 16 + 3);
        return power + index % 16 * (power / 16);
    }

    @Test
    void aBucketsValueLiesInIt() {
        for (int index = 0; index < BUCKETS; index++) {
            assertThat(Histogram.indexOf(Histogram.valueAt(index)))
                    .as("bucket %d", index)
                    .isEqualTo(index);
        }
    }

    @Test
    void valuesBelowSixteenAreExact() {
        for (long value = 0; value < 16; value++) {
            assertThat(Histogram.valueAt(Histogram.indexOf(value))).isEqualTo(value);
        }
    }

    @Test
    void everyValueIsKnownToASixteenthOfItself() {
        Seed seed = Seed.next(HistogramTest.class);
        Random random = seed.random();
        for (int bits = 1; bits < Long.SIZE; bits++) {
            assertClose(1L << (bits - 1), seed);
            assertClose((1L << (bits - 1)) - 1, seed);
            assertClose((1L << (bits - 1)) + 1, seed);
            for (int i = 0; i < 1_000; i++) {
                assertClose(random.nextLong() >>> (Long.SIZE - bits), seed);
            }
        }
        assertClose(Long.MAX_VALUE, seed);
        assertClose(Long.MAX_VALUE - 1, seed);
    }

    private static void assertClose(long value, Seed seed) {
        long known = Histogram.valueAt(Histogram.indexOf(value));
        assertThat(Math.abs(known - value))
                .as("%s: %d, known as %d", seed, value, known)
                .isLessThanOrEqualTo(value / 16);
    }

    @Test
    void nothingRecordedIsNone() {
        assertThat(histogram.summary()).isSameAs(LatencySummary.NONE);
    }

    @Test
    void aNegativeDurationCountsAsZero() {
        histogram.record(-1);
        histogram.record(Long.MIN_VALUE);
        assertThat(histogram.summary())
                .isEqualTo(new LatencySummary(
                        2,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 15, 16, 17, 1_000, 123_456_789, Long.MAX_VALUE / 2, Long.MAX_VALUE})
    void ofOneValueCountTotalMeanAndMaxAreExactAndPercentilesClose(long value) {
        histogram.record(value);
        LatencySummary summary = histogram.summary();
        assertThat(summary.count()).isEqualTo(1);
        assertThat(summary.total()).isEqualTo(Duration.ofNanos(value));
        assertThat(summary.mean()).isEqualTo(Duration.ofNanos(value));
        assertThat(summary.max()).isEqualTo(Duration.ofNanos(value));
        for (Duration percentile : new Duration[] {summary.p50(), summary.p90(), summary.p99(), summary.p999()}) {
            assertThat(percentile).isLessThanOrEqualTo(summary.max());
            assertThat(value - percentile.toNanos()).isLessThanOrEqualTo(value / 16);
        }
    }

    @Test
    void percentilesOfOneToAThousandAreNearestRanks() {
        for (int i = 1_000; i >= 1; i--) {
            histogram.record(i);
        }
        LatencySummary summary = histogram.summary();
        assertThat(summary.count()).isEqualTo(1_000);
        assertThat(summary.total()).isEqualTo(Duration.ofNanos(500_500));
        assertThat(summary.mean()).isEqualTo(Duration.ofNanos(500));
        assertThat(summary.p50().toNanos()).isBetween(500L - 500 / 16, 500L + 500 / 16);
        assertThat(summary.p90().toNanos()).isBetween(900L - 900 / 16, 900L + 900 / 16);
        assertThat(summary.p99().toNanos()).isBetween(990L - 990 / 16, 990L + 990 / 16);
        assertThat(summary.p999().toNanos()).isBetween(999L - 999 / 16, 1_000L);
        assertThat(summary.max()).isEqualTo(Duration.ofNanos(1_000));
    }

    @Test
    void aPercentileIsTheSmallestValueThatThatPartDoesNotExceed() {
        for (int i = 0; i < 9; i++) {
            histogram.record(1);
        }
        histogram.record(10);
        assertThat(histogram.summary().p90()).isEqualTo(Duration.ofNanos(1));
        assertThat(histogram.summary().p99()).isEqualTo(Duration.ofNanos(10));
    }

    @Test
    void percentilesAgreeWithASortedArray() {
        Seed seed = Seed.next(HistogramTest.class);
        Random random = seed.random();
        LongUnaryOperator uniform = i -> random.nextInt(50_000_000);
        LongUnaryOperator exponential = i -> (long) (-Math.log(1 - random.nextDouble()) * 1_000_000);
        LongUnaryOperator longTail = i -> random.nextLong() >>> (1 + random.nextInt(60));
        LongUnaryOperator few = i -> random.nextInt(20);
        for (LongUnaryOperator distribution : new LongUnaryOperator[] {uniform, exponential, longTail, few}) {
            for (int size : new int[] {1, 2, 10, 999, 20_000}) {
                assertAgrees(distribution, size, seed);
            }
        }
    }

    private static void assertAgrees(LongUnaryOperator distribution, int size, Seed seed) {
        Histogram histogram = new Histogram();
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
            values[i] = distribution.applyAsLong(i);
            histogram.record(values[i]);
        }
        Arrays.sort(values);
        LatencySummary summary = histogram.summary();
        assertThat(summary.count()).as("%s", seed).isEqualTo(size);
        assertThat(summary.max()).as("%s", seed).isEqualTo(Duration.ofNanos(values[size - 1]));
        assertClose(summary.p50(), values, 500, seed);
        assertClose(summary.p90(), values, 900, seed);
        assertClose(summary.p99(), values, 990, seed);
        assertClose(summary.p999(), values, 999, seed);
    }

    private static void assertClose(Duration actual, long[] sorted, int perMille, Seed seed) {
        int rank = (sorted.length * perMille + 999) / 1_000; // nearest rank, in whole numbers
        long exact = sorted[rank - 1];
        assertThat(Math.abs(actual.toNanos() - exact))
                .as("%s: %d per mille of %d values: %s instead of %d", seed, perMille, sorted.length, actual, exact)
                .isLessThanOrEqualTo(exact / 16);
    }

    @Test
    void recordingByManyThreadsLosesNothing() throws InterruptedException {
        int each = 50_000;
        Thread[] threads = new Thread[4];
        CountDownLatch start = new CountDownLatch(1); // all race for the first recording, which allocates
        for (int t = 0; t < threads.length; t++) {
            int number = t;
            threads[t] = new Thread(() -> {
                await(start);
                for (int i = 1; i <= each; i++) {
                    histogram.record(i + number);
                }
            });
            threads[t].start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        long sum = 0;
        for (int t = 0; t < threads.length; t++) {
            sum += (long) each * (each + 1) / 2 + (long) t * each;
        }
        LatencySummary summary = histogram.summary();
        assertThat(summary.count()).isEqualTo((long) threads.length * each);
        assertThat(summary.total()).isEqualTo(Duration.ofNanos(sum));
        assertThat(summary.max()).isEqualTo(Duration.ofNanos(each + threads.length - 1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
