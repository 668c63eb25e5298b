package dev.rockpool.benchmarks.harness;

import dev.rockpool.benchmarks.peers.Peer;
import dev.rockpool.benchmarks.peers.Peers;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Map;

/** Bytes of heap for each idle object of a large pool, the object itself included (16 bytes; 24 where it has a slot). */
final class IdleMemory {

    private static final int OBJECTS = 100_000;
    private static final int COLLECTIONS = 3;

    private IdleMemory() {}

    static Outcome measure(String pool) throws Exception {
        Peer warm = Peers.make(pool, 10); // classes and code are not what is asked for
        warm.fill(10);
        long before = usedBytes();
        Peer peer = Peers.make(pool, OBJECTS);
        try {
            peer.fill(OBJECTS);
            return new Outcome((usedBytes() - before) / (double) OBJECTS, Map.of());
        } finally {
            Reference.reachabilityFence(warm);
            Reference.reachabilityFence(peer);
        }
    }

    private static long usedBytes() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
