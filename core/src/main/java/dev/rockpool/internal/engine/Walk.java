package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import java.util.function.Consumer;

/**
 * Brings every slot to what the pool has become (cleared, suspended, resumed, shrunk, closed). It goes over the slots in parts,
 * each a section of its own, so that nobody waits for the lock as long as all slots take. A slot at rest gets its next
 * state by {@link Monitor#place}; one in motion is marked, so that it comes to {@code place} when it comes to rest.
 *
 * <pre>{@code
 *   the change is made, goal = position + one lap ──> part ──> part ──> … ──> position ≥ goal: the operation returns
 * }</pre>
 *
 * <p>What holds while it goes:
 *
 * <ul>
 *   <li>The change comes first, and {@code place} decides by it. So a slot that was passed is right for good: it is what the
 *       pool has become, or marked, or in hand, or an attempt, and each of these comes to {@code place}.
 *   <li>A slot ahead is as it was. The fast path may still lease it, and so may those who wait: their acquires began before
 *       the operation returned. If it is out when it is passed, it is marked then, so its return is decided about; if it is
 *       back by then, it is found at rest.
 *   <li>An operation returns when every slot was passed after its change. So an acquire that begins later meets what was
 *       promised to it. One that changes nothing, as another has just done so, goes on with that one's walk to its end.
 *   <li>Operations overlap: there is one position for all, and each goes on for one lap from where it was at its change.
 *       A slot that is passed for one is placed by the facts of all, so it does no harm that it is passed again.
 *   <li>The table grows: new slots are taken by attempts that begin after the change, and a lap ends where the table ends
 *       then. It shrinks: only slots that are free go.
 *   <li>It is cut short: the goal stays, something is owed, and the next sweep goes on ({@link Repair}). The end of a shutdown
 *       waits for it, as objects that have not been passed are still there.
 * </ul>
 *
 * <p>A table of up to {@value #PART} slots is passed in one part, in the section of the change. A part of {@link Monitor}: all under
 * the engine's lock, but for the questions.
 */
final class Walk<T> {

    static final int PART = 1_024;

    private static final long LAP = 1L << Integer.SIZE;

    private final SlotTable<T> table;
    private final Consumer<Slot<T>> visitor;
    private final Owed owed;
    private volatile long position; // laps, and the number of the next slot; written under the lock, never falls
    private volatile long goal; // the same, of the last operation; written under the lock, never falls

    /** How many numbers of slots are passed in one part. Other than {@link #PART} in tests. */
    int part = PART;

    /**
     * That of one pool.
     *
     * @param visitor places or marks a slot; throws nothing
     */
    Walk(SlotTable<T> table, Consumer<Slot<T>> visitor, Owed owed) {
        this.table = table;
        this.visitor = visitor;
        this.owed = owed;
    }

    /** The pool has changed: all slots are to be passed from now on, and the first of them are. */
    void begin() {
        long start = position;
        if (!isGoing()) {
            start = (start + LAP - 1) & -LAP; // so that a small table is passed in one part
            position = start;
        }
        goal = start + LAP;
        if (table.end() > part) {
            owed.isOwed = true; // whoever began may not get to go on
        }
        step();
    }

    /** Passes the slots of the next part, if any are to be passed. */
    void step() {
        if (isGoing()) {
            long start = position;
            int next = table.visit((int) start, part, visitor);
            position = next == 0 ? (start & -LAP) + LAP : (start & -LAP) + next;
        }
    }

    /** Up to where slots are to be passed for all operations so far. By any thread. */
    long goal() {
        return goal;
    }

    /** Whether the slots up to there have been passed. By any thread. */
    boolean hasReached(long wanted) {
        return position >= wanted;
    }

    /** Whether slots are still to be passed. By any thread. */
    boolean isGoing() {
        return !hasReached(goal);
    }
}
