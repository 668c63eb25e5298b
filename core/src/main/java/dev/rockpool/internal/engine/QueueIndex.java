package dev.rockpool.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The index of {@link dev.rockpool.Order#LIFO} and {@link dev.rockpool.Order#FIFO}: a lock-free queue of slots, taken
 * from the front; a slot that becomes idle goes to the front or to the back. A slot is in it at most once, which its flag
 * decides; entries whose slot is not idle any more are dropped as they are met.
 */
final class QueueIndex<T> implements IdleIndex<T> {

    private static final VarHandle IS_QUEUED;

    static {
        try {
            IS_QUEUED = MethodHandles.lookup()
                    .findVarHandle(Slot.class, "isQueued", boolean.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final ConcurrentLinkedDeque<Slot<T>> queue = new ConcurrentLinkedDeque<>();
    private final boolean lastInFirstOut;

    QueueIndex(boolean lastInFirstOut) {
        this.lastInFirstOut = lastInFirstOut;
    }

    @Override
    public void published(Slot<T> slot) {
        if (!(boolean) IS_QUEUED.compareAndSet(slot, false, true)) {
            return;
        }
        if (lastInFirstOut) {
            queue.addFirst(slot);
        } else {
            queue.addLast(slot);
        }
    }

    @Override
    @Nullable
    public Slot<T> find(Take take, int spread) {
        for (Slot<T> slot : queue) {
            if (takes(take, slot)) {
                return slot;
            }
            if (slot.state() != Slot.IDLE) {
                unlink(slot);
                if (slot.state() == Slot.IDLE) { // it was published while it was still in the queue
                    published(slot);
                    if (takes(take, slot)) {
                        return slot;
                    }
                }
            }
        }
        return null;
    }

    private boolean takes(Take take, Slot<T> slot) {
        boolean taken = take.take(slot);
        if (taken && take != Take.PEEK) {
            unlink(slot);
        }
        return taken;
    }

    private void unlink(Slot<T> slot) {
        if ((boolean) IS_QUEUED.compareAndSet(slot, true, false)) {
            queue.remove(slot);
        }
    }
}
