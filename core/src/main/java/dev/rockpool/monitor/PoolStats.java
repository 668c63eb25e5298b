package dev.rockpool.monitor;

import dev.rockpool.config.NestedAcquire;
import dev.rockpool.internal.process.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A pool in numbers. Counts are exact, though acquiring an idle object writes no shared counter. They start when the
 * pool is built or at the last {@link dev.rockpool.PoolControl#resetStats()}. A snapshot is stamped, not atomic: it is
 * read from a pool at work, one number after the other. What holds in every snapshot: released is at most acquired,
 * idle and leased together are at most size, and no peak is below its present. An object that changes hands while it is
 * read may be seen twice; {@code leased} and {@code idle} are cut to {@code size} then.
 *
 * <p>When the pool is quiet, since it was built: {@code created = destroyed + detached + size} and
 * {@code acquired = released + leased}.
 *
 * @param name the pool
 * @param takenAt when the snapshot was taken
 * @param lastReset when counting began
 * @param gauges the present
 * @param peaks the highest since counting began
 * @param counts what happened since counting began
 * @param latencies how long it took
 */
public record PoolStats(
        String name,
        Instant takenAt,
        Instant lastReset,
        Gauges gauges,
        Peaks peaks,
        Counts counts,
        Latencies latencies) {

    /**
     * The present.
     *
     * @param size objects alive, overflow ones included
     * @param idle objects ready to be leased
     * @param leased objects out, overflow ones included
     * @param creating attempts to create in flight that have not overrun their time
     * @param waiting acquires that wait
     * @param maxSize the bound
     * @param overflow objects alive on top of the bound
     */
    public record Gauges(int size, int idle, int leased, int creating, int waiting, int maxSize, int overflow) {

        /** For people, such as {@code 16 of 16 leased, 0 idle, 0 being created, 42 waiting}. */
        @Override
        public String toString() {
            return leased + " of " + maxSize + " leased, " + idle + " idle, " + creating + " being created, " + waiting
                    + " waiting";
        }
    }

    /**
     * High-water marks. {@code size} and {@code waiting} are exact; {@code leased} and {@code idle} are the highest seen
     * whenever the pool looked: on its slow paths, in upkeep's sweeps and at each snapshot.
     *
     * @param size most objects alive
     * @param idle most objects idle, as seen
     * @param leased most objects out, as seen
     * @param waiting most acquires waiting
     */
    public record Peaks(int size, int idle, int leased, int waiting) {}

    /**
     * What happened.
     *
     * @param acquired leases granted
     * @param released leases ended, in whatever way
     * @param misses leases served by an object that was created for them; all others are hits
     * @param waited acquires that had to wait, with or without success
     * @param timeouts acquires whose deadline passed
     * @param rejected acquires refused with {@link dev.rockpool.PoolExhaustedException}
     * @param cancelled futures that were completed from outside while they waited, and interrupted acquires
     * @param created objects created
     * @param createFailures attempts to create that failed or overran their time
     * @param destroyed objects destroyed, by cause
     * @param detached objects detached
     * @param resetFailures resets that failed
     * @param validationFailures validations that failed
     * @param leaks leases lost
     * @param holdWarnings leases that were out for longer than {@link dev.rockpool.PoolBuilder#holdWarning their limit}
     * @param nestedAcquires acquires by a thread that held a lease, as far as {@link NestedAcquire} asks to look for them
     */
    public record Counts(
            long acquired,
            long released,
            long misses,
            long waited,
            long timeouts,
            long rejected,
            long cancelled,
            long created,
            long createFailures,
            Map<DestroyCause, Long> destroyed,
            long detached,
            long resetFailures,
            long validationFailures,
            long leaks,
            long holdWarnings,
            long nestedAcquires) {

        /**
         * Copies the map.
         *
         * @param acquired see the component
         * @param released see the component
         * @param misses see the component
         * @param waited see the component
         * @param timeouts see the component
         * @param rejected see the component
         * @param cancelled see the component
         * @param created see the component
         * @param createFailures see the component
         * @param destroyed see the component
         * @param detached see the component
         * @param resetFailures see the component
         * @param validationFailures see the component
         * @param leaks see the component
         * @param holdWarnings see the component
         * @param nestedAcquires see the component
         */
        public Counts {
            destroyed = Map.copyOf(destroyed);
        }
    }

    /**
     * How long things took; all empty when {@code histograms} is off.
     *
     * @param waits each acquire that waited, with or without success
     * @param hold leases, a sample of one in 256 of each slot
     * @param create each creation that succeeded
     * @param reset resets, the same sample
     * @param validate validations: each on acquire and on workers, the same sample on returning threads
     */
    public record Latencies(
            LatencySummary waits,
            LatencySummary hold,
            LatencySummary create,
            LatencySummary reset,
            LatencySummary validate) {}

    /**
     * Checks that nothing is null.
     *
     * @param name see the component
     * @param takenAt see the component
     * @param lastReset see the component
     * @param gauges see the component
     * @param peaks see the component
     * @param counts see the component
     * @param latencies see the component
     */
    public PoolStats {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(takenAt, "takenAt");
        Objects.requireNonNull(lastReset, "lastReset");
        Objects.requireNonNull(gauges, "gauges");
        Objects.requireNonNull(peaks, "peaks");
        Objects.requireNonNull(counts, "counts");
        Objects.requireNonNull(latencies, "latencies");
    }

    /**
     * Objects alive, overflow ones included.
     *
     * @return the number
     */
    public int size() {
        return gauges.size();
    }

    /**
     * Objects ready to be leased.
     *
     * @return the number
     */
    public int idle() {
        return gauges.idle();
    }

    /**
     * Objects out, overflow ones included.
     *
     * @return the number
     */
    public int leased() {
        return gauges.leased();
    }

    /**
     * Attempts to create in flight that have not overrun their time.
     *
     * @return the number
     */
    public int creating() {
        return gauges.creating();
    }

    /**
     * Acquires that wait.
     *
     * @return the number
     */
    public int waiting() {
        return gauges.waiting();
    }

    /**
     * The bound.
     *
     * @return the number
     */
    public int maxSize() {
        return gauges.maxSize();
    }

    /**
     * Objects alive on top of the bound.
     *
     * @return the number
     */
    public int overflow() {
        return gauges.overflow();
    }

    /**
     * Most objects alive; exact.
     *
     * @return the number
     */
    public int peakSize() {
        return peaks.size();
    }

    /**
     * Most objects idle, as seen: see {@link Peaks}.
     *
     * @return the number
     */
    public int peakIdle() {
        return peaks.idle();
    }

    /**
     * Most objects out, as seen: see {@link Peaks}.
     *
     * @return the number
     */
    public int peakLeased() {
        return peaks.leased();
    }

    /**
     * Most acquires waiting; exact.
     *
     * @return the number
     */
    public int peakWaiting() {
        return peaks.waiting();
    }

    /**
     * Leases granted: {@link #hits} + {@link #misses}.
     *
     * @return the number
     */
    public long acquired() {
        return counts.acquired();
    }

    /**
     * Leases ended, in whatever way.
     *
     * @return the number
     */
    public long released() {
        return counts.released();
    }

    /**
     * Leases served by an object that existed: idle, or returned while the acquire waited.
     *
     * @return the number
     */
    public long hits() {
        return counts.acquired() - counts.misses();
    }

    /**
     * Leases served by an object that was created for them.
     *
     * @return the number
     */
    public long misses() {
        return counts.misses();
    }

    /**
     * Acquires that had to wait, with or without success.
     *
     * @return the number
     */
    public long waited() {
        return counts.waited();
    }

    /**
     * Acquires whose deadline passed.
     *
     * @return the number
     */
    public long timeouts() {
        return counts.timeouts();
    }

    /**
     * Acquires refused with {@link dev.rockpool.PoolExhaustedException}.
     *
     * @return the number
     */
    public long rejected() {
        return counts.rejected();
    }

    /**
     * Futures that were completed from outside while they waited, and interrupted acquires.
     *
     * @return the number
     */
    public long cancelled() {
        return counts.cancelled();
    }

    /**
     * Objects created.
     *
     * @return the number
     */
    public long created() {
        return counts.created();
    }

    /**
     * Attempts to create that failed or overran their time.
     *
     * @return the number
     */
    public long createFailures() {
        return counts.createFailures();
    }

    /**
     * Objects destroyed.
     *
     * @return the number
     */
    public long destroyed() {
        return counts.destroyed().values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Objects destroyed for one cause.
     *
     * @param cause the cause
     * @return the number
     */
    public long destroyed(DestroyCause cause) {
        return counts.destroyed().getOrDefault(Objects.requireNonNull(cause, "cause"), 0L);
    }

    /**
     * Objects detached.
     *
     * @return the number
     */
    public long detached() {
        return counts.detached();
    }

    /**
     * Resets that failed.
     *
     * @return the number
     */
    public long resetFailures() {
        return counts.resetFailures();
    }

    /**
     * Validations that failed.
     *
     * @return the number
     */
    public long validationFailures() {
        return counts.validationFailures();
    }

    /**
     * Leases lost.
     *
     * @return the number
     */
    public long leaks() {
        return counts.leaks();
    }

    /**
     * Leases that were out for longer than {@code holdWarning}.
     *
     * @return the number
     */
    public long holdWarnings() {
        return counts.holdWarnings();
    }

    /**
     * Acquires by a thread that held a lease already; zero while {@code nestedAcquire} is {@link NestedAcquire#ALLOW}.
     *
     * @return the number
     */
    public long nestedAcquires() {
        return counts.nestedAcquires();
    }

    /**
     * The acquires that waited, with or without success. (Not named {@code wait}: that is {@link Object#wait()}.)
     *
     * @return the summary
     */
    public LatencySummary waits() {
        return latencies.waits();
    }

    /**
     * The leases, a sample of one in 256 of each slot.
     *
     * @return the summary
     */
    public LatencySummary hold() {
        return latencies.hold();
    }

    /**
     * The creations that succeeded.
     *
     * @return the summary
     */
    public LatencySummary create() {
        return latencies.create();
    }

    /**
     * The resets.
     *
     * @return the summary
     */
    public LatencySummary reset() {
        return latencies.reset();
    }

    /**
     * The validations on acquire and return.
     *
     * @return the summary
     */
    public LatencySummary validate() {
        return latencies.validate();
    }

    /**
     * The part of the acquires that was served by an object that existed.
     *
     * @return 0.0 to 1.0; 0.0 without an acquire
     */
    public double hitRate() {
        return acquired() == 0 ? 0.0 : (double) hits() / acquired();
    }

    /**
     * The part of the live objects that is out.
     *
     * @return 0.0 to 1.0; 0.0 for an empty pool
     */
    public double utilization() {
        return size() == 0 ? 0.0 : (double) leased() / size();
    }

    /**
     * The mean of the waits; acquires that did not wait are not in it, those that waited in vain are.
     *
     * @return zero without a wait
     */
    public Duration averageWait() {
        return latencies.waits().mean();
    }

    /** The most telling numbers on one line, for people; each of them, and all others, has an accessor. */
    @Override
    public String toString() {
        return "pool \"" + name + "\": " + gauges + "; since " + lastReset + ": " + acquired()
                + " acquired (" + Math.round(hitRate() * 1_000) / 10.0 + " % hits), " + timeouts() + " timed out, "
                + rejected() + " refused, " + created() + " created, " + createFailures() + " failed to be, "
                + destroyed()
                + " destroyed, " + leaks() + " leaked; average wait " + Durations.inWords(averageWait());
    }
}
