package dev.rockpool.benchmarks.harness;

import dev.rockpool.benchmarks.Work;
import dev.rockpool.benchmarks.peers.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Threads of the platform that compete for objects for some time: how long each acquire and each release takes, and who got
 * how many. */
final class Contenders {

    /**
     * What a thread does while it has an object, and after.
     *
     * @param holdMicros work while holding, in microseconds
     * @param parkMicros sleep while holding, in microseconds
     * @param thinkMicros work after giving back, in microseconds
     */
    record Habit(int holdMicros, int parkMicros, int thinkMicros) {}

    private enum Phase {
        WARM_UP,
        MEASUREMENT,
        END
    }

    private final Peer peer;
    private final Habit habit;
    private volatile Phase phase = Phase.WARM_UP;

    Contenders(Peer peer, Habit habit) {
        this.peer = peer;
        this.habit = habit;
    }

    Outcome compete(int threads, Duration warmUp, Duration measurement) throws InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Contender contender = new Contender();
            contenders.add(contender);
            contender.start();
        }
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        long start = System.nanoTime();
        phase = Phase.MEASUREMENT;
        TimeUnit.NANOSECONDS.sleep(measurement.toNanos());
        phase = Phase.END;
        long elapsed = System.nanoTime() - start;
        WaitTimes waits = new WaitTimes();
        WaitTimes gives = new WaitTimes();
        long[] pairs = new long[threads];
        for (int i = 0; i < threads; i++) {
            Contender contender = contenders.get(i);
            contender.join();
            waits.addAll(contender.waits);
            gives.addAll(contender.gives);
            pairs[i] = contender.waits.count();
        }
        return new Outcome(waits.count() * 1e3 / elapsed, Outcome.waits(waits, gives, pairs));
    }

    private final class Contender extends Thread {

        final WaitTimes waits = new WaitTimes();
        final WaitTimes gives = new WaitTimes();

        Contender() {
            setDaemon(true);
        }

        @Override
        public void run() {
            Peer view = peer.forThread();
            try {
                while (phase != Phase.END) {
                    long asked = System.nanoTime();
                    Object held = view.take();
                    long got = System.nanoTime();
                    if (phase != Phase.WARM_UP) { // one that began before the end and waited beyond it counts
                        waits.add(got - asked);
                    }
                    if (habit.parkMicros > 0) {
                        LockSupport.parkNanos(habit.parkMicros * 1_000L);
                    }
                    Work.micros(habit.holdMicros);
                    long giving = System.nanoTime();
                    view.give(held);
                    long gave = System.nanoTime();
                    if (phase != Phase.WARM_UP) {
                        gives.add(gave - giving);
                    }
                    Work.micros(habit.thinkMicros);
                }
            } catch (Exception failed) {
                throw new IllegalStateException("a pair failed", failed);
            }
        }
    }
}
