package dev.rockpool.internal.engine;

import dev.rockpool.Explanation;
import dev.rockpool.Explanation.Verdict;
import dev.rockpool.Holder;
import dev.rockpool.PoolHealth;
import dev.rockpool.PoolStats;
import dev.rockpool.internal.upkeep.Diagnosis;
import dev.rockpool.internal.upkeep.Symptoms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a pool knows about itself, when it is asked: what the slots say (without the lock), what the queue and the
 * attempts say (under it), and what {@link Diagnosis} makes of it. Nothing is kept for it but what upkeep's sweeps note
 * anyway. All methods are called without the lock.
 *
 * <p>A slot's holder is believed only if it bears the generation of the word that was read (see {@link Slot#holderOf}), so
 * a lease that has just changed hands is never laid to its last holder.
 */
final class Explainer<T> {

    private final Core<T> core;
    private final ThreadDirectory directory = new ThreadDirectory();

    Explainer(Core<T> core) {
        this.core = core;
    }

    ThreadDirectory directory() {
        return directory;
    }

    /** The whole, with the stacks of the longest holders. */
    Explanation explain() {
        return explain(0, false, Explanation.MOST_LISTED);
    }

    /**
     * The whole for an acquire that has just timed out, with the stack of the longest holder.
     *
     * @param threadId the thread that could not get an object; 0 for a future
     */
    Explanation explainTimeout(long threadId) {
        return explain(threadId, true, 1);
    }

    private Explanation explain(long threadId, boolean isTimeout, int mostStacks) {
        core.lock();
        core.healthWatch.update();
        HealthWatch.Finding finding = core.healthWatch.finding();
        QueueView view = QueueView.of(core);
        core.unlock();
        PoolStats stats = core.statsReader.snapshot();
        PoolHealth health = finding.with(core.healthWatch.unhealthy(), stats);
        Set<Long> waiting = new HashSet<>(view.threads());
        if (threadId != 0) {
            waiting.add(threadId);
        }
        LeaseSurvey<T> survey = new LeaseSurvey<>(core, waiting, Diagnosis.slowHold(stats, core.config));
        core.table.forEach(survey::visit);
        List<Holder> holders = new ArrayList<>();
        for (LeaseSurvey.Seen<T> seen : survey.longest()) {
            holders.add(holder(seen, holders.size() < mostStacks));
        }
        Symptoms symptoms = new Symptoms(
                stats,
                core.config,
                core.isClosed,
                core.isSuspended,
                isTimeout || stats.waiting() > 0,
                finding.cause(),
                new Symptoms.Creations(core.calls.abandonedCreations(), view.oldestAttemptNanos()),
                new Symptoms.Holds(survey.slow(), survey.nested()),
                new Symptoms.Cleaning(survey.cleaning(), survey.oldestCleaningNanos()),
                holders,
                core.leakWatch.lastLost());
        Verdict verdict = Diagnosis.of(symptoms);
        return new Explanation(
                verdict,
                health,
                holders,
                view.waiters(),
                view.attempts(),
                core.calls.reports().failures(),
                core.config);
    }

    // ---- holders

    private Holder holder(LeaseSurvey.Seen<T> seen, boolean withStack) {
        return holder(seen.slot(), seen.lease(), seen.holder(), seen.heldNanos(), withStack);
    }

    /** The holder of a lease, of which it is known for how long it has been held at least. */
    Holder holder(Slot<T> slot, long lease, long heldBy, long heldNanos, boolean withStack) {
        AcquireTrace trace = slot.trace;
        if (trace != null && !trace.isOf(lease)) {
            trace = null;
        }
        long threadId = Slot.threadOf(heldBy);
        boolean isFuture = Slot.isFuture(heldBy);
        Thread thread = trace == null ? directory.find(threadId) : trace.thread();
        if (thread != null && !thread.isAlive()) {
            thread = null;
        }
        boolean hasEnded = !isFuture && thread == null && threadId != 0 && (trace != null || directory.findsAll());
        return new Holder(
                threadId,
                trace != null ? trace.threadName() : thread == null ? null : thread.getName(),
                isFuture,
                hasEnded,
                Duration.ofNanos(Math.max(0, heldNanos)),
                trace == null ? List.of() : trace.stack(),
                withStack && thread != null && !isFuture ? List.of(thread.getStackTrace()) : List.of());
    }

    /** The lease that this thread holds longest, or null if it holds none. */
    @Nullable
    Holder longestHeldBy(long threadId) {
        LeaseSurvey<T> survey = new LeaseSurvey<>(core, Set.of(threadId), Long.MAX_VALUE);
        core.table.forEach(survey::visit);
        return survey.nested() == 0 ? null : survey.longestNested(this::holder);
    }
}
