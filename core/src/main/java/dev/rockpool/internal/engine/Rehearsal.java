package dev.rockpool.internal.engine;

import dev.rockpool.PoolTimeoutException;
import dev.rockpool.Pools;
import dev.rockpool.internal.ageing.Fitness;
import dev.rockpool.internal.explain.Diagnosis;
import dev.rockpool.internal.explain.LeaseSurvey;
import dev.rockpool.internal.explain.ThreadDirectory;
import dev.rockpool.internal.lifecycle.TimedLifecycle;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.EntryClasses;
import dev.rockpool.internal.process.Line;
import dev.rockpool.internal.process.Log;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.SlotRehearsal;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.stats.Histogram;
import dev.rockpool.internal.stats.ObjectEvent;
import dev.rockpool.internal.waiting.Queued;
import dev.rockpool.internal.waiting.WaitQueue;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.LatencySummary;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Does once, when a pool is built, what needs much stack or memory the first time only: the static initialisers and the first uses of
 * variable handles. A static initialiser that is cut short spoils its class, and with it all pools, for good.
 */
final class Rehearsal {

    /** Those of our classes that have an initialiser and may be met late, and what they need of the JDK. */
    private static final List<Class<?>> LATE = List.of(
            Attempt.Wish.class,
            Audit.class,
            CapturedFailure.class,
            Diagnosis.class,
            EntryClasses.class,
            Explanation.Cause.class,
            Explanation.Step.class,
            LatencySummary.class,
            PoolTimeoutException.Phase.class,
            Pools.class,
            Fitness.Origin.class,
            Refusal.Reason.class,
            Refusal.class,
            IdleIndex.Take.class,
            LeaseSurvey.class,
            Line.class,
            Log.class,
            ObjectEvent.Destroyed.class,
            ObjectEvent.Failing.class,
            Reconfiguration.class,
            ThreadDirectory.class,
            UserText.class,
            VirtualThreads.class,
            Queued.State.class);

    private Rehearsal() {}

    private static void initialiseClasses() {
        try {
            for (Class<?> late : LATE) {
                MethodHandles.lookup().ensureInitialized(late);
            }
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
        new Histogram().record(0);
    }

    static <T> void of(LeaseOwner<T> owner) {
        StackProbe.ensureRoom();
        initialiseClasses();
        LeaseFuture.load();
        TimedLifecycle.load();
        SlotRehearsal.run();
        new CheckWait(isValid -> {});
        new SlotLease<>(owner, new SlotTable<T>().takeFree(), 0, null);
        WaitQueue<Waiter<T>> queue = new WaitQueue<>(false);
        ThreadWaiter<T> waiter = new ThreadWaiter<>(Thread.currentThread(), 0, 0);
        queue.add(waiter, 1);
        queue.remove(waiter, Queued.State.LEFT);
    }
}
