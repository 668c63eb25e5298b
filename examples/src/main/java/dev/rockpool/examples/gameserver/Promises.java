package dev.rockpool.examples.gameserver;

import dev.rockpool.Pool;
import dev.rockpool.examples.gameserver.fault.FaultPlan;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a pool promises for bad times, checked after one. */
final class Promises {

    /** A loaded machine runs a thread late, by as much as we see ourselves and a little more. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private final FaultPlan plan;
    private final FaultScript script;
    private final Pool<?> pool;

    Promises(FaultPlan plan, FaultScript script, Pool<?> pool) {
        this.plan = plan;
        this.script = script;
        this.pool = pool;
    }

    /** Prints a line for each, and the pool's numbers. Returns whether all were kept. */
    boolean print(PrintWriter out) {
        PoolStats stats = pool.stats();
        PoolHealth health = pool.health();
        Duration longestWait = stats.waits().max();
        Duration recovery = script.recovery();
        out.printf(
                "pool \"%s\" since it was built: %s acquired, %s timed out, %s created, %s failed creations,"
                        + " %s destroyed%s, %s hold warnings, %s nested acquires, %s lost leases%n",
                stats.name(),
                Words.count(stats.acquired()),
                Words.count(stats.timeouts()),
                Words.count(stats.created()),
                Words.count(stats.createFailures()),
                Words.count(stats.destroyed()),
                destroyed(stats),
                Words.count(stats.holdWarnings()),
                Words.count(stats.nestedAcquires()),
                Words.count(stats.leaks()));
        boolean kept = line(
                out,
                longestWait.compareTo(plan.acquireTimeout().plus(LATE).plus(script.lateness())) < 0,
                "no acquire waits beyond its deadline: the longest took " + Words.time(longestWait)
                        + ", acquireTimeout " + Words.time(plan.acquireTimeout()));
        Duration named = script.named();
        kept &= line(
                out,
                named != null,
                "the explanation names the cause: "
                        + (named == null
                                ? "NOT " + plan.fault().cause() + " but " + script.causes()
                                : plan.fault().cause() + ", " + Words.time(named) + " after the fault had begun"));
        if (script.forgottenLeases() > 0 || stats.leaks() > 0) {
            String found = stats.leaks() + " of " + script.forgottenLeases();
            kept &= line(
                    out,
                    stats.leaks() == script.forgottenLeases(),
                    "every lost lease is found, and its capacity is back: " + found);
        }
        kept &= line(
                out,
                recovery != null && health.state() == PoolHealth.State.UP && stats.leased() == 0,
                "it recovers by itself: "
                        + (recovery == null
                                ? "NOT to half of the messages before"
                                : "messages flowed again at most " + Words.time(recovery)
                                        + " after the fault had ended")
                        + "; health " + health.state() + ", " + stats.leased() + " leased, " + stats.idle() + " idle");
        return kept;
    }

    private static String destroyed(PoolStats stats) {
        String causes = Arrays.stream(DestroyCause.values())
                .filter(cause -> stats.destroyed(cause) > 0)
                .map(cause -> cause + " " + Words.count(stats.destroyed(cause)))
                .collect(Collectors.joining(", "));
        return causes.isEmpty() ? "" : " (" + causes + ")";
    }

    private static boolean line(PrintWriter out, boolean kept, String promise) {
        out.println("  " + (kept ? "kept: " : "BROKEN: ") + promise);
        return kept;
    }
}
