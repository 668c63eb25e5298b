package dev.rockpool.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Keeps a slot's word away from what lies before it in memory. */
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

/** What changes with each lease; on cache lines of its own. */
abstract class SlotFields<T> extends SlotPadBefore {
    volatile long word; // the protocol: see Slot

    @Nullable
    T object; // written by whoever owns the slot privately, before it publishes the word

    volatile long holder; // of the last lease, stamped with it: see Slot.holderOf; written by whoever owns the slot

    @Nullable
    TokenReference<T> tokenRef; // to the present token, see LeakWatch; written by the holder, before its stamp

    long sampledAtNanos; // when a sampled lease began; written by its holder

    boolean isCounted; // as idle: see Slot.countIdle; written by whoever owns the slot
}

/** Keeps a slot's word away from what lies after it in memory. */
@SuppressWarnings("unused") // padding
abstract class SlotPadAfter<T> extends SlotFields<T> {
    private long q0;
    private long q1;
    private long q2;
    private long q3;
    private long q4;
    private long q5;
    private long q6;
}

/**
 * The place in a pool that one object lives in, and the protocol about it: one word, which this class alone changes.
 *
 * <pre>{@code
 *   word = generation (60 bits) | LOOK (1 bit) | state (3 bits)
 *
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
 * <tr><th>state</th><th>the object belongs to</th><th>who may change the word</th></tr>
 * <tr><td>FREE</td><td>(none)</td><td>the engine's lock holder</td></tr>
 * <tr><td>CREATING</td><td>the attempt</td><td>the attempt, under the lock</td></tr>
 * <tr><td>IDLE</td><td>the pool</td><td>anyone, by CAS</td></tr>
 * <tr><td>LEASED</td><td>the lease</td><td>the lease, by CAS from the word it remembers; the leak watch, when nobody has
 * the lease any more</td></tr>
 * <tr><td>RESETTING</td><td>the thread that cleans it</td><td>that thread</td></tr>
 * <tr><td>CHECKING</td><td>the pool: being validated, or in hand for a waiter</td><td>whoever took it</td></tr>
 * <tr><td>HELD</td><td>the pool, suspended</td><td>the engine's lock holder</td></tr>
 * <tr><td>DEAD</td><td>its destroy</td><td>the engine's lock holder</td></tr>
 * </table>
 *
 * <p><b>The generation</b> counts the leases of the slot: it rises by one with each move to LEASED, and never falls.
 * So the sum of all generations is the number of leases ever
 * granted, for nothing; and a lease that remembers its word can be ended once, by one CAS, however many threads try and
 * however late: after it the word never has that generation in LEASED again.
 *
 * <p><b>LOOK</b> makes the CAS of the fast path fail and so sends its thread to the slow path, which asks what is the
 * matter. On IDLE it means: validate before use. On LEASED, RESETTING, CHECKING and CREATING: the pool was cleared,
 * suspended, shrunk or closed meanwhile, or the object is one on top of the bound; decide under the lock what becomes of
 * it. Whoever ends such a state under the lock clears the mark.
 *
 * @param <T> the object's type
 */
final class Slot<T> extends SlotPadAfter<T> {

    static final int FREE = 0;
    static final int CREATING = 1;
    static final int IDLE = 2;
    static final int LEASED = 3;
    static final int RESETTING = 4;
    static final int CHECKING = 5;
    static final int HELD = 6;
    static final int DEAD = 7;

    private static final long STATE = 7;
    private static final long LOOK = 8;
    static final long NO_MARK = ~LOOK; // what is left is the word that a lease remembers
    private static final int GENERATION_SHIFT = 4;
    private static final long ONE_LEASE = 1L << GENERATION_SHIFT;
    private static final long NOT_GENERATION = ONE_LEASE - 1;
    private static final long SAMPLE_MASK = 0xFFL << GENERATION_SHIFT;

    private static final int STAMP_SHIFT = 40;
    private static final long FUTURE = 1L << (STAMP_SHIFT - 1);
    private static final long PENDING = 1L << (STAMP_SHIFT - 2);

