package dev.rockpool.internal.slot;

import org.jspecify.annotations.Nullable;

/**
 * Finds idle slots. What it knows may be stale; a slot's word decides. Used without a lock.
 *
 * <p>Contract with those who make slots idle: they publish the word, then call {@link #published}, then look whether
 * anyone waits. A search that misses a slot between the first and the last of these is made good by the last.
 */
public interface IdleIndex<T> {

    /** What a search does with an idle slot that it finds. */
    enum Take {
        /** Lease it, if it is not due for validation. */
        LEASE,
        /** Take it in hand, if it is not due for validation. */
        NOT_DUE,
        /** Take it in hand, if it is due for validation. */
        DUE,
        /** As LEASE, if it belongs to no thread. */
        LEASE_SHARED,
        /** As NOT_DUE, if it belongs to no thread. */
        NOT_DUE_SHARED,
        /** As DUE, if it belongs to no thread. */
        DUE_SHARED,
        /** Take it in hand. */
        ANY,
        /** Leave it as it is. */
        PEEK;

        /** Does it, if that can be done. */
        public boolean take(Slot<?> slot) {
            return switch (this) {
                case LEASE -> slot.tryLease() != 0;
                case NOT_DUE -> slot.tryTake(false);
                case DUE -> slot.tryTake(true);
                case LEASE_SHARED -> slot.home() == null && slot.tryLease() != 0;
                case NOT_DUE_SHARED -> slot.home() == null && slot.tryTake(false);
                case DUE_SHARED -> slot.home() == null && slot.tryTake(true);
                case ANY -> slot.takeIdle();
                case PEEK -> Snapshot.isIdle(slot.look());
            };
        }
    }

    /** A slot has become idle. */
    void published(Slot<T> slot);

    /** A slot has lost its object; the next that lives in it is another one. */
    default void retired(Slot<T> slot) {}

    /**
     * Takes an idle slot in hand that is not due for validation. For who has the engine's lock: where all are due, it looks at
     * no more of them than {@code most}, and then says that there is none.
     */
    @Nullable
    Slot<T> findNotDue(int most);

    /**
     * Finds an idle slot and does with it what {@code take} says.
     *
     * @param spread where to begin, where the order leaves that open
     * @return the slot, or null when there is none
     */
    @Nullable
    default Slot<T> find(Take take, int spread) {
        return find(take, null, spread);
    }

    /**
     * The same among those that belong to a thread.
     *
     * @param of the thread's home, or null for all; for an order in which objects belong to threads
     */
    @Nullable
    Slot<T> find(Take take, @Nullable Home<T> of, int spread);
}
