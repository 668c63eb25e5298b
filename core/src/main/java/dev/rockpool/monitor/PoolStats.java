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
     * @param validationFailures validations and health checks that failed
     * @param activationFailures activations that failed
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
            long activationFailures,
            long leaks,
            long holdWarnings,
            long nestedAcquires) {

        /** Copies the map. */
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

    /** Checks that nothing is null. */
    public PoolStats {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(takenAt, "takenAt");
        Objects.requireNonNull(lastReset, "lastReset");
        Objects.requireNonNull(gauges, "gauges");
        Objects.requireNonNull(peaks, "peaks");
        Objects.requireNonNull(counts, "counts");
        Objects.requireNonNull(latencies, "latencies");
    }

    /** {@return how many objects are alive, overflow ones included} */
    public int size() {
        return gauges.size();
    }

    /** {@return how many objects are ready to be leased} */
    public int idle() {
        return gauges.idle();
    }

    /** {@return how many objects are out, overflow ones included} */
    public int leased() {
        return gauges.leased();
    }

    /** {@return how many attempts to create are in flight and have not overrun their time} */
    public int creating() {
        return gauges.creating();
    }

    /** {@return how many acquires wait} */
    public int waiting() {
        return gauges.waiting();
    }

    /** {@return the bound on live objects} */
    public int maxSize() {
        return gauges.maxSize();
    }

    /** {@return how many objects are alive on top of the bound} */
    public int overflow() {
        return gauges.overflow();
    }

    /** {@return the most objects alive; exact} */
    public int peakSize() {
        return peaks.size();
    }

    /** {@return the most objects idle, as seen: see {@link Peaks}} */
    public int peakIdle() {
        return peaks.idle();
    }

    /** {@return the most objects out, as seen: see {@link Peaks}} */
    public int peakLeased() {
        return peaks.leased();
    }

    /** {@return the most acquires waiting; exact} */
    public int peakWaiting() {
        return peaks.waiting();
    }

    /** {@return how many leases were granted: {@link #hits} + {@link #misses}} */
    public long acquired() {
        return counts.acquired();
    }

    /** {@return how many leases ended, in whatever way} */
    public long released() {
        return counts.released();
    }

    /** {@return how many leases were served by an object that existed: idle, or returned while the acquire waited} */
    public long hits() {
        return counts.acquired() - counts.misses();
    }

    /** {@return how many leases were served by an object that was created for them} */
    public long misses() {
        return counts.misses();
    }

    /** {@return how many acquires had to wait, with or without success} */
    public long waited() {
        return counts.waited();
    }

    /** {@return how many acquires had their deadline pass} */
    public long timeouts() {
        return counts.timeouts();
    }

    /** {@return how many acquires were refused with {@link dev.rockpool.PoolExhaustedException}} */
    public long rejected() {
        return counts.rejected();
    }

    /** {@return how many acquires were cancelled: futures completed from outside while they waited, and interrupted threads} */
    public long cancelled() {
        return counts.cancelled();
    }

    /** {@return how many objects were created} */
    public long created() {
        return counts.created();
    }

    /** {@return how many attempts to create failed or overran their time} */
    public long createFailures() {
        return counts.createFailures();
    }

    /** {@return how many objects were destroyed, for whatever cause} */
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

    /** {@return how many objects were detached} */
    public long detached() {
        return counts.detached();
    }

    /** {@return how many resets failed} */
    public long resetFailures() {
        return counts.resetFailures();
    }

    /** {@return how many validations failed} */
    public long validationFailures() {
        return counts.validationFailures();
    }

    /** {@return how many activations failed} */
    public long activationFailures() {
        return counts.activationFailures();
    }

    /** {@return how many leases were lost} */
    public long leaks() {
        return counts.leaks();
    }

    /** {@return how many leases were out for longer than {@code holdWarning}} */
    public long holdWarnings() {
        return counts.holdWarnings();
    }

    /**
     * {@return how many acquires came from a thread that held a lease; zero while {@code nestedAcquire} is
     * {@link NestedAcquire#ALLOW}}
     */
    public long nestedAcquires() {
        return counts.nestedAcquires();
    }

    /** {@return how long acquires waited, with or without success} Not {@code wait}: that is {@link Object#wait()}. */
    public LatencySummary waits() {
        return latencies.waits();
    }

    /** {@return how long leases were out: a sample of one in 256 of each slot} */
    public LatencySummary hold() {
        return latencies.hold();
    }

    /** {@return how long creations took that succeeded} */
    public LatencySummary create() {
        return latencies.create();
    }

    /** {@return how long resets took: the same sample as {@link #hold}} */
    public LatencySummary reset() {
        return latencies.reset();
    }

    /** {@return how long validations took, on acquire and on return} */
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
