package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness;
import dev.rockpool.internal.capacity.FutileCreations;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.monitor.DestroyCause;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is done with an object before its lease, on the thread that acquires. Without the lock.
 *
 * <p><b>No lease yet.</b> While an object is activated it is in hand (CHECKING), so it counts as neither idle nor leased; the
 * lease is counted when the activation has ended well. One that fails leaves no trace among the leases.
 *
 * <p><b>Who activates.</b>
 *
 * <table>
 * <caption>Ways to a lease in a pool that activates</caption>
 * <tr><th>way</th><th>on which thread</th><th>what comes next where it fails</th></tr>
 * <tr><td>a thread that is not in the queue (tryAcquire, a timeout of zero, an acquire that need not keep to its turn; an
 * object that it has created or validated itself): here</td><td>that thread</td><td>the next idle object, then the
 * queue</td></tr>
 * <tr><td>a thread in the queue: {@link Check}, told to it by {@link Service}</td><td>that thread</td><td>the waiter has kept
 * its place in the queue</td></tr>
 * <tr><td>a future, which always joins the queue: {@link Check}</td><td>a worker</td><td>the same</td></tr>
 * </table>
 *
 * <p><b>The fast path</b> leases nothing in such a pool: {@link FastPath} is told when the first object comes that is to be
 * activated, before anybody can have that.
 */
final class Activation<T> {

    // Made with the class, as what links it late may do so at the end of memory, and then it stays broken.
    private static final Consumer<FutileCreations> SUCCEEDED = FutileCreations::succeeded;

    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final FutileCreations futile;
    private final Owed owed;
    private final AcquireErrors<T> errors;
    private final Dispatcher<T> dispatcher;

    Activation(
            Platform<T> platform,
            EngineLock<T> lock,
            FutileCreations futile,
            AcquireErrors<T> errors,
            Dispatcher<T> dispatcher) {
        this.platform = platform;
        this.futile = futile;
        this.lock = lock;
        this.owed = lock.owed();
        this.errors = errors;
        this.dispatcher = dispatcher;
    }

    /** Who is told of slots in hand. */
    Dispatcher<T> dispatcher() {
        return dispatcher;
    }

    /**
     * Leases a slot in hand to this thread, when its object has been activated if there is anything to do for that.
     *
     * @param isMiss whether the object was created for this acquire
     * @return null, or why the object could not be activated: it is destroyed then
     * @throws dev.rockpool.PoolClosedException if the pool was closed meanwhile
     */
    @Nullable
    CapturedFailure lease(Slot<T> slot, long threadId, boolean isMiss) {
        CapturedFailure failure = slot.activates() ? activate(slot, threadId) : null;
        if (failure != null) {
            dispatcher.conclude(slot, DestroyCause.ACTIVATION_FAILED);
            return failure;
        }
        if (!leaseInHand(slot, threadId)) {
            throw errors.closed();
        }
        if (isMiss) {
            platform.events.happened(Counter.MISS);
        }
        return null;
    }

    /** Activates the object of a slot in hand; says why that failed, or null. */
    @Nullable
    CapturedFailure activate(Slot<T> slot, long threadId) {
        try {
            slot.heldBy(threadId);
            CapturedFailure failure = platform.direct.activate(slot.object());
            if (failure == null && futile.isAny()) {
                lock.settle(futile, SUCCEEDED);
            }
            return failure;
        } catch (Throwable cutShort) {
            owed.strand(slot, DestroyCause.ACTIVATION_FAILED);
            throw cutShort;
        }
    }

    /** By one CAS, unless something has happened to the pool meanwhile; false if it was closed. */
    private boolean leaseInHand(Slot<T> slot, long threadId) {
        LeaseTo section = null;
        try {
            if (slot.tryLeaseInHand() != 0) {
                return true;
            }
            section = new LeaseTo(slot, threadId);
            return lock.settleAfter(section);
        } catch (Throwable cutShort) {
            if (section == null || !section.hasBegun) { // else it has left a note itself, under the lock
                owed.strand(slot, Fitness.Origin.CHECKED);
            }
            throw cutShort;
        }
    }

    private final class LeaseTo implements Supplier<Boolean> {
        private final Slot<T> slot;
        private final long threadId;
        private boolean hasBegun;

        LeaseTo(Slot<T> slot, long threadId) {
            this.slot = slot;
            this.threadId = threadId;
        }

        @Override
        public Boolean get() {
            hasBegun = true;
            return lock.monitor().lease(slot, threadId);
        }
    }
}
