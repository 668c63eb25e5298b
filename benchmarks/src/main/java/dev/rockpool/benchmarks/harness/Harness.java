package dev.rockpool.benchmarks.harness;

import dev.rockpool.benchmarks.harness.Contenders.Habit;
import dev.rockpool.benchmarks.harness.VirtualCrowd.Hold;
import dev.rockpool.benchmarks.peers.Peer;
import dev.rockpool.benchmarks.peers.Peers;
import java.time.Duration;
import java.util.Locale;

/**
 * One measurement of one pool: {@code Harness contend POOL THREADS SIZE HOLD PARK THINK MILLIS}, all of them µs but the
 * last; {@code Harness virtual POOL nothing|yield|park PAIRS RUNS}; {@code Harness creation POOL}; {@code Harness memory
 * POOL}; {@code Harness storm FUTURES}; {@code Harness outage DATA-SOURCE FAULT}.
 */
public final class Harness {

    private Harness() {}

    /**
     * Measures, prints the outcome as a line, ends the process.
     *
     * @param args see above
     * @throws Exception when the measurement fails
     */
    public static void main(String... args) throws Exception {
        Outcome outcome = switch (args[0]) {
            case "contend" -> contend(args);
            case "virtual" -> virtual(args);
            case "creation" -> CreationRace.run(args[1]);
            case "memory" -> IdleMemory.measure(args[1]);
            case "storm" -> TimeoutStorm.run(Integer.parseInt(args[1]));
            case "outage" -> Outage.measure(args[1], Outage.Fault.valueOf(args[2]));
            default -> throw new IllegalArgumentException("no such measurement: " + args[0]);
        };
        System.out.println(outcome.toLine());
        System.out.flush();
        Runtime.getRuntime().halt(0); // what the pools have running is of no interest
    }

    private static Outcome contend(String... args) throws Exception {
        int threads = Integer.parseInt(args[2]);
        int size = Integer.parseInt(args[3]);
        Habit habit = new Habit(Integer.parseInt(args[4]), Integer.parseInt(args[5]), Integer.parseInt(args[6]));
        Duration measurement = Duration.ofMillis(Long.parseLong(args[7]));
        Peer peer = Peers.make(args[1], size);
        peer.fill(size);
        return new Contenders(peer, habit).compete(threads, measurement.dividedBy(2), measurement);
    }

    private static Outcome virtual(String... args) throws Exception {
        Hold hold = Hold.valueOf(args[2].toUpperCase(Locale.ROOT));
        Peer peer = Peers.make(args[1], 10);
        peer.fill(10);
        return new VirtualCrowd(peer, hold, Integer.parseInt(args[3])).run(Integer.parseInt(args[4]));
    }
}
