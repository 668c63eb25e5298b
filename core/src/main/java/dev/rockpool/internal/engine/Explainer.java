package dev.rockpool.internal.engine;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.explain.Diagnosis;
import dev.rockpool.internal.explain.Holders;
import dev.rockpool.internal.explain.Symptoms;
import dev.rockpool.internal.lifecycle.DuplicateObjectException;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.Locks;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Explains the pool, when it is asked, and to each acquire that times out: {@link Evidence}, and what {@link Diagnosis}
 * makes of it. Nothing is kept for it but what upkeep's sweeps note anyway. All methods are called without the lock.
 *
 * <p>A slot's holder is believed only if it bears the generation of the word that was read (see {@link dev.rockpool.internal.slot.Slot#holderOf}), so
 * a lease that has just changed hands is never laid to its last holder.
 *
 * <p><b>Storms of timeouts.</b> Evidence takes a walk over all slots, a look at the queue under the engine's lock, and a
 * visit to all threads: half a millisecond with a small pool, 25 ms with 100,000 objects. Thousands of acquires that time
 * out together must not pay that one by one (measured: 20,000 of them took 36 s). So those that leave the queue together
 * share it all (see {@link Lapse}), and those that leave later share the evidence of the last ones until ten times as long
 * has passed as that took to gather: a tenth of one processor at the most goes into it. The numbers are those of the
 * moment when the time ran out, and whether the thread itself holds a lease is each timeout's own. What all that means is
 * put into words when somebody reads them.
 */
final class Explainer<T> {

    private static final int REST_FOR_WORK = 10;

    /** For so long an acquire that got nothing still tells that objects are wanted, also if nobody waits: 60 s. */
    private static final long RECENT_NANOS = 60_000_000_000L;

    private final PoolState<T> state;
    private final Platform<T> platform;
    private final StatsReader<T> statsReader;
    private final LeakWatch<T> leakWatch;
    private final EvidenceSource<T> source;
    private volatile long lastRefusalNanos; // written by any thread, before the next
    private volatile boolean hasRefused;
    private final ReentrantLock gathering =
            new ReentrantLock(); // guards the fields below, and the writing of Lapse.found; taken before the engine's
    // lock
    private @Nullable Found shared;
    private long sharedUntilNanos;

    Explainer(
            PoolState<T> state,
            Platform<T> platform,
            StatsReader<T> statsReader,
            LeakWatch<T> leakWatch,
            EvidenceSource<T> source) {
        this.state = state;
        this.platform = platform;
        this.statsReader = statsReader;
        this.leakWatch = leakWatch;
        this.source = source;
    }

    /** An acquire timed out or was refused: for a while objects are wanted, also if nobody waits. */
    void noteRefusal() {
        lastRefusalNanos = platform.ticker.nanoTime();
        hasRefused = true;
    }

    private boolean hasRefusedRecently() {
        return hasRefused && platform.ticker.nanoTime() - lastRefusalNanos < RECENT_NANOS;
    }

    /** All that an explanation is made of but the numbers. Text and numbers only, no thread and no object. */
    record Found(
            Evidence evidence,
            Symptoms.State state,
            Symptoms.Usual usual,
            boolean hasRefusedRecently,
            int abandonedCreations,
            Symptoms.@Nullable Lost lastLost,
            List<Explanation.Failure> failures,
            PoolConfig config,
            int fullTotal,
            PoolStats.Latencies latencies) {}

    /** The whole, with the stacks of the longest holders. */
    Explanation explain() {
        Found found = find(Explanation.MOST_LISTED);
        return explanation(found, statsReader.snapshot(), null, false);
    }

    /**
     * The whole for an acquire whose time has run out, with the stack of the longest holder. Finds out now, and finds the
     * words when it is asked for them.
     *
     * @param phase what it was waiting for
     * @param threadId the thread that could not get an object; 0 for a future
     */
    Supplier<Explanation> explain(Lapse lapse, Phase phase, long threadId) {
        Found found = found(lapse);
        boolean mayHold = threadId != 0
                && (!state.table.isLarge() || found.evidence.threads().contains(threadId));
        boolean isNested = mayHold && state.table.first(new Holders.HeldBy<>(threadId)) != null;
        Lapse.Words said = lapse.words;
        if (said != null && said.phase == phase && !isNested) {
            return said;
        }
        StatsReader.Numbers seen = lapse.numbers;
        StatsReader.Numbers numbers = seen == null ? statsReader.numbers() : seen;
        Lapse.Words words = new Lapse.Words(phase, new Maker(found, numbers, phase, isNested));
        if (!isNested) {
            lapse.words = words;
        }
        return words;
    }

    private record Maker(Found found, StatsReader.Numbers numbers, Phase phase, boolean isNested)
            implements Supplier<Explanation> {
        @Override
        public Explanation get() {
            return explanation(found, numbers.with(found.latencies), phase, isNested);
        }
    }

    /** Of those that left together, the first finds out for all; and those that come shortly after them share it. */
    private Found found(Lapse lapse) {
        Found known = lapse.found;
        if (known != null) {
            return known; // without the lock: thousands come for it at once
        }
        Locks.take(gathering);
        try {
            Found found = lapse.found;
            if (found == null) {
                long start = platform.ticker.nanoTime();
                found = shared;
                if (found == null || start - sharedUntilNanos >= 0) {
                    found = find(1);
                    long end = platform.ticker.nanoTime();
                    shared = found;
                    sharedUntilNanos = end + REST_FOR_WORK * (end - start);
                }
                lapse.found = found;
            }
            return found;
        } finally {
            gathering.unlock();
        }
    }

    private Found find(int mostStacks) {
        Symptoms.Usual usual =
                new Symptoms.Usual(platform.latencies.usual(Timed.HOLD), platform.latencies.usual(Timed.CREATE));
        Evidence evidence = source.gather(usual, mostStacks);
        CapturedFailure cause = evidence.health().cause();
        return new Found(
                evidence,
                new Symptoms.State(
                        state.facts.hasEnded(),
                        state.facts.isSuspended,
                        cause,
                        cause != null && cause.failure() instanceof DuplicateObjectException),
                usual,
                hasRefusedRecently(),
                platform.lifecycle.abandonedCreations(),
                leakWatch.lastLost(),
                platform.events.lastFailures(),
                state.facts.config,
                state.ledger.fullTotal(),
                platform.latencies.summaries());
    }

    private static Explanation explanation(
            Found found, PoolStats stats, @Nullable Phase phase, boolean isOneMoreNested) {
        Evidence evidence = found.evidence;
        PoolHealth health = evidence.health().with(evidence.dying(), stats);
        Symptoms symptoms = new Symptoms(
                stats,
                found.config,
                found.state,
                new Symptoms.Need(phase, found.hasRefusedRecently),
                found.usual,
                new Symptoms.Creations(found.abandonedCreations, evidence.oldestAttemptNanos()),
                evidence.holds(isOneMoreNested),
                evidence.cleaning(),
                evidence.holders(),
                found.lastLost);
        return new Explanation(
                Diagnosis.of(symptoms, found.fullTotal),
                health,
                evidence.holders(),
                evidence.waiters(),
                evidence.attempts(),
                found.failures,
                found.config);
    }
}
