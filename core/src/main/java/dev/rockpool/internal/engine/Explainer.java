package dev.rockpool.internal.engine;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.engine.Holders.Seen;
import dev.rockpool.internal.lifecycle.DuplicateObjectException;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.upkeep.Diagnosis;
import dev.rockpool.internal.upkeep.Symptoms;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Explains the pool, when it is asked, and to each acquire that times out: {@link Evidence}, and what {@link Diagnosis}
 * makes of it. Nothing is kept for it but what upkeep's sweeps note anyway. All methods are called without the lock.
 *
 * <p>A slot's holder is believed only if it bears the generation of the word that was read (see {@link Slot#holderOf}), so
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

    private final Core<T> core;
    private final ReentrantLock gathering =
            new ReentrantLock(); // guards the fields below, and the writing of Lapse.found; taken before the engine's
    // lock
    private @Nullable Found shared;
    private long sharedUntilNanos;

    Explainer(Core<T> core) {
        this.core = core;
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
            PoolStats.Latencies latencies) {}

    /** The whole, with the stacks of the longest holders. */
    Explanation explain() {
        Found found = find(Explanation.MOST_LISTED);
        return explanation(found, core.statsReader.snapshot(), null, false);
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
                && (!core.table.isLarge() || found.evidence.threads().contains(threadId));
        boolean isNested = mayHold && core.table.first(slot -> isHeldBy(slot, threadId)) != null;
        Lapse.Words said = lapse.words;
        if (said != null && said.phase == phase && !isNested) {
            return said;
        }
        StatsReader.Numbers seen = lapse.numbers;
        StatsReader.Numbers numbers = seen == null ? core.statsReader.numbers() : seen;
        Lapse.Words words =
                new Lapse.Words(phase, () -> explanation(found, numbers.with(found.latencies), phase, isNested));
        if (!isNested) {
            lapse.words = words;
        }
        return words;
    }

    /** Of those that left together, the first finds out for all; and those that come shortly after them share it. */
    private Found found(Lapse lapse) {
        Found known = lapse.found;
        if (known != null) {
            return known; // without the lock: thousands come for it at once
        }
        gathering.lock();
        try {
            Found found = lapse.found;
            if (found == null) {
                long start = core.ticker.nanoTime();
                found = shared;
                if (found == null || start - sharedUntilNanos >= 0) {
                    found = find(1);
                    long end = core.ticker.nanoTime();
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
        Symptoms.Usual usual = new Symptoms.Usual(core.latencies.usual(Timed.HOLD), core.latencies.usual(Timed.CREATE));
        Evidence evidence = Evidence.gather(core, usual, mostStacks);
        CapturedFailure cause = evidence.health().cause();
        return new Found(
                evidence,
                new Symptoms.State(
                        core.facts.isClosed,
                        core.facts.isSuspended,
                        cause,
                        cause != null && cause.failure() instanceof DuplicateObjectException),
                usual,
                core.errors.hasRefusedRecently(),
                core.lifecycle.abandonedCreations(),
                core.leakWatch.lastLost(),
                core.events.lastFailures(),
                core.facts.config,
                core.latencies.summaries());
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
                Diagnosis.of(symptoms),
                health,
                evidence.holders(),
                evidence.waiters(),
                evidence.attempts(),
                found.failures,
                found.config);
    }

    /** The longest holders in words, for a log line; empty when there is none. */
    String holdersInWords() {
        Holders describer = new Holders();
        LeaseSurvey<T> survey = new LeaseSurvey<>(core, Map.of(), Nanos.FOREVER, describer).walk();
        StringBuilder words = new StringBuilder();
        for (Seen seen : survey.longest()) {
            words.append(words.length() == 0 ? "; held " : "; ")
                    .append(describer.describe(seen, false).toString());
        }
        return words.toString();
    }

    /** The lease that this thread, which is the caller, holds longest, or null if it holds none. */
    @Nullable
    Holder longestHeldBy(long threadId) {
        long now = core.ticker.nanoTime();
        List<Seen> held = new ArrayList<>();
        core.table.forEach(slot -> {
            if (isHeldBy(slot, threadId)) {
                long lease = slot.lease(); // it is this thread's own, and does not end meanwhile
                held.add(new Seen(slot, lease, threadId, slot.heldNanos(lease, now)));
            }
        });
        return held.isEmpty()
                ? null
                : new Holders().describe(Collections.max(held, Comparator.comparingLong(Seen::heldNanos)), false);
    }

    private static boolean isHeldBy(Slot<?> slot, long threadId) {
        long word = slot.look();
        return Snapshot.isLeased(word) && slot.holderOf(word) == threadId;
    }
}
