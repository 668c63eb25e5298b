package dev.rockpool.internal.slot;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The objects that belong to one thread of a pool with {@link dev.rockpool.config.Order#PER_THREAD}, the one that it used last
 * first. Which objects those are is written in their slots ({@link Slot#home}); this is a short list of those that it used last,
 * which may name some that have gone to another thread since. Knows the thread weakly.
 *
 * <p>But for {@link #hasEnded}, for the thread itself.
 */
public final class Home<T> {

    private static final int REMEMBERED = 8; // each costs a look, when those before it are leased

    final long threadId;
    private final WeakReference<Thread> thread;
    private final @Nullable Slot<T>[] slots = newSlots();
    private boolean hasMore; // than are in the list

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Slot<T>[] newSlots() {
        return new Slot[REMEMBERED];
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

    /** Takes the first of the list with which that can be done, which then is the last one used. */
    public @Nullable Slot<T> take(IdleIndex.Take take) {
        for (int i = 0; i < REMEMBERED; i++) {
            Slot<T> slot = slots[i];
            if (slot == null) {
                return null;
            }
            if (slot.home() == this && take.take(slot)) {
                slots[i] = slots[0];
                slots[0] = slot;
                return slot;
            }
        }
        return null;
    }

    /** Whether the thread has, or had, more objects than are in the list. */
    public boolean hasMore() {
        return hasMore;
    }

    /** It is this thread's from now on, and the first of the list. For the holder, which is this thread. */
    public void adopt(Slot<T> slot) {
        Slot<T> moved = slot;
        for (int i = 0; i < REMEMBERED && moved != null; i++) {
            Slot<T> next = slots[i];
            slots[i] = moved;
            moved = next == slot || (next != null && next.home() != this) ? null : next;
        }
        hasMore |= moved != null;
        slot.home(this);
    }
}
