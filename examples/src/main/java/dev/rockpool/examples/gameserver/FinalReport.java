package dev.rockpool.examples.gameserver;

import dev.rockpool.Pool;
import dev.rockpool.memory.CombinedStats;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.ShutdownReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The tables that the demo prints at its end. */
final class FinalReport {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final PrintWriter out;

    FinalReport(PrintWriter out) {
        this.out = out;
    }

    /** The memory pools, each and together. */
    void memory(CombinedStats combined) {
        out.println();
        row("memory pools", "allocated", "deallocated", "hits", "misses", "hit rate", "size", "peak size", "outgrown");
        row("  byte buffers", combined.buffers());
        row("  string builders", combined.builders());
        row("  maps", combined.maps());
        row(
                "  together",
                Words.count(combined.acquired()),
                Words.count(combined.released()),
                Words.count(combined.hits()),
                Words.count(combined.misses()),
                Words.percent(combined.hitRate()));
        out.println(
                "  outgrown: objects that had grown past what the pool keeps; each was destroyed when it came back");
    }

    /** The scratch objects of all rooms. */
    void rooms(PoolStats stats) {
        row("keyed pool", "acquired", "released", "hits", "misses", "hit rate", "size", "peak size", "gave way");
        row("  rooms", stats, Words.count(stats.peakSize()), Words.count(stats.destroyed(DestroyCause.SURPLUS)));
    }

    private void row(String title, PoolStats stats) {
        row(title, stats, Words.count(stats.peakSize()), Words.count(stats.destroyed(DestroyCause.INVALID)));
    }

    /** What there is to say of every pool, and two things more. */
    private void row(String title, PoolStats stats, String more, String most) {
        row(
                title,
                Words.count(stats.acquired()),
                Words.count(stats.released()),
                Words.count(stats.hits()),
                Words.count(stats.misses()),
                Words.percent(stats.hitRate()),
                Words.count(stats.size()),
                more,
                most);
    }

    /** All settings of the pools. */
    void configuration(List<Pool<?>> pools) {
        for (Pool<?> pool : pools) {
            out.println();
            out.println("configuration of pool \"" + pool.config().name() + "\"");
            pool.control().describe().lines().forEach(line -> out.println("  " + line));
        }
    }

    /** The pool of database connections. */
    void connections(String database, PoolStats stats) {
        out.println();
        row("connection pool", "acquired", "released", "hits", "misses", "hit rate", "size", "peak leased", "timeouts");
        row("  " + database, stats, Words.count(stats.peakLeased()), Words.count(stats.timeouts()));
        row("  latencies", "count", "mean", "p50", "p90", "p99", "p99.9", "max");
        row("    waits", stats.waits());
        row("    holds (sampled)", stats.hold());
        row("    creations", stats.create());
        row("    resets", stats.reset());
        row("    validations", stats.validate());
    }

    private void row(String title, LatencySummary latencies) {
        row(
                title,
                Words.count(latencies.count()),
                Words.time(latencies.mean()),
                Words.time(latencies.p50()),
                Words.time(latencies.p90()),
                Words.time(latencies.p99()),
                Words.time(latencies.p999()),
                Words.time(latencies.max()));
    }

    /** Shuts the pools down and prints how that ended. Returns whether all closed cleanly. */
    boolean shutDown(List<Pool<?>> pools) {
        out.println();
        out.println("shutdown");
        boolean clean = true;
        for (Pool<?> pool : pools) {
            ShutdownReport how = pool.control().shutdown(CLOSE_TIMEOUT).join();
            shutdown(pool.config().name(), how);
            clean &= how.isClean();
        }
        return clean;
    }

    private void shutdown(String pool, ShutdownReport report) {
        out.printf(
                Locale.ROOT,
                "  %-21s%s: %d destroyed, %d leases abandoned, %d creations and %d cleanups unfinished, took %s%n",
                pool,
                report.isClean() ? "clean" : "NOT CLEAN",
                report.destroyed(),
                report.abandonedLeases(),
                report.unfinishedCreations(),
                report.unfinishedCleanups(),
                Words.time(report.took()));
    }

    private void row(String title, String... cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-20s", title));
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, "%13s", cell));
        }
        out.println(line);
    }
}
