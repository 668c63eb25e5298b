package dev.rockpool.internal.slot;

import dev.rockpool.internal.process.Locks;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The index of {@link dev.rockpool.config.Order#LIFO} and {@link dev.rockpool.config.Order#FIFO}: a doubly linked list of slots, taken
 * from the front; a slot that becomes idle goes to the front or to the back. A slot is in it at most once. One that is
 * met and is not idle any more is dropped; its owner puts it back when it publishes it, which it does after the word.
 *
 * <p>Has a lock of its own, held for a few instructions. A lock-free deque was tried first: a searcher that had stopped on
 * an entry could take its slot before the entry was fully in, and so leave a second one behind, which spoilt the order
 * for good.
 *
 * <p>Nothing in here allocates, and who comes here has made sure of the stack: so it is never cut short.
 */
public final class QueueIndex<T> implements IdleIndex<T> {

    private final boolean lastInFirstOut;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below, and the links in the slots
    private @Nullable Slot<T> first;
    private @Nullable Slot<T> last;

    public QueueIndex(boolean lastInFirstOut) {
        this.lastInFirstOut = lastInFirstOut;
    }

    @Override
    public void published(Slot<T> slot) {
        Locks.takeSurely(lock);
        try {
            if (slot.isQueued) {
                return;
            }
            slot.isQueued = true;
            if (lastInFirstOut) {
                linkFirst(slot);
            } else {
                linkLast(slot);
            }
        } finally {
            lock.unlock();
        }
    }

    private void linkFirst(Slot<T> slot) {
        slot.nextQueued = first;
        if (first == null) {
            last = slot;
        } else {
            first.previousQueued = slot;
        }
        first = slot;
    }

    private void linkLast(Slot<T> slot) {
        slot.previousQueued = last;
        if (last == null) {
            first = slot;
        } else {
            last.nextQueued = slot;
        }
        last = slot;
    }

    @Override
    @Nullable
    public Slot<T> findNotDue(int most) {
        return search(Take.NOT_DUE, most);
    }

    @Override
    @Nullable
    public Slot<T> find(Take take, @Nullable Home<T> ofAll, int spread) {
        return search(take, Integer.MAX_VALUE);
    }

    private @Nullable Slot<T> search(Take take, int most) {
        Locks.takeSurely(lock);
        try {
            Slot<T> slot = first;
            int left = most;
            while (slot != null && left > 0) {
                Slot<T> next = slot.nextQueued;
                boolean isTaken = take.take(slot);
                if (!Snapshot.isIdle(slot.look())) {
                    unlink(slot);
                } else {
                    left--;
                }
                if (isTaken) {
                    return slot;
                }
                slot = next;
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void retired(Slot<T> slot) {
        Locks.takeSurely(lock);
        try {
            unlink(slot);
        } finally {
            lock.unlock();
        }
    }

    private void unlink(Slot<T> slot) {
        if (!slot.isQueued) {
            return;
        }
        slot.isQueued = false;
        Slot<T> before = slot.previousQueued;
        Slot<T> after = slot.nextQueued;
        if (before == null) {
            first = after;
        } else {
            before.nextQueued = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previousQueued = before;
        }
        slot.previousQueued = null;
        slot.nextQueued = null;
    }
}
