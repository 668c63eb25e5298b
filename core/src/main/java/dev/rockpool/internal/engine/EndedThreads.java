package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Home;
import dev.rockpool.internal.slot.Homes;
import dev.rockpool.internal.slot.Resident;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.monitor.DestroyCause;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where objects belong to threads: finds the idle ones of threads that have ended, and has them destroyed. While somebody waits it
 * leaves them, as the waiter takes one. On the scheduler's thread, without the lock.
 */
final class EndedThreads<T> {

    private static final int MOST_AT_ONCE = 1_024;

    private final @Nullable Homes<T> homes;
    private final EngineLock<T> lock;
    private Deque<Aged<T>> left = new ArrayDeque<>(0);

    EndedThreads(PoolState<T> state, EngineLock<T> lock) {
        this.homes = state.homes;
        this.lock = lock;
    }

    /** A sweep sees a slot. */
    void look(Slot<T> slot, long word) {
        Home<T> home = homes == null ? null : slot.home();
        if (home == null || !Snapshot.isIdle(word) || !home.hasEnded()) {
            return;
        }
        Resident resident = slot.residentIfAny();
        if (resident != null) {
            left.add(new Aged<>(slot, resident, word));
        }
    }

    /** It has seen all. What is cut short is seen again by the next. */
    void end() {
        if (homes == null) {
            return;
        }
        Deque<Aged<T>> candidates = left;
        if (!candidates.isEmpty()) {
            left = new ArrayDeque<>(0);
        }
        homes.forgetEnded();
        int before = candidates.size() + 1;
        while (!candidates.isEmpty() && candidates.size() < before) { // else somebody waits
            before = candidates.size();
            lock.settle(new Shed(candidates));
        }
    }

    private final class Shed implements Runnable {
        private final Deque<Aged<T>> candidates;

        Shed(Deque<Aged<T>> candidates) {
            this.candidates = candidates;
        }

        @Override
        public void run() {
            lock.monitor().retirement().shed(candidates, Integer.MAX_VALUE, MOST_AT_ONCE, DestroyCause.THREAD_ENDED);
        }
    }
}
