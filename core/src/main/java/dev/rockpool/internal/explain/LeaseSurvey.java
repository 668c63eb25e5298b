package dev.rockpool.internal.explain;

import dev.rockpool.internal.explain.Holders.Seen;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the slots: who holds leases and for how long, who of them waits for another, whose thread has ended, what
 * is neither idle nor out. By one thread, without a lock; each slot is judged by one read of its word.
 */
public final class LeaseSurvey<T> implements Consumer<Slot<T>> {

    private static final Comparator<Seen> BY_HOLD = Comparator.comparingLong(Seen::heldNanos);

    private final SlotTable<T> table;
    private final long now;
    private final Map<Long, BooleanSupplier> waiting;
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
     * @param now the time
     * @param waiting threads that were seen to wait before it: whether they still do
     * @param slowNanos from when on a lease is slow
     */
    public LeaseSurvey(
            SlotTable<T> table, long now, Map<Long, BooleanSupplier> waiting, long slowNanos, Holders holders) {
        this.table = table;
        this.now = now;
        this.waiting = waiting;
        this.slowNanos = slowNanos;
        this.holders = holders;
    }

    /** Walks over the slots; returns this. */
    public LeaseSurvey<T> walk() {
        table.forEach(this);
        return this;
    }

    /** Visits one. */
    @Override
    public void accept(Slot<T> slot) {
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
        BooleanSupplier waits = waiting.get(Stamp.threadOf(seen.holder()));
        return waits != null
                && waits.getAsBoolean()
                && Snapshot.lease(seen.slot().look()) == seen.lease();
    }

    /** The longest holds, the longest first. */
    public List<Seen> longest() {
        List<Seen> sorted = new ArrayList<>(longest);
        sorted.sort(BY_HOLD.reversed());
        return sorted;
    }

    /** The threads that hold leases. */
    public Set<Long> threads() {
        return threads;
    }

    /** Leases that are out. */
    public Symptoms.Holds holds() {
        Seen seen = longestEnded;
        return new Symptoms.Holds(slow, nested.size(), ended, seen == null ? null : holders.describe(seen, false));
    }

    /** Objects that are neither idle nor out. */
    public Symptoms.Cleaning cleaning() {
        return new Symptoms.Cleaning(cleaning, oldestCleaningNanos, promised, oldestPromisedNanos);
    }
}
