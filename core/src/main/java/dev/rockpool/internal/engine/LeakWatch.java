package dev.rockpool.internal.engine;

import dev.rockpool.DestroyCause;
import dev.rockpool.internal.stats.Tally.Event;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * Finds lost leases. Each object has a token. While it is idle the slot holds the token; while it is leased only the
 * lease does, and the slot has but a weak reference. So when the collector clears that reference, the lease is gone
 * without having been ended. An acquire and a release each write one field for it, and allocate nothing.
 *
 * <p>The token is given back before the word is released, as after that the slot is somebody else's. Two threads that
 * close one lease at once may both write the token back, one of them late; then the next lease's loss would go
 * unnoticed, which is the price of a misuse.
 */
final class LeakWatch<T> {

    private final Core<T> core;
    private final boolean isOn;
    private final boolean reuses;
    private final int freshTokenEvery;
    private final ReferenceQueue<Object> lost = new ReferenceQueue<>();

    private static final class TokenReference<T> extends WeakReference<Object> {
        private final Slot<T> slot;

        TokenReference(Object token, ReferenceQueue<Object> lost, Slot<T> slot) {
            super(token, lost);
            this.slot = slot;
        }
    }

    LeakWatch(Core<T> core) {
        this.core = core;
        this.isOn = core.config.leaks().enabled();
        this.reuses = core.config.leaks().reused();
        this.freshTokenEvery = core.config.leaks().freshTokenEvery();
    }

    /** Whether some leases get a token of their own. */
    boolean freshens() {
        return freshTokenEvery > 0;
    }

    /** A lease begins: gives it a young token, if it is its turn. For the holder. */
    void freshen(Slot<T> slot) {
        if (Slot.leases(slot.lease()) % freshTokenEvery == 0) {
            renew(slot);
        }
    }

    /** Gives the slot a new token. For whoever owns the slot. */
    void renew(Slot<T> slot) {
        if (isOn) {
            Object token = new Object();
            slot.token = token;
            slot.tokenRef = new TokenReference<>(token, lost, slot);
        }
    }

    /** Takes back what the collector found since the last time. On the scheduler's thread. */
    @SuppressWarnings("unchecked")
    void reclaim() {
        for (Reference<?> reference = lost.poll(); reference != null; reference = lost.poll()) {
            reclaim(((TokenReference<T>) reference).slot, reference);
        }
    }

    private void reclaim(Slot<T> slot, Reference<?> reference) {
        long word = slot.word;
        if (slot.tokenRef != reference || Slot.state(word) != Slot.LEASED) {
            return; // the object has left the pool since
        }
        if (!slot.endLease(slot.lease(), Slot.RESETTING)) {
            return;
        }
        core.tally.count(Event.LEAKED);
        core.calls.reports().leaked(slot.acquirer(), reuses);
        slot.holder = 0;
        if (reuses) {
            renew(slot);
            core.returns.cleanInBackground(slot);
        } else {
            core.retirement.destroyAndServe(slot, DestroyCause.LEAKED);
        }
    }
}
