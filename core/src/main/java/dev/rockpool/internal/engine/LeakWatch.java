package dev.rockpool.internal.engine;

import dev.rockpool.internal.stats.Tally.Event;
import dev.rockpool.internal.upkeep.Symptoms;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Holder;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds lost leases. Each object has a token. While it is idle the slot holds the token; while it is leased only the
 * lease does, and the slot has but a weak reference. So when the collector clears that reference, the lease is gone
 * without having been ended. An acquire and a release each write one field for it, and allocate nothing.
 *
 * <p>The token is given back before the word is released, as after that the slot is somebody else's. So when two threads
 * close one lease at once, the later may write a token back that is not the slot's any more. Numbers tell: an acquire
 * that finds another token than the slot's present one makes a new one. And the order of writes keeps a sweep from
 * taking such a lease for a lost one: a new reference is written before the slot's token is taken away, and a sweep
 * reads them the other way round. (What remains: a token that was written back too late hides the loss of that lease.)
 */
final class LeakWatch<T> {

    private final Core<T> core;
    private final boolean isOn;
    private final boolean reuses;
    private final int freshTokenEvery;
    private final ReferenceQueue<LeaseToken> lost = new ReferenceQueue<>();
    private @Nullable TokenReference<T> found; // and not decided about; by the scheduler's thread only
    private volatile @Nullable Found lastLost; // written by the scheduler's thread only

    private record Found(Holder holder, long atNanos) {}

    private static final class TokenReference<T> extends WeakReference<LeaseToken> {
        private final Slot<T> slot;
        private @Nullable TokenReference<T> next; // among those that were found

        TokenReference(LeaseToken token, ReferenceQueue<LeaseToken> lost, Slot<T> slot) {
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

    /** The last lease that was found lost, or null. */
    Symptoms.@Nullable Lost lastLost() {
        Found found = lastLost;
        return found == null ? null : new Symptoms.Lost(found.holder, core.ticker.nanoTime() - found.atNanos);
    }

    /** Whether lost leases are looked for. */
    boolean isOn() {
        return isOn;
    }

    /** Whether some leases get a token of their own. */
    boolean freshens() {
        return freshTokenEvery > 0;
    }

    /** A lease begins: gives it a young token, if it is its turn. For the holder, before it takes the token. */
    void freshen(Slot<T> slot) {
        if (freshTokenEvery > 0 && Slot.leases(slot.lease()) % freshTokenEvery == 0) {
            renew(slot);
        }
    }

    /** Gives the slot a new token. For whoever owns the slot. */
    void renew(Slot<T> slot) {
        if (isOn) {
            slot.token = newToken(slot);
        }
    }

    /** A new token for a slot that has no object yet, to be put there with it; null when leaks are not looked for. */
    @Nullable
    LeaseToken newTokenFor(Slot<T> slot) {
        return isOn ? newToken(slot) : null;
    }

    /** The token for a lease that begins: the slot's own, or a new one if somebody left the wrong one there. */
    @Nullable
    LeaseToken take(Slot<T> slot) {
        LeaseToken token = slot.token;
        if (token == null && slot.tokenNumber == 0) {
            return null; // leaks are not looked for; and a write just before a CAS is not free
        }
        if (token == null || token.number != slot.tokenNumber) {
            token = newToken(slot);
        }
        slot.token = null;
        return token;
    }

    /** Makes a token, and puts its reference in the place of the last one's before that can be let go of. */
    private LeaseToken newToken(Slot<T> slot) {
        LeaseToken token = new LeaseToken(slot.tokenNumber + 1);
        slot.tokenNumber = token.number;
        slot.tokenRef = new TokenReference<>(token, lost, slot);
        VarHandle.releaseFence(); // pairs with the acquire in reclaim
        return token;
    }

    /** Takes back what the collector found since the last time. On the scheduler's thread. */
    @SuppressWarnings("unchecked") // only TokenReferences of this pool are in the queue
    void reclaim() {
        for (Reference<?> reference = lost.poll(); reference != null; reference = lost.poll()) {
            TokenReference<T> added = (TokenReference<T>) reference;
            added.next = found;
            found = added;
        }
        Holders describer = new Holders();
        TokenReference<T> before = null;
        for (TokenReference<T> each = found; each != null; each = each.next) {
            boolean isUndecided = reclaim(each, describer); // if this fails, it is still there the next time
            if (isUndecided) {
                before = each;
            } else if (before == null) {
                found = each.next;
            } else {
                before.next = each.next;
            }
        }
    }

    /** Says whether it cannot be said yet. */
    private boolean reclaim(TokenReference<T> reference, Holders describer) {
        Slot<T> slot = reference.slot;
        long word = slot.word; // first: what is ended below is this lease, or nothing
        LeaseToken left = slot.token;
        VarHandle.acquireFence();
        if (slot.tokenRef != reference || Slot.state(word) != Slot.LEASED) {
            return false; // the object has left the pool since, or its next lease has another token
        }
        if (left != null) {
            return true; // an acquire is about to find the wrong token and to replace it
        }
        long lease = Slot.leaseOf(word);
        long heldNanos = core.engine.upkeep().heldNanos(slot, lease, core.ticker.nanoTime());
        Holder holder = describer.describe(new Holders.Seen(slot, lease, slot.holderOf(word), heldNanos), false);
        if (slot.endLease(lease, Slot.RESETTING)) {
            try {
                reclaimLost(slot, holder);
            } catch (Throwable cutShort) {
                core.strand(slot, DestroyCause.LEAKED);
                throw cutShort;
            }
        }
        return false;
    }

    private void reclaimLost(Slot<T> slot, Holder holder) {
        core.tally.count(Event.LEAKED);
        lastLost = new Found(holder, core.ticker.nanoTime());
        core.engine.upkeep().lost(slot);
        core.calls.reports().leaked(holder, reuses);
        slot.heldByNobody();
        if (reuses) {
            renew(slot);
            core.returns.cleanInBackground(slot);
        } else {
            core.retirement.destroyAndServe(slot, DestroyCause.LEAKED);
        }
    }
}
