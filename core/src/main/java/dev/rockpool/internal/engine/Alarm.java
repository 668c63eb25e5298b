package dev.rockpool.internal.engine;

import dev.rockpool.internal.time.Scheduler;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the monitor at the moment that it asked for last. What it asks for is numbered, as two threads may bring it in either
 * order. The scheduler knows it only weakly: a pool that nobody has any more is let go. By any thread, without the lock.
 */
final class Alarm {

    private final Scheduler scheduler;
    private final Runnable wake;
    private final AtomicReference<Set> set = new AtomicReference<>(new Set(0, null));

    private record Set(long number, Scheduler.@Nullable Timer timer) {}

    Alarm(Scheduler scheduler, Runnable wake) {
        this.scheduler = scheduler;
        this.wake = wake;
    }

    /** It is to ring at a moment, and not before. */
    void ringAt(long moment, long number) {
        Scheduler.Timer timer = scheduler.at(moment, new Ring(this));
        replace(new Set(number, timer));
    }

    private static final class Ring extends WeakReference<Alarm> implements Runnable {
        Ring(Alarm alarm) {
            super(alarm);
        }

        @Override
        public void run() {
            Alarm alarm = get();
            if (alarm != null) {
                alarm.wake.run();
            }
        }
    }

    /** It is not to ring. */
    void silence(long number) {
        replace(new Set(number, null));
    }

    private void replace(Set next) {
        Set present;
        do {
            present = set.get();
            if (present.number >= next.number) {
                cancel(next);
                return;
            }
        } while (!set.compareAndSet(present, next));
        cancel(present);
    }

    private static void cancel(Set set) {
        Scheduler.Timer timer = set.timer;
        if (timer != null) {
            timer.cancel();
        }
    }
}
