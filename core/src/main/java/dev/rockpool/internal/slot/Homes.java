package dev.rockpool.internal.slot;

import dev.rockpool.internal.process.Locks;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Home}s of the threads that use a pool with {@link dev.rockpool.config.Order#PER_THREAD}: a hash table by the threads'
 * ids, with free places between them. No {@link ThreadLocal}: a thread keeps nothing of the pool, and the pool no thread; nothing
 * is left behind when either ends.
 *
 * <p>A home is added by its own thread, so a thread that finds none has none, and needs no lock to look. Two threads that say
 * that they have the same id, as they may before JDK 19, do not share a home: the second has none.
 */
public final class Homes<T> {

    private static final int LEAST = 16;

    private final ReentrantLock lock = new ReentrantLock(); // guards the next two, and what is in the table
    private int count;
    private volatile @Nullable Home<T>[] table = newTable(LEAST); // read by anyone

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Home<T>[] newTable(int length) {
        return new Home[length];
    }

    /** Where the home of that thread is in a table, or else the free place where it belongs. */
    private static <T> int find(@Nullable Home<T>[] table, long threadId) {
        int mask = table.length - 1;
        int at = Hints.spread(threadId) & mask;
        for (Home<T> home = table[at]; home != null && home.threadId != threadId; home = table[at]) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** The home of the current thread, which has this id; or null if it has none. */
    public @Nullable Home<T> of(long threadId) {
        @Nullable Home<T>[] present = table;
        Home<T> home = present[find(present, threadId)];
        return home != null && home.isOf(Thread.currentThread()) ? home : null;
    }

    /** The same; one is made if there is none, but not if another thread that runs has the same id. */
    public @Nullable Home<T> ofOrNew(long threadId) {
        Home<T> mine = of(threadId);
        if (mine != null) {
            return mine;
        }
        Home<T> fresh = new Home<>(threadId, Thread.currentThread());
        Locks.takeSurely(lock);
        try {
            Home<T> other = table[find(table, threadId)];
            if (other != null && !other.hasEnded()) {
                return null;
            }
            if ((count + 1) * 2 > table.length) {
                replace(table.length * 2, false);
            }
            @Nullable Home<T>[] present = table;
            int at = find(present, threadId);
            count += present[at] == null ? 1 : 0;
            present[at] = fresh;
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the threads that have ended. */
    public void forgetEnded() {
        Locks.takeSurely(lock);
        try {
            int living = 0;
            for (Home<T> home : table) {
                living += home == null || home.hasEnded() ? 0 : 1;
            }
            if (living < count) {
                int length = LEAST;
                while (living * 2 > length) {
                    length *= 2;
                }
                replace(length, true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many threads are known, some of which may have ended. */
    public int count() {
        Locks.takeSurely(lock);
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** A new table, as a thread may be looking at the old one. Under the lock. */
    private void replace(int length, boolean onlyLiving) {
        @Nullable Home<T>[] next = newTable(length);
        int moved = 0;
        for (Home<T> home : table) {
            if (home != null && !(onlyLiving && home.hasEnded())) {
                next[find(next, home.threadId)] = home;
                moved++;
            }
        }
        table = next;
        count = moved;
    }
}
