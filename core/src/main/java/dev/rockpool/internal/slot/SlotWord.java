package dev.rockpool.internal.slot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps what changes with each lease away from what lies before it in memory. */
@SuppressWarnings("unused") // padding
abstract class SlotPadBefore {
    private long p0;
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
}

/**
 * Who may have the object of a slot: the word, and what else changes with each lease, on cache lines of its own. Nobody else
 * reads or writes the word: there are moves, named for what they mean, and {@link #look a snapshot}.
 *
 * <pre>{@code
 *   FREE ──> CREATING ──> IDLE <──> LEASED ──> RESETTING ──> IDLE
 *    ^           │         │ ^         ^            │
 *    │           │         v │         │            │
 *    │           ├──────> CHECKING ────┘<───────────┤      a waiter is served from any of the private states
 *    │           │         HELD <──> IDLE           │
 *    └── DEAD <──┴── from any state but FREE <──────┘
 * }</pre>
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>the object belongs to</th><th>who may change the word</th><th>what the mark says</th>
 * <th>moves from here</th></tr>
 * <tr><td>FREE</td><td>(none)</td><td>the engine's lock holder</td><td>never marked</td>
 * <td>{@link #beginCreation}</td></tr>
 * <tr><td>CREATING</td><td>the attempt</td><td>the attempt, under the lock</td><td>decide under the lock</td>
 * <td>{@link #created}, {@link #leaseTo}, {@link Slot#vacate}, {@link #mark}</td></tr>
 * <tr><td>IDLE</td><td>the pool</td><td>anyone, by CAS</td><td>due for validation</td>
 * <td>{@link #tryLease} and {@link #tryTake} if not marked, {@link #tryTake} if marked, {@link #markDue},
 * {@link #markOrTake}</td></tr>
 * <tr><td>LEASED</td><td>the lease</td><td>the lease, by CAS from the word it remembers; the leak watch, when nobody has
 * the lease any more</td><td>decide under the lock</td><td>{@link #tryGiveBack} if not marked, {@link #endLease},
 * {@link #mark}</td></tr>
 * <tr><td>RESETTING</td><td>who cleans it</td><td>who cleans it</td><td>decide under the lock</td>
 * <td>{@link #tryPublish} if not marked, {@link #publish}, {@link #takeInHand}, {@link #keepInHand}, {@link #leaseTo},
 * {@link #hold}, {@link #condemn}, {@link #mark}</td></tr>
 * <tr><td>CHECKING</td><td>the pool: being validated or activated, or in hand for a waiter</td><td>whoever took it</td>
 * <td>decide under the lock</td><td>as RESETTING; {@link #tryLeaseInHand} if not marked, {@link #clean}</td></tr>
 * <tr><td>HELD</td><td>the pool, suspended</td><td>the engine's lock holder</td><td>never marked</td>
 * <td>{@link #markOrTake}</td></tr>
 * <tr><td>DEAD</td><td>its destroy</td><td>the engine's lock holder</td><td>never marked</td>
 * <td>{@link Slot#vacate}</td></tr>
 * </table>
 *
 * <p><b>The generation</b> counts the leases of the slot: it rises by one with each move to LEASED, and never falls.
 * So the sum of all generations is the number of leases ever
 * granted, for nothing; and a lease that remembers its word can be ended once, by one CAS, however many threads try and
 * however late: after it the word never has that generation in LEASED again.
 *
 * <p><b>The mark</b> makes the CAS of the fast path fail and so sends its thread to the slow path, which asks what is the
 * matter. On IDLE it means: validate before use. On what is in motion: the pool was cleared, suspended, shrunk or closed
 * meanwhile, or the object is one on top of the bound; decide under the lock what becomes of it. Whoever ends such a state
 * under the lock clears the mark.
 *
 * @param <T> the object's type
 */
public abstract class SlotWord<T> extends SlotPadBefore {

    private static final VarHandle WORD;
    private static final VarHandle OBJECT;
    private static final VarHandle STAMP;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(SlotWord.class, "word", long.class).withInvokeExactBehavior();
            OBJECT = lookup.findVarHandle(SlotWord.class, "object", Object.class);
            STAMP = lookup.findVarHandle(SlotWord.class, "stamp", long.class).withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile long word;
    private @Nullable T object; // written by whoever owns the slot privately, before it publishes the word

