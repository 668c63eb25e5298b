package dev.rockpool.internal.engine;

import dev.rockpool.Explanation;
import dev.rockpool.Holder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the slots: who holds leases and for how long, who of them waits for another, what is in cleaning. By one
 * thread, without a lock; each slot is judged by one read of its word.
 */
final class LeaseSurvey<T> {

    private final long now;
    private final Set<Long> waiting;
    private final long slowNanos;
    private final Core<T> core;
    private final PriorityQueue<Seen<T>> longest =
            new PriorityQueue<>(Comparator.comparingLong(Seen::heldNanos)); // the shortest of them first
    private final Set<Long> nested = new HashSet<>();
    private @Nullable Seen<T> longestNested;
    private int slow;
    private int cleaning;
    private long oldestCleaningNanos;

    /** A lease that is out. */
    record Seen<T>(Slot<T> slot, long lease, long holder, long heldNanos) {}

    LeaseSurvey(Core<T> core, Set<Long> waiting, long slowNanos) {
        this.core = core;
        this.now = core.ticker.nanoTime();
        this.waiting = waiting;
        this.slowNanos = slowNanos;
    }

    void visit(Slot<T> slot) {
        long word = slot.word;
        int state = Slot.state(word);
        if (state == Slot.LEASED) {
            long lease = Slot.leaseOf(word);
            leased(new Seen<>(
                    slot, lease, slot.holderOf(word), core.engine.upkeep().heldNanos(slot, lease, now)));
        } else if (state == Slot.RESETTING || state == Slot.CHECKING || state == Slot.DEAD) {
            cleaning++;
            oldestCleaningNanos =
                    Math.max(oldestCleaningNanos, core.engine.upkeep().heldNanos(slot, Slot.leaseOf(word), now));
        }
    }

    private void leased(Seen<T> seen) {
        slow += seen.heldNanos >= slowNanos ? 1 : 0;
        long threadId = Slot.threadOf(seen.holder);
        if (!Slot.isFuture(seen.holder) && waiting.contains(threadId)) {
            nested.add(threadId);
            if (longestNested == null || longestNested.heldNanos < seen.heldNanos) {
                longestNested = seen;
            }
        }
        longest.add(seen);
        if (longest.size() > Explanation.MOST_LISTED) {
            longest.remove();
        }
    }

    /** The longest holds, the longest first. */
    List<Seen<T>> longest() {
        List<Seen<T>> sorted = new ArrayList<>(longest);
        sorted.sort(Comparator.comparingLong((Seen<T> seen) -> seen.heldNanos).reversed());
        return sorted;
    }

    /** How many leases have been out for too long. */
    int slow() {
        return slow;
    }

    /** How many threads that wait hold a lease. */
    int nested() {
        return nested.size();
    }

    /** The longest lease of those. */
    @Nullable
    Holder longestNested(BiFunction<Seen<T>, Boolean, Holder> describer) {
        return longestNested == null ? null : describer.apply(longestNested, false);
    }

    /** How many objects are in reset, validation or destroy. */
    int cleaning() {
        return cleaning;
    }

    long oldestCleaningNanos() {
        return oldestCleaningNanos;
    }
}
