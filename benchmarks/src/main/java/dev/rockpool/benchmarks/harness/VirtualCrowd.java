package dev.rockpool.benchmarks.harness;

import dev.rockpool.benchmarks.peers.Peer;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** A thousand virtual threads on ten objects, each with the same number of pairs to do: how long that takes in all. */
final class VirtualCrowd {

    /** What a thread does while it has an object. */
    enum Hold {
        NOTHING,
        YIELD,
        PARK
    }

    private static final int THREADS = 1_000;
    private static final long PARK_NANOS = 50_000;

    private final Peer peer;
    private final Hold hold;
    private final int pairsEach;

    VirtualCrowd(Peer peer, Hold hold, int pairs) {
        this.peer = peer;
        this.hold = hold;
        this.pairsEach = pairs / THREADS;
    }

    /** The last of the runs is the one that counts: the ones before it warm up. */
    Outcome run(int runs) throws Exception {
        Outcome last = once();
        for (int i = 1; i < runs; i++) {
            last = once();
        }
        return last;
    }

    private Outcome once() throws Exception {
        List<Future<WaitTimes>> futures = new ArrayList<>();
        long[] finished = new long[THREADS];
        WaitTimes waits = new WaitTimes();
        long start = System.nanoTime();
        ExecutorService executor = virtualThreads();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            futures.add(executor.submit(() -> {
                WaitTimes mine = pairs();
                finished[thread] = System.nanoTime() - start;
                return mine;
            }));
        }
        for (Future<WaitTimes> future : futures) {
            waits.addAll(future.get());
        }
        double millis = (System.nanoTime() - start) / 1e6;
        executor.shutdown();
        // All have the same to do, so what Jain's index is asked about is when each was done.
        Map<String, Double> more = new TreeMap<>(Outcome.waits(waits, finished));
        more.put("pairs", (double) waits.count());
        return new Outcome(millis, more);
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding while it holds is what one of the habits is
    private WaitTimes pairs() throws Exception {
        WaitTimes waits = new WaitTimes();
        for (int i = 0; i < pairsEach; i++) {
            long asked = System.nanoTime();
            Object held = peer.take();
            waits.add(System.nanoTime() - asked);
            switch (hold) {
                case NOTHING -> {}
                case YIELD -> Thread.yield();
                case PARK -> LockSupport.parkNanos(PARK_NANOS);
            }
            peer.give(held);
        }
        return waits;
    }

    /** By reflection: this is compiled for 17. */
    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException missing) {
            throw new IllegalStateException("virtual threads need a JDK from 21 on", missing);
        }
    }
}