    @SuppressWarnings("UnusedVariable") // read by STAMP
    private volatile long stamp; // of the last lease; written by whoever owns the slot

    private @Nullable TokenReference<T> tokenRef; // to the present token; written by the holder, before its stamp
    private long sampledAtNanos; // when a sampled lease began; written by its holder
    private long
            plainUntil; // leases before this one return plainly; written by whoever owns the slot, before it publishes
    // the object
    private boolean isCounted; // as idle; written by whoever owns the slot
    private boolean activates; // written by whoever owns the slot, before it publishes the object
    private volatile boolean isListed; // written under the engine's lock
    private final AtomicInteger countedIdle;

    SlotWord(AtomicInteger countedIdle) {
        this.countedIdle = countedIdle;
    }

    // ---- reading the word

    /** What the word says now. */
    public final long look() {
        return word;
    }

    /** The word that the present lease must remember. For the holder. */
    public final long lease() {
        return Snapshot.lease(word);
    }

    /** Whether this lease has not ended. */
    public final boolean isCurrent(long lease) {
        return Snapshot.lease(word) == lease;
    }

    /** Whether the lease is unmarked and has not ended, as far as this thread knows. */
    public final boolean seemsCurrent(long lease) {
        return (long) WORD.getOpaque(this) == lease;
    }

    /** Whether the object of this lease is being cleaned. */
    public final boolean isInReset(long lease) {
        long seen = word;
        return Snapshot.isResetting(seen) && Snapshot.leases(seen) == Snapshot.leases(lease);
    }

    final int state() {
        return Snapshot.state(word);
    }

    // ---- the fast path

    private boolean cas(long from, long to) {
        return WORD.compareAndSet(this, from, to);
    }

    /** IDLE, unmarked → LEASED: the fast path. Says the word of the new lease, or 0. */
    public final long tryLease() {
        long seen = (long) WORD.getOpaque(this);
        if ((seen & (Snapshot.STATE | Snapshot.LOOK)) != Snapshot.IDLE) {
            return 0;
        }
        long lease = seen + Snapshot.ONE_LEASE + (Snapshot.LEASED - Snapshot.IDLE);
        return cas(seen, lease) ? lease : 0;
    }

    /** LEASED, unmarked → IDLE: the fast path of a return. Fails when the lease has ended or is marked. */
    public final boolean tryGiveBack(long lease) {
        return cas(lease, lease - (Snapshot.LEASED - Snapshot.IDLE));
    }

    // ---- other moves by CAS

    /** LEASED → RESETTING; a mark stays. Fails only when the lease has ended. */
    public final boolean endLease(long lease) {
        while (true) {
            long seen = word;
            if (Snapshot.lease(seen) != lease) {
                return false;
            }
            if (cas(seen, Snapshot.with(seen, Snapshot.RESETTING, Snapshot.isMarked(seen)))) {
                return true;
            }
        }
    }

    /** CHECKING, unmarked → LEASED, one lease more, for the thread that has it in hand. Says the word of the lease, or 0. */
    public final long tryLeaseInHand() {
        long seen = word;
        long lease = Snapshot.leased(seen + Snapshot.ONE_LEASE);
        return !Snapshot.isMarked(seen) && cas(seen, lease) ? lease : 0;
    }

    /** RESETTING or CHECKING, unmarked → IDLE. Fails when marked: then the lock holder decides. */
    public final boolean tryPublish() {
        long seen = word;
        return !Snapshot.isMarked(seen) && cas(seen, Snapshot.with(seen, Snapshot.IDLE, false));
    }

    /** IDLE, due for validation or not as wanted → CHECKING, unmarked. */
    public final boolean tryTake(boolean isDue) {
        long seen = word;
        if (!Snapshot.isIdle(seen)
                || Snapshot.isMarked(seen) != isDue
                || !cas(seen, Snapshot.with(seen, Snapshot.CHECKING, false))) {
            return false;
        }
        uncount();
        return true;
    }

    /** IDLE, due for validation or not → CHECKING, unmarked. */
    public final boolean takeIdle() {
        return tryTake(false) || tryTake(true);
    }

