package dev.rockpool.internal.engine;

import dev.rockpool.config.Leaks;
import dev.rockpool.internal.explain.Holders;
import dev.rockpool.internal.explain.Symptoms;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.slot.TokenReference;
import dev.rockpool.internal.stats.LeaseEvent;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Holder;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds lost leases. Each slot has a token: a lease holds it strongly, the slot only weakly. So when the collector clears
 * the slot's reference while the object is leased, the lease is gone without having been ended. An acquire reads the
 * reference, and makes a new token where it was cleared, as nobody had it while the slot was idle; a release writes nothing.
 * (A reference to the token in the slot while that is idle was tried first: once slots and tokens are in the old generation, each
 * write of it runs a barrier of the collector with a full fence, which is as dear as a third CAS.)
 *
 * <p>A cleared reference means a lost lease if it is the slot's, the slot is leased, and the holder was given the lease. In detail:
 *
 * <ul>
 *   <li><b>Cleared while the slot was idle.</b> The next acquire may have made its CAS, and not have read the reference yet:
 *       the slot is leased, and the reference is the slot's. So the holder writes its stamp only when it has its token
 *       ({@link Slot#given}), and {@link #reclaim} reads the stamp before the reference: by then the reference is another.
 *   <li><b>Cleared while an acquire reads it.</b> The collector clears at once: the acquire gets the token, which then lives, or
 *       null. If it gets the token, that cannot die before the acquire has handed it on, after the stamp.
 *   <li><b>Granted under the lock, not yet taken.</b> Who grants a lease to a waiter stamps it as pending; the token is of no
 *       account until the waiter takes it.
 *   <li><b>Ended, and leased anew, before the reference is looked at.</b> The word is read first, and the lease is ended by
 *       a CAS from it: so what is ended is the lease that was judged, or nothing. If the new lease found the token dead, its
 *       reference is another; if it found it alive, the reference was cleared during the new lease, which is lost.
 *   <li><b>Lost between a CAS and a stamp.</b> An acquire that was cut short leaves a note: see {@link Repair}.
 *   <li><b>A reference that means nothing</b> is dropped: it never comes again, and the next acquire finds it cleared.
 * </ul>
 *
 * <p>So a reference is judged once, as soon as it is in the queue. Two leases of a slot in succession share a token; a lease
 * that has ended lets go of it, so that who keeps such a lease does not hide the loss of the next. (What remains: a lease
 * whose end was cut short by an error, and is kept, hides it.)
 */
final class LeakWatch<T> {

    private final Platform<T> platform;
    private final Owed owed;
    private final Returns<T> returns;
    private final Dispatcher<T> dispatcher;
    private final HoldWatch<T> holdWatch;
    private final boolean isOn;
    private final boolean reuses;
    private final int freshTokenEvery;
    private final ReferenceQueue<Object> dead = new ReferenceQueue<>();
    private @Nullable Reference<?> found; // and not judged yet; by the scheduler's thread only
    private volatile @Nullable Found lastLost; // written by the scheduler's thread only

    private record Found(Holder holder, long atNanos) {}

    LeakWatch(
            Leaks setting,
            Platform<T> platform,
            Owed owed,
            Returns<T> returns,
            Dispatcher<T> dispatcher,
            HoldWatch<T> holdWatch) {
        this.platform = platform;
        this.owed = owed;
        this.returns = returns;
        this.dispatcher = dispatcher;
        this.holdWatch = holdWatch;
        this.isOn = setting.enabled();
        this.reuses = setting.reused();
        this.freshTokenEvery = setting.freshTokenEvery();
    }

    /** The last lease that was found lost, or null. */
    Symptoms.@Nullable Lost lastLost() {
        Found found = lastLost;
        return found == null ? null : new Symptoms.Lost(found.holder, platform.ticker.nanoTime() - found.atNanos);
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
        if (freshTokenEvery > 0 && Snapshot.leases(slot.lease()) % freshTokenEvery == 0) {
            slot.forgetToken();
        }
    }

    /** The token for a lease of a slot that has none; null when leaks are not looked for. For the holder, before its stamp. */
    @Nullable
    Object newToken(Slot<T> slot) {
        return isOn ? slot.newToken(dead) : null;
    }

    /**
     * Ends a lease that has been out for too long, if its holder was given it (a waiter that was granted one and has not run has
     * nothing to lose, and would take what another holds by then) and has not ended it; the slot's word decides. Time in which
     * the machine slept does not count: its holder could not end it. On the scheduler's thread, after the slot was swept.
     *
     * @param word the slot's word
     * @param now the time of the sweep
     * @param limitNanos for how long a lease may be out
     */
    void reclaimOverdue(Slot<T> slot, long word, long now, long limitNanos) {
        long lease = Snapshot.lease(word);
        if (!Snapshot.isLeased(word) || !slot.isGiven(word)) {
            return;
        }
        long heldNanos = slot.heldNanos(lease, now);
        if (heldNanos - slot.missedNanos() < limitNanos) {
            return;
        }
        Holder holder = new Holders().describe(new Holders.Seen(slot, lease, slot.holderOf(word), heldNanos), true);
        PoolEvent reclaimed = new LeaseEvent.Reclaimed(holder); // before the lease ends: no memory is needed after
        if (slot.endLease(lease)) {
            takeBack(slot, reclaimed, DestroyCause.RECLAIMED);
        }
    }

    /** Takes back what the collector found since the last time. On the scheduler's thread. */
    @SuppressWarnings("unchecked") // only references of this pool are in the queue
    void reclaim() {
        if (found == null) {
            found = dead.poll();
        }
        if (found == null) {
            return;
        }
        Holders describer = new Holders();
        while (found != null) {
            reclaim((TokenReference<T>) found, describer); // if this fails, it is still there the next time
            found = dead.poll();
        }
    }

    private void reclaim(TokenReference<T> reference, Holders describer) {
        Slot<T> slot = reference.slot();
        long word = slot.look(); // first: what is ended below is this lease, or nothing
        if (!Snapshot.isLeased(word) || !slot.isGiven(word) || slot.tokenReference() != reference) {
            return;
        }
        long lease = Snapshot.lease(word);
        long heldNanos = slot.heldNanos(lease, platform.ticker.nanoTime());
        Holder holder = describer.describe(new Holders.Seen(slot, lease, slot.holderOf(word), heldNanos), false);
        Found lost = new Found(holder, platform.ticker.nanoTime());
        PoolEvent leaked =
                new LeaseEvent.Leaked(holder, reuses); // both before the lease ends: no memory is needed after
        if (slot.endLease(lease)) {
            lastLost = lost;
            takeBack(slot, leaked, DestroyCause.LEAKED);
        }
    }

    /** A lease was ended here: tells that, and destroys the object, unless that of a lost lease is to be used again. */
    private void takeBack(Slot<T> slot, PoolEvent told, DestroyCause cause) {
        try {
            holdWatch.forget(slot);
            platform.events.happened(told);
            slot.heldByNobody();
            if (reuses && cause == DestroyCause.LEAKED) {
                returns.cleanInBackground(slot);
            } else {
                dispatcher.conclude(slot, cause);
            }
        } catch (Throwable cutShort) {
            owed.strand(slot, cause);
            throw cutShort;
        }
    }
}
