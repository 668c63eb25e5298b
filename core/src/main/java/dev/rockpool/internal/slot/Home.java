package dev.rockpool.internal.slot;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The objects that belong to one thread of a pool with {@link dev.rockpool.config.Order#PER_THREAD}, the one that it used last
 * first. Which objects those are is written in their slots ({@link Slot#home}); this is the list by which the thread finds
 * them, and may name some that have gone to another thread since. Knows the thread weakly.
 *
 * <p>But for {@link #hasEnded}, for the thread itself.
 */
public final class Home<T> {

    final long threadId;
    private final WeakReference<Thread> thread;
    private @Nullable Slot<T>[] slots = newSlots();
    private int count;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Slot<T>[] newSlots() {
        return new Slot[4];
    }

    /** Of a thread that has no objects yet. */
    Home(long threadId, Thread thread) {
        this.threadId = threadId;
        this.thread = new WeakReference<>(thread);
    }

    /** Whether it is that thread's. */
    boolean isOf(Thread other) {
        return thread.refersTo(other);
    }

    /** Whether the thread has ended. By any thread. */
    public boolean hasEnded() {
        Thread alive = thread.get();
        return alive == null || !alive.isAlive();
    }

    /** The one that was used last, if it is still this thread's. */
    public @Nullable Slot<T> last() {
        Slot<T> slot = slots[0];
        return slot != null && slot.home() == this ? slot : null;
    }

    /** Takes the first with which that can be done. Forgets those that are another thread's, or gone. */
    public @Nullable Slot<T> take(IdleIndex.Take take) {
        int at = 0;
        while (at < count) {
            Slot<T> slot = slots[at];
            if (slot == null || slot.home() != this) {
                System.arraycopy(slots, at + 1, slots, at, count - at - 1);
                slots[--count] = null;
            } else if (take.take(slot)) {
                slots[at] = slots[0];
                slots[0] = slot;
                return slot;
            } else {
                at++;
            }
        }
        return null;
    }

    /** It is this thread's from now on. For the holder, which is this thread. */
    public void adopt(Slot<T> slot) {
        for (int i = 0; i < count; i++) {
            if (slots[i] == slot) {
                slot.home(this);
                return;
            }
        }
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, count * 2);
        }
        slots[count++] = slots[0];
        slots[0] = slot;
        slot.home(this);
    }
}