    /** IDLE, as seen → IDLE, marked: due for validation. */
    public final boolean markDue(long seen) {
        return Snapshot.isIdle(seen) && !Snapshot.isMarked(seen) && cas(seen, seen | Snapshot.LOOK);
    }

    /** Marks what is in motion. IDLE, HELD, FREE and DEAD are left as they are. */
    public final void mark() {
        markIfMoving();
    }

    /** The same; says the state. */
    final int markIfMoving() {
        while (true) {
            long seen = word;
            if (!Snapshot.isMoving(seen) || Snapshot.isMarked(seen) || cas(seen, seen | Snapshot.LOOK)) {
                return Snapshot.state(seen);
            }
        }
    }

    /** IDLE or HELD → CHECKING, unmarked; says whether it was that. Under the engine's lock. */
    public final boolean takeAtRest() {
        while (true) {
            long seen = word;
            if (Snapshot.state(seen) == Snapshot.HELD) {
                set(Snapshot.CHECKING, false);
                return true;
            }
            if (!Snapshot.isIdle(seen)) {
                return false;
            }
            if (tryTake(Snapshot.isMarked(seen))) {
                return true;
            } // else somebody was faster
        }
    }

    /** CHECKING, unmarked → IDLE, due for validation or not. Fails when marked: then the lock holder decides. */
    public final boolean tryPutBack(boolean isDue) {
        long seen = word;
        return !Snapshot.isMarked(seen) && cas(seen, Snapshot.with(seen, Snapshot.IDLE, isDue));
    }

    /** Marks what is in motion; IDLE or HELD → CHECKING, unmarked. Says whether it is that. Under the engine's lock. */
    public final boolean markOrTake() {
        while (true) {
            int state = markIfMoving();
            if (state == Snapshot.HELD) {
                set(Snapshot.CHECKING, false);
                return true;
            }
            if (state != Snapshot.IDLE) {
                return false;
            }
            if (tryTake(Snapshot.isMarked(word))) {
                return true;
            } // else somebody was faster
        }
    }

    // ---- moves of the owner

    /** A private state → any state. The caller owns the slot; only marks may be set meanwhile, and are overwritten. */
    final void set(int state, boolean look) {
        while (true) {
            long seen = word;
            if (cas(seen, Snapshot.with(seen, state, look))) {
                return;
            }
        }
    }

    /** FREE → CREATING. */
    final void beginCreation() {
        set(Snapshot.CREATING, false);
    }

    /**
     * CREATING → CHECKING, in hand, with an object; a mark stays.
     *
     * @param plainReturn whether nothing is to be done when it comes back
     * @param activated whether something is to be done before each lease of it
     */
    public final void created(T made, boolean plainReturn, boolean activated) {
        object = made;
        activates = activated;
        returnsPlainly(plainReturn);
        set(Snapshot.CHECKING, Snapshot.isMarked(word));
    }

    /** A private state → LEASED, one lease more, for a holder that is yet to be given it; a mark stays. */
    public final void leaseTo(long holder) {
        while (true) {
            long seen = word;
            long lease = Snapshot.leased(seen + Snapshot.ONE_LEASE);
            stampWith(Stamp.pending(lease, holder));
            if (cas(seen, Snapshot.isMarked(seen) ? lease | Snapshot.LOOK : lease)) {
                return;
            }
        }
    }

    /** A private state → IDLE. */
    public final void publish(boolean isDue) {
        set(Snapshot.IDLE, isDue);
    }

    /** A private state → HELD. */
    public final void hold() {
        set(Snapshot.HELD, false);
    }

    /** A private state → CHECKING, marked or not. */
    public final void takeInHand(boolean isMarked) {
        set(Snapshot.CHECKING, isMarked);
    }

    /** CHECKING → RESETTING: it has been prepared for a lease that does not come, and is to be cleaned; a mark stays. */
    public final void clean() {
        set(Snapshot.RESETTING, Snapshot.isMarked(word));
    }

    /** A private state → RESETTING or CHECKING, marked or not. As {@link #takeInHand}; often there is nothing to change. */
    public final void keepInHand(boolean isMarked) {
        long seen = word;
        if (!Snapshot.isResetting(seen) || Snapshot.isMarked(seen) != isMarked) {
            takeInHand(isMarked);
        }
    }

    /** A private state → DEAD. */
    public final void condemn() {
        set(Snapshot.DEAD, false);
    }

