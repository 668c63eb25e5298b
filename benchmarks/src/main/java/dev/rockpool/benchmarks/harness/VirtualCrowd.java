package dev.rockpool.benchmarks.harness;

import dev.rockpool.benchmarks.peers.Peer;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** The middle of the runs after the first, which warms up; then one more with a clock around each acquire. */
    Outcome run(int runs) throws Exception {
        double[] millis = new double[runs - 1];
        once(false);
        for (int i = 0; i < millis.length; i++) {
            millis[i] = once(false).millis();
        }
        Arrays.sort(millis);
        Run timed = once(true);
        WaitTimes waits = new WaitTimes();
        timed.waits.forEach(waits::addAll);
        // All have the same to do, so what Jain's index is asked about is when each was done.
        Map<String, Double> more = new TreeMap<>(Outcome.waits(
                waits, timed.finished.stream().mapToLong(Long::longValue).toArray()));
        more.put("pairs", (double) waits.count());
        return new Outcome(millis[millis.length / 2], more);
    }

    private record Run(List<WaitTimes> waits, List<Long> finished) {

        double millis() {
            return finished.stream().mapToLong(Long::longValue).max().orElse(0) / 1e6;
        }
    }

    private Run once(boolean isTimed) throws Exception {
        List<Future<Long>> futures = new ArrayList<>();
        List<WaitTimes> waits = new ArrayList<>();
        List<Long> finished = new ArrayList<>();
        for (int i = 0; i < (isTimed ? THREADS : 0); i++) {
            waits.add(new WaitTimes());
        }
        long start = System.nanoTime();
        ExecutorService executor = virtualThreads();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            futures.add(executor.submit(() -> {
                if (isTimed) {
                    timedPairs(waits.get(thread));
                } else {
                    pairs();
                }
                return System.nanoTime() - start;
            }));
        }
        for (Future<Long> future : futures) {
            finished.add(future.get());
        }
        executor.shutdown();
        return new Run(waits, finished);
    }

    private void pairs() throws Exception {
        for (int i = 0; i < pairsEach; i++) {
            Object held = peer.take();
            hold();
            peer.give(held);
        }
    }

    private void timedPairs(WaitTimes waits) throws Exception {
        for (int i = 0; i < pairsEach; i++) {
            long asked = System.nanoTime();
            Object held = peer.take();
            waits.add(System.nanoTime() - asked);
            hold();
            peer.give(held);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding while it holds is what one of the habits is
    private void hold() {
        switch (hold) {
            case NOTHING -> {}
            case YIELD -> Thread.yield();
            case PARK -> LockSupport.parkNanos(PARK_NANOS);
        }
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
