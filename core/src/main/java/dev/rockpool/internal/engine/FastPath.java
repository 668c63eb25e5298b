package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.Ticker;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.ageing.Fitness;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.lifecycle.OrderlyLifecycle;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.slot.AcquireTrace;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.Home;
import dev.rockpool.internal.slot.Homes;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.waiting.Trampoline;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.monitor.DestroyCause;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The fast path of acquire and release, and the owner of the leases. {@link PoolEngine} extends it, so that what the fast path
 * needs is read from one object.
 *
 * <h2>Fast path</h2>
 *
 * An acquire asks {@link Hints} for the slot that this thread used last, and makes one CAS on its word; a release makes
 * one CAS on it, and then reads {@link Turn#signal}. No clock, no lock, no counter that threads share, no
 * allocation but the lease, which the compiler removes where it does not escape. Whatever is out of the ordinary makes
 * one of the two CAS fail (see {@link Slot}), and is dealt with elsewhere:
 *
 * <pre>{@code
 *   acquire ─ hint ─ CAS ──────────────────────────────> lease
 *                     └─ index ─ CAS ──────────────────> lease
 *                                 └─ ThreadAcquirer ┐
 *   acquireAsync ─ the same ───────── FutureAcquirer ┤─ WaitQueue
 *                                                    │      │
 *   release ─ CAS ─ signal? ── Dispatcher <──────────┘      │
 *        └─ Returns: reset, validate ─┘ │ <─────────────────┘
 *                                       ├─ Demand ─ Creators ─ LifecyclePort.create
 *                                       └─ Retirement ─ LifecyclePort.destroy
 * }</pre>
 *
 * <h2>What a pair costs</h2>
 *
 * Two CAS are three quarters of it or more; the holder's stamp, the look at the token of {@link LeakWatch} and some checks are
 * the rest. A write shortly before a CAS is not free, as the CAS waits for it: so nothing is written that
 * need not be. One locked instruction less, as a release by a plain store would be, breaks two promises: of two threads
 * that close one lease the later would free somebody else's object, and a release that cannot be ordered before its look
 * at the signal leaves a waiter asleep. docs/performance.md has the numbers, and what was tried in vain.
 *
 * @param <T> the pooled objects' type
 */
class FastPath<T> implements LeaseOwner<T> {

    final Core<T> core;

    // What the fast path needs, as fields of its own; all are set once.
    private final Hints<T> hints;
    private final @Nullable Slot<T>[] hinted; // what the hints have, as the next one: a look less for each acquire
    private final int hintMask;
    private final @Nullable Homes<T> homes;
    private final IdleIndex<T> index;
    private final Turn<Waiter<T>> turn;
    private final LeakWatch<T> leakWatch;
    private final @Nullable OrderlyLifecycle<T> orderly;
    private final boolean isAffine;
    private final boolean isStrict;
    private final Ticker ticker;

    /** Where those leave a note that are cut short; a field, as there may be no stack to ask for it. */
    final Owed owed;

    final Facts facts;
    final AcquireWatch<T> acquireWatch;
    private final Returns<T> returns;
    private final Dispatcher<T> dispatcher;
    private final Trampoline trampoline;

    // Changed while the pool runs, and read plainly: each acquire and release has a CAS, over which no read is moved.
    private boolean isWatched; // something is to be done with each acquire
    private boolean isGuarded; // whether an acquire may have to leave alone what is idle: that, or strict fairness
    private boolean takesAny; // whether an idle object may be leased at once, whichever it is

    FastPath(PoolConfig config, LifecycleSteps<T> steps, Shared<T> shared, Hints<T> hints) {
        this.core = new Core<>(this, config, steps, shared);
        this.hints = hints;
        this.hinted = hints.array();
        this.hintMask = hints.mask();
        this.homes = core.state.homes;
        this.index = core.state.index;
        this.turn = core.state.queue.turn();
        this.leakWatch = core.leakWatch;
        this.orderly = steps.orderly();
        this.isAffine = config.order() == Order.AFFINE;
        this.facts = core.state.facts;
        this.isStrict = facts.isStrict;
        this.ticker = shared.ticker;
        this.owed = core.owed;
        this.acquireWatch = core.acquireWatch;
        this.returns = core.returns;
        this.dispatcher = core.dispatcher;
        this.trampoline = core.trampoline;
        watchAsNeeded();
    }

    /** This, if it is the engine of a key. Without a type test, which would load that class for each pool. */
    @Nullable
    KeyEngine<T> keyed() {
        return null;
    }

    // ---- acquire

    /** Whether an idle object may be leased at once, whichever it is. */
    final boolean takesAny() {
        return takesAny;
    }

    /** The slot that this thread used last, if an idle one may be leased at once, whichever it is. A guess: its word decides. */
    @Nullable
    Slot<T> hinted(long threadId) {
        return takesAny ? hinted[Hints.place(threadId, hintMask)] : null;
    }

    /** Whether each acquire is looked at. */
    final boolean isWatched() {
        return isWatched;
    }

    /** Objects need an activation from now on. Under the lock. */
    final void beginActivating() {
        if (!facts.activates) {
            facts.activates = true;
            watchAsNeeded();
        }
    }

    /** The settings have changed. */
    final void watchAsNeeded() {
        isWatched = facts.activates || acquireWatch.isNeeded();
        isGuarded = isStrict || isWatched;
        takesAny = isAffine && !isGuarded;
    }

    /**
     * Leases an idle object, if there is one that needs no validation, unless each acquire is looked at. Who calls then takes its
     * token, and writes its stamp; it asks {@link #isWatched} again, now that a CAS has been made.
     *
     * @param threadId of this thread
     */
    @Nullable
    final Slot<T> takePlainly(long threadId) {
        return isGuarded && (isWatched || turn.signal != Turn.NOBODY) ? null : takeAny(threadId);
    }

    /** The same, also if each acquire is looked at; nothing where objects are to be activated before. */
    @Nullable
    final Slot<T> takeIdle(long threadId) {
        if (facts.activates || (isStrict && turn.signal != Turn.NOBODY)) {
            return null;
        }
        Slot<T> taken = takeAny(threadId);
        return taken != null && facts.activates ? putBack(taken) : taken;
    }

    /** The first object that is to be activated came while this thread took it as any other. Returns null. */
    @Nullable
    final Slot<T> putBack(Slot<T> taken) {
        unlease(taken);
        return null;
    }

    /** As {@link #takeIdle}; where objects belong to threads, also one of another thread: for who does not create. */
    @Nullable
    final Slot<T> takeAnybodys(long threadId) {
        Slot<T> taken = takeIdle(threadId);
        if (taken != null || homes == null || facts.activates || !turn.mayBarge()) {
            return taken;
        }
        return index.find(Take.LEASE, Hints.spread(threadId));
    }

    /**
     * An idle object in hand, if there is one that needs no validation.
     *
     * @param anybodys whether it may be another thread's, where objects belong to threads
     */
    @Nullable
    final Slot<T> takeInHand(long threadId, boolean anybodys) {
        if (homes != null) {
            Slot<T> own = takeOwn(homes, threadId, Take.NOT_DUE, Take.NOT_DUE_SHARED);
            return own != null || !anybodys ? own : index.find(Take.NOT_DUE, Hints.spread(threadId));
        }
        Slot<T> hinted = isAffine ? hints.get(threadId) : null;
        if (hinted != null && hinted.tryTake(false)) {
            return hinted;
        }
        Slot<T> found = index.find(Take.NOT_DUE, hints.start(threadId));
        if (found != null && isAffine) {
            hints.put(threadId, found);
        }
        return found;
    }

    /** The same, if there is one that is due for validation. */
    @Nullable
    final Slot<T> takeDue(long threadId, boolean anybodys) {
        Slot<T> own = homes == null ? null : takeOwn(homes, threadId, Take.DUE, Take.DUE_SHARED);
        return own != null || !(anybodys || homes == null) ? own : index.find(Take.DUE, Hints.spread(threadId));
    }

    @Nullable
    private Slot<T> takeAny(long threadId) {
        if (isAffine) {
            Slot<T> last = hints.get(threadId);
            if (last != null && last.tryLease() != 0) {
                return last;
            }
        } else if (homes != null) {
            return leaseOwn(homes, threadId);
        }
        return searchIdle(threadId);
    }

    @Nullable
    private Slot<T> searchIdle(long threadId) {
        StackProbe.ensureRoom();
        if (isAffine) {
            Slot<T> older = hints.leaseOlder(threadId);
            if (older != null) {
                return older;
            }
        }
        Slot<T> found = index.find(Take.LEASE, hints.start(threadId));
        if (found != null && isAffine) {
            hints.put(threadId, found);
        }
        return found;
    }

    // ---- objects of threads

    @Nullable
    private Slot<T> leaseOwn(Homes<T> all, long threadId) {
        Home<T> home = all.of(threadId);
        Slot<T> last = home == null ? null : home.last();
        if (last != null && last.tryLease() != 0) {
            return last;
        }
        StackProbe.ensureRoom();
        return takeOwn(all, threadId, Take.LEASE, Take.LEASE_SHARED);
    }

    /** One of this thread's; else one that is nobody's, which then is this thread's if it is a platform thread. */
    @Nullable
    private Slot<T> takeOwn(Homes<T> all, long threadId, Take own, Take shared) {
        Home<T> home = all.of(threadId);
        Slot<T> mine = home == null ? null : home.take(own);
        if (mine == null && home != null && home.hasMore()) {
            mine = index.find(own, home, Hints.spread(threadId));
        }
        if (mine != null) {
            return mine;
        }
        Slot<T> hinted = hints.get(threadId);
        if (hinted != null && shared.take(hinted)) {
            return adopted(hinted, threadId);
        }
        Slot<T> found = index.find(shared, hints.start(threadId));
        if (found != null) {
            hints.put(threadId, found);
        }
        return found == null ? null : adopted(found, threadId);
    }

    /**
     * An object that this thread has taken or created belongs to it, where objects belong to threads; to nobody, if that is a
     * virtual thread, or if there is no memory for it.
     */
    final Slot<T> adopted(Slot<T> slot, long threadId) {
        if (homes != null) {
            try {
                Home<T> home = VirtualThreads.isCurrentOne() ? null : homes.ofOrNew(threadId);
                if (home == null) {
                    slot.home(null);
                } else {
                    home.adopt(slot);
                }
            } catch (VirtualMachineError leftAsItIs) {
                owed.isOwed = true;
            }
        }
        return slot;
    }

    /**
     * Takes the token of a lease that has begun, puts the object in order, looks at the clock if the lease is one of the sample,
     * and after that writes who has it. For the holder.
     */
    @Nullable
    final Object began(Slot<T> slot, long lease, long holder) {
        Object token = tokenOf(slot);
        try {
            if (orderly != null) {
                orderly.putInOrder(slot.object());
            }
            if (Snapshot.isSampled(lease)) {
                slot.sampledAt(ticker.nanoTime());
            }
            slot.given(lease, holder);
            return token;
        } finally {
            Reference.reachabilityFence(token);
        }
    }

    /** The token for a lease that begins; null when leaks are not looked for. For the holder, before its stamp. */
    @Nullable
    final Object tokenOf(Slot<T> slot) {
        Object token = slot.token(); // of no class, so that nothing is looked up to see that it is a token
        return token != null ? token : leakWatch.newToken(slot);
    }

    /** The lease of the slot's present holder, which must not have got it yet. */
    final Lease<T> leaseOf(Slot<T> slot, long holder) {
        long lease = slot.lease();
        return new SlotLease<>(this, slot, lease, began(slot, lease, holder));
    }

    /** The same for one that took an idle object and has not been looked at, if acquires are. */
    final Lease<T> watchedLeaseOf(Slot<T> slot, long holder) {
        if (isWatched) {
            acquireWatch.began(slot);
        }
        return leaseOf(slot, holder);
    }

    /** A future must wait: where it was asked for, if that is to be kept. */
    @Nullable
    final AcquireTrace asked() {
        return isWatched ? acquireWatch.asked() : null;
    }

    /** The lease of a future that had to wait begins. */
    final void begins(Slot<T> slot, @Nullable AcquireTrace asked) {
        if (isWatched) {
            acquireWatch.began(slot, asked);
        }
    }

    /** The lease of a slot has begun, or was about to, and nobody has it. */
    final void unlease(Slot<T> slot) {
        slot.endLease(slot.lease());
        try {
            dispatcher.conclude(slot, Fitness.Origin.CHECKED);
        } catch (Throwable cutShort) {
            owed.isOwed = true; // the next sweep concludes it
        }
    }

    // ---- release

    /** The fast path, or else the slow one. */
    @Override
    public void giveBack(Slot<T> slot, long lease) {
        if (slot.returnsPlainly(lease) && turn.signal != Turn.HAND_OVER && slot.seemsCurrent(lease)) {
            if (!isAffine) {
                StackProbe.ensureRoom(); // the index has a lock
            }
            long sampledAt = slot.sampledAtNanos();
            boolean hasEnded = false;
            try {
                hasEnded = slot.tryGiveBack(lease);
                if (hasEnded) {
                    gaveBack(slot, lease, sampledAt);
                    return;
                }
            } catch (Throwable cutShort) { // the next sweep ends the lease, publishes and serves
                if (!hasEnded) { // else the next lease may have left a note by now
                    slot.orphan = lease;
                }
                owed.isOwed = true;
                throw cutShort;
            }
        }
        returns.giveBack(slot, lease);
    }

    /** The slot has become idle. */
    private void gaveBack(Slot<T> slot, long lease, long sampledAt) {
        if (!slot.isListed()) {
            index.published(slot);
        }
        if (Snapshot.isSampled(lease)) {
            returns.recordHold(sampledAt);
        }
        if (turn.signal != Turn.NOBODY) { // read after the CAS: a waiter that came before it is seen
            dispatcher.signal();
        }
    }

    @Override
    public final T detach(Slot<T> slot) {
        return dispatcher.detach(slot);
    }

    @Override
    public final void invalidate(Slot<T> slot) {
        dispatcher.conclude(slot, DestroyCause.INVALIDATED);
    }

    @Override
    public final void destroy(Slot<T> slot) throws Exception {
        returns.destroyHere(slot);
    }

    @Override
    public final void giveBackAfter(Throwable failure, Slot<T> slot, long lease) {
        endAfter(failure, slot, lease);
        giveBack(slot, lease);
    }

    /** Ends a lease, if it has not ended and the failure says something about the object. Throws nothing. */
    final void endAfter(Throwable failure, Slot<T> slot, long lease) {
        returns.giveBackAfter(failure, slot, lease);
    }

    @Override
    public final void endLater(Slot<T> slot, long lease) {
        if (slot.isCurrent(lease)) { // the note of a later one stays
            slot.orphan = lease;
        }
        owed.isOwed = true;
    }

    @Override
    public final void callBack(Runnable callback) {
        if (trampoline.isRunning()) {
            callback.run();
        } else {
            trampoline.run(callback);
        }
    }

    @Override
    public final String poolName() {
        return facts.name();
    }
}