    /** CREATING or DEAD → FREE, without an object. */
    final void leave() {
        object = null;
        heldByNobody();
        set(Snapshot.FREE, false);
    }

    // ---- the object

    /** The object, for the holder or whoever has the slot in hand. */
    @SuppressWarnings("NullAway") // in every state but FREE and CREATING there is one
    public final T object() {
        return object;
    }

    /** The object, for a caller that does not know whether its lease has ended. Ordered before its look at the word. */
    @SuppressWarnings({"unchecked", "NullAway"})
    public final T objectAcquire() {
        return (T) OBJECT.getAcquire(this);
    }

    /** Whether nothing is to be done when the object comes back from this lease. For the holder. */
    public final boolean returnsPlainly(long lease) {
        return lease < plainUntil;
    }

    /**
     * Whether nothing is to be done when the object comes back, but from its last lease. For the owner, before it publishes
     * the slot.
     */
    public final void returnsPlainly(boolean plainly) {
        plainUntil = plainly ? self().resident().lastLease() : 0;
    }

    /** Whether something is to be done before the object is leased. For whoever owns the slot, or has just leased it. */
    public final boolean activates() {
        return activates;
    }

    // ---- the holder

    private void stampWith(long newStamp) {
        STAMP.setRelease(this, newStamp);
    }

    /** The slot belongs to a thread, in a private state. For the owner. */
    public final void heldBy(long holder) {
        stampWith(Stamp.of(Snapshot.leased(word), holder));
    }

    /** The slot belongs to nobody's thread. */
    public final void heldByNobody() {
        stampWith(0);
    }

    /** The holder has its lease, and the token of it. What it wrote and read before is ordered before. */
    public final void given(long lease, long holder) {
        stampWith(Stamp.of(lease, holder));
    }

    /** Whether the holder by this snapshot has its lease and its token. Ordered before what is read after it. */
    public final boolean isGiven(long seen) {
        return Stamp.isGiven((long) STAMP.getAcquire(this), seen);
    }

    /** The holder by this snapshot, or 0: nobody, or not known yet. */
    public final long holderOf(long seen) {
        return Stamp.holderOf((long) STAMP.getAcquire(this), seen);
    }

    /** When the present lease began, if it is one of the sample. For the holder. */
    public final long sampledAtNanos() {
        return sampledAtNanos;
    }

    /** A lease of the sample begins. For the holder. */
    public final void sampledAt(long nanos) {
        sampledAtNanos = nanos;
    }

    // ---- the index

    /** Whether the index looks at it in any case, so that nobody need say that it is idle. Asked after it is. */
    public final boolean isListed() {
        return isListed;
    }

    /** It is so, or not any more. Under the engine's lock. */
    final void list(boolean listed) {
        isListed = listed;
    }

    // ---- the token

    /** The token of the last lease, or null if there is none, or nobody had it strongly when the collector looked. For the holder. */
    public final @Nullable Object token() {
        TokenReference<T> reference = tokenRef;
        return reference == null ? null : reference.get();
    }

    /** A new token, and a reference to it that comes into a queue when it is dead. For the holder. */
    public final Object newToken(ReferenceQueue<Object> dead) {
        Object token = new LeaseToken();
        tokenRef = new TokenReference<>(token, dead, self());
        return token;
    }

    /** The next to look finds no token. For the holder, before it takes one. */
    public final void forgetToken() {
        tokenRef = null;
    }

    /** The reference to the present token, as far as this thread knows; or null. */
    public final @Nullable TokenReference<T> tokenReference() {
        return tokenRef;
    }

    abstract Slot<T> self();

    // ---- counting

    /**
     * Counts the slot as idle, in a pool that keeps but so many idle: there each return comes under the lock, and must not
     * look at all slots. For the owner, before it makes the slot idle; who takes it then counts it off. A count that was not
     * taken off, as who should have was cut short, is taken off when the object comes back.
     */
    public final void countIdle() {
        countedIdle.incrementAndGet();
        isCounted = true; // after it, and false after the other: so the count never is too low for good
    }

    /** The slot is not idle any more. For the owner. */
    public final void uncount() {
        if (isCounted) {
            countedIdle.decrementAndGet();
            isCounted = false;
        }
    }
}
