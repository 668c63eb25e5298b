package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.waiting.OutsideFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the caller of {@code acquireAsync} holds. Each way to complete it from outside is a cancellation of the acquire.
 *
 * <p><b>The claim.</b> Pool and outside race for the right to complete the future, by one CAS. Nobody waits for anybody:
 * who loses returns at once.
 *
 * <pre>{@code
 *   NOBODY ──> POOL      it will complete it: with a lease, in a few instructions; or with a failure that is certain
 *      └─────> OUTSIDE   the acquire is cancelled: who claimed it takes the waiter out of the queue, or the slot back
 * }</pre>
 *
 * <table>
 * <caption>Who does what</caption>
 * <tr><th>claim</th><th>the acquire</th><th>complete, completeExceptionally</th><th>cancel</th></tr>
 * <tr><td>NOBODY</td><td>waits, or its lease is on the way</td><td>claim it; true</td><td>claims it; true</td></tr>
 * <tr><td>POOL, not done</td><td>decided; its completion is certain to come</td><td>false</td><td>false</td></tr>
 * <tr><td>POOL, done</td><td>over</td><td>false</td><td>false</td></tr>
 * <tr><td>OUTSIDE, not done</td><td>cancelled</td><td>whoever is first; true for that one</td><td>the same</td></tr>
 * <tr><td>OUTSIDE, done</td><td>over</td><td>false</td><td>whether it was cancelled</td></tr>
 * </table>
 *
 * <p>After a {@code false} the future is done, or soon will be, whatever happens: with a claim of the pool a lease is
 * delivered by the thread that has claimed it, a failure by a thread of the pool, at the latest after the executor for
 * callbacks has failed to (see {@link Failures}). So {@code get()} ends. A lease that a future does not take, as somebody
 * obtruded a result meanwhile, goes back.
 *
 * <p>The pool claims for a lease last, just before it makes it. So an acquire that was cancelled is never counted as
 * served, no lease is made for nobody, and a delivery that is stuck with a dead executor can still be cancelled, time out,
 * or be taken back. It claims for a failure when that is decided, under the lock, so that no acquire both fails and is
 * cancelled.
 *
 * <p>Stages derived from it are plain futures: who cancels one of those cancels nothing here.
 */
final class LeaseFuture<T> extends OutsideFuture<Lease<T>> {

    private static final int NOBODY = 0;
    private static final int POOL = 1;
    private static final int OUTSIDE = 2;

    private static final VarHandle CLAIM;

    static {
        try {
            CLAIM = MethodHandles.lookup()
                    .findVarHandle(LeaseFuture.class, "claim", int.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile int claim; // who completes it; by CLAIM, once
    private final FutureExits<T> exits;
    private final FutureWaiter<T> waiter;

    /** Does nothing but load this class. */
    static void load() {}

    LeaseFuture(FutureExits<T> exits, FutureWaiter<T> waiter) {
        this.exits = exits;
        this.waiter = waiter;
    }

    // ---- the pool

    /** The pool will complete it; false if somebody else has or will. */
    boolean claim() {
        return CLAIM.compareAndSet(this, NOBODY, POOL);
    }

    /** Whether it was completed, or is about to be, from outside. */
    boolean isOutsides() {
        return claim == OUTSIDE;
    }

    // ---- the outside

    /** Cancels the acquire, unless the pool has decided it. */
    @Override
    protected boolean takes() {
        StackProbe.ensureRoom();
        if (!CLAIM.compareAndSet(this, NOBODY, OUTSIDE)) {
            return claim == OUTSIDE;
        }
        try {
            exits.cancelled(waiter);
        } catch (Throwable cutShort) {
            // the next sweep takes it out of the queue; what is delivered finds the claim, and takes itself back
        }
        return true;
    }
}
