package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.slot.Slot;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A lease: the slot, and the word that the slot has as long as this lease has not ended. No state of its own, so there is
 * nothing to guard: the slot's word decides, and only once (see {@link Slot}).
 *
 * <p>The token is held strongly here and only here while the object is leased; when this lease becomes unreachable, so
 * does the token, and {@link LeakWatch} hears of it. A lease that has ended lets go of it: the next one of the slot has
 * the same.
 */
final class SlotLease<T> implements Lease<T> {

    private final LeaseOwner<T> owner;
    private final Slot<T> slot;
    private final long lease;
    private @Nullable Object token; // null once the lease has ended; plain, as nothing is read from it

    SlotLease(LeaseOwner<T> owner, Slot<T> slot, long lease, @Nullable Object token) {
        this.owner = owner;
        this.slot = slot;
        this.lease = lease;
        this.token = token;
    }

    @Override
    public T get() {
        T object = slot.objectAcquire(); // before the word: if that is still ours, so was this
        if (!slot.isCurrent(lease)) {
            throw ended("its object was used after that. Do not keep the lease beyond its try-with-resources.");
        }
        return object;
    }

    @Override
    public void close() {
        owner.giveBack(slot, lease);
        letGo();
    }

    /** The lease has ended, and until here nobody could take it for a lost one. */
    @SuppressWarnings("ReachabilityFenceUsage") // where ending it throws, it has not ended, and the token stays
    private void letGo() {
        Reference.reachabilityFence(token);
        token = null;
    }

    /** Ends it; where there is no memory or stack for that, the next sweep does. */
    void closeSurely() {
        try {
            close();
        } catch (Throwable cutShort) {
            owner.endLater(slot, lease);
        }
    }

    /** Ends it, as what was done with the object threw. */
    void closeAfter(Throwable failure) {
        try {
            owner.giveBackAfter(failure, slot, lease);
            letGo();
        } catch (Throwable cutShort) {
            owner.endLater(slot, lease);
            throw cutShort;
        }
    }

    /** Runs what ends this lease and then completes a future, before any other future that is served by that. */
    void callBack(Runnable callback) {
        owner.callBack(callback);
    }

    @Override
    public T detach() {
        StackProbe.ensureRoom();
        if (!end()) {
            throw ended("detach() came too late: the object may be somebody else's by now. Detach before closing.");
        }
        return owner.detach(slot);
    }

    @Override
    public void invalidate() {
        StackProbe.ensureRoom();
        if (end()) {
            owner.invalidate(slot);
        }
    }

    @Override
    public void destroy() throws Exception {
        StackProbe.ensureRoom();
        if (end()) {
            owner.destroy(slot);
        }
    }

    /** Ends this lease, if it has not ended. */
    private boolean end() {
        boolean isEnded = slot.endLease(lease);
        letGo();
        return isEnded;
    }

    private IllegalStateException ended(String usualCauseAndCure) {
        return new IllegalStateException("pool \"" + owner.poolName()
                + "\": the lease has ended (it was closed, detached, invalidated, reclaimed or lost), and "
                + usualCauseAndCure);
    }

    @Override
    public String toString() {
        return "Lease of pool \"" + owner.poolName() + "\"" + (slot.isCurrent(lease) ? "" : " (ended)");
    }
}
