package dev.rockpool.internal.engine;

import dev.rockpool.Explanation;
import dev.rockpool.Holder;
import dev.rockpool.PoolHealth;
import dev.rockpool.PoolStats;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.engine.Holders.Seen;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.internal.upkeep.Diagnosis;
import dev.rockpool.internal.upkeep.Symptoms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
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
 * out together must not pay that one by one (measured: 20,000 of them took 36 s). So timeouts share the evidence of the
 * last one until ten times as long has passed as that took to gather: a tenth of one processor at the most goes into it.
 * The numbers, and whether the thread itself holds a lease, are each timeout's own.
 */
final class Explainer<T> {

    private static final int REST_FOR_WORK = 10;

    private final Core<T> core;
    private final ReentrantLock gathering =
            new ReentrantLock(); // guards the fields below; taken before the engine's lock
    private @Nullable Evidence shared;
    private long sharedUntilNanos;

    Explainer(Core<T> core) {
        this.core = core;
    }

    /** The whole, with the stacks of the longest holders. */
    Explanation explain() {
        Symptoms.Usual usual = usual();
        return explain(Evidence.gather(core, usual, Explanation.MOST_LISTED), usual, null, false);
    }

    /**
     * The whole for an acquire that has just timed out, with the stack of the longest holder.
     *
     * @param phase what it was waiting for
     * @param threadId the thread that could not get an object; 0 for a future
     */
    Explanation explainTimeout(Phase phase, long threadId) {
        Symptoms.Usual usual = usual();
        Evidence evidence = sharedEvidence(usual);
        boolean mayHold =
                threadId != 0 && (!core.table.isLarge() || evidence.threads().contains(threadId));
        boolean isNested = mayHold && core.table.first(slot -> isHeldBy(slot, threadId)) != null;
        return explain(evidence, usual, phase, isNested);
    }

    private Evidence sharedEvidence(Symptoms.Usual usual) {
        gathering.lock();
        try {
            long start = core.ticker.nanoTime();
            Evidence evidence = shared;
            if (evidence == null || start - sharedUntilNanos >= 0) {
                evidence = Evidence.gather(core, usual, 1);
                long end = core.ticker.nanoTime();
                shared = evidence;
                sharedUntilNanos = end + REST_FOR_WORK * (end - start);
            }
            return evidence;
        } finally {
            gathering.unlock();
        }
    }

    private Symptoms.Usual usual() {
        return new Symptoms.Usual(core.latencies.usual(Timed.HOLD), core.latencies.usual(Timed.CREATE));
    }

    private Explanation explain(
            Evidence evidence, Symptoms.Usual usual, @Nullable Phase phase, boolean isOneMoreNested) {
        PoolStats stats = core.statsReader.snapshot();
        PoolHealth health = evidence.health().with(evidence.dying(), stats);
        Symptoms symptoms = new Symptoms(
                stats,
                core.config,
                new Symptoms.State(
                        core.isClosed, core.isSuspended, evidence.health().cause()),
                new Symptoms.Need(phase, core.door.hasRefusedRecently()),
                usual,
                new Symptoms.Creations(core.calls.abandonedCreations(), evidence.oldestAttemptNanos()),
                evidence.holds(isOneMoreNested),
                evidence.cleaning(),
                evidence.holders(),
                core.leakWatch.lastLost());
        return new Explanation(
                Diagnosis.of(symptoms),
                health,
                evidence.holders(),
                evidence.waiters(),
                evidence.attempts(),
                core.calls.reports().failures(),
                core.config);
    }

    /** The lease that this thread, which is the caller, holds longest, or null if it holds none. */
    @Nullable
    Holder longestHeldBy(long threadId) {
        long now = core.ticker.nanoTime();
        List<Seen> held = new ArrayList<>();
        core.table.forEach(slot -> {
            if (isHeldBy(slot, threadId)) {
                long lease = slot.lease(); // it is this thread's own, and does not end meanwhile
                held.add(new Seen(slot, lease, threadId, core.engine.upkeep().heldNanos(slot, lease, now)));
            }
        });
        return held.isEmpty()
                ? null
                : new Holders().describe(Collections.max(held, Comparator.comparingLong(Seen::heldNanos)), false);
    }

    private static boolean isHeldBy(Slot<?> slot, long threadId) {
        long word = slot.word;
        return Slot.state(word) == Slot.LEASED && slot.holderOf(word) == threadId;
    }
}
