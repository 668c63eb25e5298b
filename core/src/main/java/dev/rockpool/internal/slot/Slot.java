package dev.rockpool.internal.slot;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps what changes with each lease away from what lies after it in memory. */
@SuppressWarnings("unused") // padding
abstract class SlotPadAfter<T> extends SlotWord<T> {
    private long q0;
    private long q1;
    private long q2;
    private long q3;
    private long q4;
    private long q5;
    private long q6;

    SlotPadAfter(AtomicInteger countedIdle) {
        super(countedIdle);
    }
}

/**
 * The place in a pool that one object lives in: where it is in the table, who may have it ({@link SlotWord}), what is known of
 * the object ({@link Resident}), and what is noted for a sweep.
 *
 * @param <T> the object's type
 */
public final class Slot<T> extends SlotPadAfter<T> {

    final Chunk<T> chunk;
    final int number; // in the table; its last six bits are its place in the chunk

    /** A lease that nobody could be given, or that could not be ended, or 0. A field, as at the end of the stack nothing can be called. */
    public volatile long orphan;

    /** What is to become of a slot in hand, when its owner could not say so; or null. */
    public volatile @Nullable Enum<?> fate;

    private @Nullable Resident resident; // written when an attempt starts, under the engine's lock

    private @Nullable Home<T> home; // written by its holder, plain: a guess for all others

    private @Nullable Object promisedTo; // written by whoever owns the slot, plain

    private volatile @Nullable AcquireTrace trace; // written by the holder, and knows its lease
    private volatile long sweptWord; // written by upkeep only, after the next one: the word at its last sweep
    private volatile long sweptSinceNanos; // written by upkeep only: when it first saw that word

    private long missedNanos; // by upkeep only: for how much of that time there was no sweep

    boolean isQueued; // in a LIFO or FIFO index; this and the next two under that index's lock

    @Nullable
    Slot<T> previousQueued;

    @Nullable
    Slot<T> nextQueued;

    @Nullable
    Slot<T> nextFree; // in the table's free list; this and the next one under the engine's lock

    @Nullable
    Slot<T> previousFree;

    Slot(AtomicInteger countedIdle, Chunk<T> chunk, int number) {
        super(countedIdle);
        this.chunk = chunk;
        this.number = number;
    }

    @Override
    Slot<T> self() {
        return this;
    }

    // ---- the object

    /** What is known of the object. From the start of its creation until the slot is vacated. */
    @SuppressWarnings("NullAway") // in every state but FREE there is one
    public Resident resident() {
        return resident;
    }

    /** The same, or null. For a look without the lock: the object may have gone since its word was read. */
    public @Nullable Resident residentIfAny() {
        return resident;
    }

    /** FREE → CREATING. Under the engine's lock. */
    public void beginCreation(Resident newResident) {
        resident = newResident;
        beginCreation();
    }

    /** CREATING or DEAD → FREE: there is no object, or it is gone. Under the engine's lock. */
    public void vacate() {
        trace = null;
        home = null;
        leave();
        resident = null;
    }

    // ---- whose it is

    /** The thread that it belongs to, in a pool where objects do; null if it is everybody's. */
    public @Nullable Home<T> home() {
        return home;
    }

    /** It belongs to that thread, or to everybody. For its holder. */
    public void home(@Nullable Home<T> newHome) {
        home = newHome;
    }

    // ---- who is to get it

    /** Who is to get the object that is in hand, when it can be delivered; or null. */
    public @Nullable Object promisedTo() {
        return promisedTo;
    }

    /** It is in hand for somebody, or for nobody. For the owner. */
    public void promise(@Nullable Object to) {
        promisedTo = to;
    }

    // ---- since when

    /** Where this lease was acquired, if that was kept. */
    public @Nullable AcquireTrace traceOf(long lease) {
        AcquireTrace kept = trace;
        return kept != null && kept.isOf(lease) ? kept : null;
    }

    /** Where the present lease was acquired. For the holder. */
    public void trace(AcquireTrace kept) {
        trace = kept;
    }

    /**
     * A sweep has seen this. By upkeep only. Says since when, at least, the word has been as it is.
     *
     * @param missed for how long there was no sweep before, as the machine slept
     */
    public long swept(long seen, long nowNanos, long missed) {
        long unmarked = Snapshot.lease(seen);
        if (unmarked != sweptWord) {
            sweptSinceNanos = nowNanos;
            missedNanos = 0;
            sweptWord = unmarked; // after it: see heldNanos
        } else {
            missedNanos += missed;
        }
        return sweptSinceNanos;
    }

    /**
     * For how long a slot has had this word at least: since the sweep that first saw it, or since the acquire whose stack
     * was kept; 0 when no sweep has seen it yet. By any thread. Reads the sweep's word before its time, so that a sweep in
     * between makes the result smaller and never larger.
     *
     * @param lease as {@link Snapshot#lease} says
     */
    public long heldNanos(long lease, long nowNanos) {
        AcquireTrace kept = traceOf(lease);
        if (kept != null) {
            return nowNanos - kept.atNanos();
        }
        return sweptWord == lease ? Math.max(0, nowNanos - sweptSinceNanos) : 0;
    }

    /** How much of the time that the last sweep has noted nobody could do anything. For upkeep, after its look. */
    public long missedNanos() {
        return missedNanos;
    }

    /** Whether something is noted here that upkeep has to look at, though the object is gone. For upkeep. */
    boolean hasNotes() {
        return orphan != 0 || fate != null;
    }
}