    private static final VarHandle WORD;
    private static final VarHandle OBJECT;
    private static final VarHandle HOLDER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(SlotFields.class, "word", long.class).withInvokeExactBehavior();
            OBJECT = lookup.findVarHandle(SlotFields.class, "object", Object.class);
            HOLDER = lookup.findVarHandle(SlotFields.class, "holder", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final PoolEngine<T> engine;
    final Chunk<T> chunk;
    final int number; // in the table; its last six bits are its place in the chunk

    boolean plainReturn; // nothing to do on return; written by whoever owns the slot, before it publishes the object
    boolean isSuspect; // work with the object threw: validate it before its next lease; by whoever owns the slot
    boolean isOverflow; // under the engine's lock

    @Nullable
    FutureWaiter<T> promisedTo; // in hand for a future that is not completed yet; written by whoever owns it, plain

    long epoch; // of the object; written when its attempt starts, under the engine's lock

    boolean isQueued; // in a LIFO or FIFO index; this and the next two under that index's lock

    @Nullable
    Slot<T> previousQueued;

    @Nullable
    Slot<T> nextQueued;

    volatile long sweptWord; // written by upkeep only, after the next one: the word at its last sweep
    volatile long sweptSinceNanos; // written by upkeep only: when it first saw that word

    HoldWatch.@Nullable Warning warning; // by upkeep only: the last lease that was out for too long

    volatile @Nullable AcquireTrace
            trace; // of a lease whose stack was kept; written by its holder, and knows its lease

    volatile long orphan; // a lease that nobody could be given, or that could not be ended: see Repair
    volatile @Nullable Enum<?> fate; // what is to become of a slot in hand, when its owner could not say so: see Repair

    @Nullable
    Slot<T> nextFree; // in the table's free list; this and the next one under the engine's lock

    @Nullable
    Slot<T> previousFree;

    Slot(PoolEngine<T> engine, Chunk<T> chunk, int number) {
        this.engine = engine;
        this.chunk = chunk;
        this.number = number;
    }

    // ---- reading a word

    private SlotFields<T> self() { // the VarHandle is exact, and wants the class that declares the field
        return this;
    }

    static int state(long word) {
        return (int) (word & STATE);
    }

    static boolean isMarked(long word) {
        return (word & LOOK) != 0;
    }

    /** How many leases there have been, by this word. */
    static long leases(long word) {
        return word >>> GENERATION_SHIFT;
    }

    /** Whether a lease is one of the sample: the first, and each 256th after it. */
    static boolean isSampled(long lease) {
        return (lease & SAMPLE_MASK) == ONE_LEASE;
    }

    private static long with(long word, int state, boolean look) {
        return (word & ~NOT_GENERATION) | state | (look ? LOOK : 0);
    }

    int state() {
        return state(word);
    }

    /** The word that the lease of this word remembers. */
    static long leaseOf(long word) {
        return word & ~LOOK;
    }

    /** The word that the present lease must remember. For the holder. */
    long lease() {
        return leaseOf(word);
    }

    /** Whether this lease has not ended. */
    boolean isCurrent(long lease) {
        return (word & ~LOOK) == lease;
    }

    /** Whether the object of this lease is being cleaned. */
    boolean isInReset(long lease) {
        long seen = word;
        return state(seen) == RESETTING && leases(seen) == leases(lease);
    }

    // ---- the holder

    /** The thread, as the asker of a future. */
    static long future(long threadId) {
        return threadId | FUTURE;
    }

    /** Whether a holder is the asker of a future. */
    static boolean isFuture(long holder) {
        return (holder & FUTURE) != 0;
    }

    /** The thread's id in a holder; 0 for nobody, or when it is not known. */
    static long threadOf(long holder) {
        return holder & (PENDING - 1);
    }

    /**
     * What {@link SlotFields#holder} is for a lease: the holder, mixed with the low bits of the lease's word. A thread
     * writes it soon after its CAS; until then the slot still has the last holder, whose stamp does not fit the new word.
     */
    private static long stamp(long lease, long holder) {
        return holder ^ (lease << STAMP_SHIFT);
    }

    private void stampWith(long stamp) {
        HOLDER.setRelease(self(), stamp);
    }

    /** The slot belongs to a thread, in a private state. For the owner. */
    void heldBy(long holder) {
        stampWith(stamp(leased(word), holder));
    }

    /** The slot belongs to nobody's thread. */
    void heldByNobody() {
        stampWith(0);
    }

    /** The holder has its lease, and the token of it: see {@link LeakWatch}. What it wrote and read before is ordered before. */
    void given(long lease, long holder) {
        stampWith(stamp(lease, holder));
    }

    /** Whether the holder by this word has its lease and its token. Ordered before what is read after it. */
    boolean isGiven(long seen) {
        long found = unstamped(seen);
        return found != 0 && (found & PENDING) == 0;
    }

    /** The holder by this word, or 0: nobody, or not written yet. One stale stamp in a million passes for a new one. */
    long holderOf(long seen) {
        return unstamped(seen) & ~PENDING;
    }

    private long unstamped(long seen) {
        long found = (long) HOLDER.getAcquire(self()) ^ (leased(seen) << STAMP_SHIFT);
        return found >>> STAMP_SHIFT == 0 ? found : 0;
    }

    /** The lease of this word's generation. */
    private static long leased(long seen) {
        return with(seen, LEASED, false);
    }

    // ---- the object

    @SuppressWarnings("NullAway") // in every state but FREE and CREATING there is one
    T object() {
        return object;
    }

    /** The object, for a caller that does not know whether its lease has ended. Ordered before its look at the word. */
    @SuppressWarnings({"unchecked", "NullAway"})
    T objectAcquire() {
        return (T) OBJECT.getAcquire(this);
    }

    // ---- moves

    private boolean cas(long from, long to) {
        return WORD.compareAndSet(self(), from, to);
    }

    /** IDLE, unmarked → LEASED: the fast path. Says the word of the new lease, or 0. */
    long tryLease() {
        long seen = (long) WORD.getOpaque(self());
        if ((seen & (STATE | LOOK)) != IDLE) {
            return 0;
        }
        long lease = seen + ONE_LEASE + (LEASED - IDLE);
        return cas(seen, lease) ? lease : 0;
    }

    /** Whether the lease is unmarked and has not ended, as far as this thread knows. */
    boolean seemsCurrent(long lease) {
        return (long) WORD.getOpaque(self()) == lease;
    }

    /** LEASED, unmarked → IDLE: the fast path of a return. Fails when the lease has ended or is marked. */
    boolean tryGiveBack(long lease) {
        return cas(lease, lease - (LEASED - IDLE));
    }

    /** LEASED → a private state; a mark stays. Fails only when the lease has ended. */
    boolean endLease(long lease, int to) {
        while (true) {
            long seen = word;
            if ((seen & ~LOOK) != lease) {
                return false;
            }
            if (cas(seen, with(seen, to, isMarked(seen)))) {
                return true;
            }
        }
    }

    /** RESETTING, unmarked → IDLE. Fails when marked: then the lock holder decides. */
    boolean tryPublish() {
        long seen = word;
        return !isMarked(seen) && cas(seen, with(seen, IDLE, false));
    }

    /** IDLE, marked or unmarked as wanted → CHECKING, unmarked. */
    boolean tryTake(boolean isMarked) {
        long seen = word;
        if (state(seen) != IDLE || isMarked(seen) != isMarked || !cas(seen, with(seen, CHECKING, false))) {
            return false;
        }
        uncount();
        return true;
    }

    /** A private state → LEASED, one lease more, for a holder that is yet to be given it; a mark stays. */
    void leaseTo(long holder) {
        while (true) {
            long seen = word;
            long lease = with(seen + ONE_LEASE, LEASED, isMarked(seen));
            stampWith(stamp(leaseOf(lease), holder | PENDING));
            if (cas(seen, lease)) {
                return;
            }
        }
    }

    /** A private state → any state. The caller owns the slot; only marks may be set meanwhile, and are overwritten. */
    void set(int state, boolean look) {
        while (true) {
            long seen = word;
            if (cas(seen, with(seen, state, look))) {
                return;
            }
        }
    }

    /** A private state → RESETTING or CHECKING, marked or not. As {@link #set}; often there is nothing to change. */
    void keepInHand(boolean look) {
        long seen = word;
        if (state(seen) != RESETTING || isMarked(seen) != look) {
            set(CHECKING, look);
        }
    }

    /** Marks what is in motion; says the state. IDLE, HELD, FREE and DEAD are left as they are. */
    int markIfMoving() {
        while (true) {
            long seen = word;
            int state = state(seen);
            boolean isMoving = state == LEASED || state == RESETTING || state == CHECKING || state == CREATING;
            if (!isMoving || isMarked(seen) || cas(seen, seen | LOOK)) {
                return state;
            }
        }
    }

    // ---- counting

    /**
     * Counts the slot as idle, in a pool that keeps but so many idle: there each return comes under the lock, and must not
     * look at all slots. For the owner, before it makes the slot idle; who takes it then counts it off. A count that was not
     * taken off, as who should have was cut short, is taken off when the object comes back.
     */
    void countIdle() {
        engine.core.countedIdle.incrementAndGet();
        isCounted = true; // after it, and false after the other: so the count never is too low for good
    }

    /** The slot is not idle any more. For the owner. */
    void uncount() {
        if (isCounted) {
            engine.core.countedIdle.decrementAndGet();
            isCounted = false;
        }
    }

    // ---- notes

    /** Whether something is noted here that upkeep has to look at, though the object is gone. For upkeep. */
    boolean hasNotes() {
        return warning != null || orphan != 0 || fate != null;
    }

    // ---- marks

    /** IDLE, as seen → IDLE, marked: due for validation. */
    boolean markIdle(long seen) {
        return state(seen) == IDLE && !isMarked(seen) && cas(seen, seen | LOOK);
    }
}
