package dev.rockpool.internal.engine;

import dev.rockpool.internal.engine.Holders.Seen;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.slot.Stamp;
import dev.rockpool.monitor.Explanation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the slots: who holds leases and for how long, who of them waits for another, whose thread has ended, what
 * is neither idle nor out. By one thread, without a lock; each slot is judged by one read of its word.
 */
final class LeaseSurvey<T> {

    private static final Comparator<Seen> BY_HOLD = Comparator.comparingLong(Seen::heldNanos);

    private final Core<T> core;
    private final long now;
    private final Map<Long, ThreadWaiter<T>> waiting;
    private final long slowNanos;
    private final Holders holders;
    private final PriorityQueue<Seen> longest = new PriorityQueue<>(BY_HOLD); // the shortest of them first
    private final Set<Long> threads = new HashSet<>();
    private final Set<Long> nested = new HashSet<>();
    private @Nullable Seen longestEnded;
    private int slow;
    private int ended;
    private int cleaning;
    private long oldestCleaningNanos;
    private int promised;
    private long oldestPromisedNanos;

    /**
     * Begins a walk.
     *
     * @param waiting threads that were seen to wait before it
     * @param slowNanos from when on a lease is slow
     */
    LeaseSurvey(Core<T> core, Map<Long, ThreadWaiter<T>> waiting, long slowNanos, Holders holders) {
        this.core = core;
        this.now = core.ticker.nanoTime();
        this.waiting = waiting;
        this.slowNanos = slowNanos;
        this.holders = holders;
    }

    LeaseSurvey<T> walk() {
        core.table.forEach(this::visit);
        return this;
    }

    private void visit(Slot<T> slot) {
        long word = slot.look();
        if (Snapshot.isLeased(word)) {
            long lease = Snapshot.lease(word);
            leased(new Seen(slot, lease, slot.holderOf(word), slot.heldNanos(lease, now)));
        } else if (slot.promisedTo() != null && Snapshot.isInHand(word)) {
            promised++;
            oldestPromisedNanos = Math.max(oldestPromisedNanos, ageOf(slot, word));
        } else if (Snapshot.isInHand(word) || Snapshot.isDead(word)) {
            cleaning++;
            oldestCleaningNanos = Math.max(oldestCleaningNanos, ageOf(slot, word));
        }
    }

    private long ageOf(Slot<T> slot, long word) {
        return slot.heldNanos(Snapshot.lease(word), now);
    }

    private void leased(Seen seen) {
        slow += seen.heldNanos() >= slowNanos ? 1 : 0;
        if (!Stamp.isFuture(seen.holder())) {
            threads.add(Stamp.threadOf(seen.holder()));
        }
        if (!waiting.isEmpty() && isNested(seen)) {
            nested.add(Stamp.threadOf(seen.holder()));
        }
        if (holders.hasEnded(seen)) {
            ended++;
            if (longestEnded == null || longestEnded.heldNanos() < seen.heldNanos()) {
                longestEnded = seen;
            }
        }
        if (longest.size() < Explanation.MOST_LISTED) {
            longest.add(seen);
        } else if (BY_HOLD.compare(longest.element(), seen) < 0) {
            longest.remove();
            longest.add(seen);
        }
    }

    /** The waiter waited before and waits still, and in between the lease was out: so its thread held it all the while. */
    private boolean isNested(Seen seen) {
        if (Stamp.isFuture(seen.holder())) {
            return false;
        }
        ThreadWaiter<T> waiter = waiting.get(Stamp.threadOf(seen.holder()));
        return waiter != null
                && waiter.state == Waiter.State.WAITING
                && Snapshot.lease(seen.slot().look()) == seen.lease();
    }

    /** The longest holds, the longest first. */
    List<Seen> longest() {
        List<Seen> sorted = new ArrayList<>(longest);
        sorted.sort(BY_HOLD.reversed());
        return sorted;
    }

    /** The threads that hold leases. */
    Set<Long> threads() {
        return threads;
    }

    /** How many leases have been out for too long. */
    int slow() {
        return slow;
    }

    /** How many threads that wait hold a lease. */
    int nested() {
        return nested.size();
    }

    /** How many leases belong to threads that have ended. */
    int ended() {
        return ended;
    }

    /** The longest of those, or null. */
    @Nullable
    Seen longestEnded() {
        return longestEnded;
    }

    /** How many objects are in reset, validation or destroy. */
    int cleaning() {
        return cleaning;
    }

    long oldestCleaningNanos() {
        return oldestCleaningNanos;
    }

    /** How many objects were given to futures that have not been completed yet. */
    int promised() {
        return promised;
    }

    long oldestPromisedNanos() {
        return oldestPromisedNanos;
    }
}
