package dev.rockpool.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Pool;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.ShutdownReport;
import java.util.List;

/**
 * Does the sums of a pool that has come to rest. To be run after every test of whatever uses a pool: a lost object, a
 * lost permit or a forgotten waiter shows here, though the test itself has passed.
 *
 * <p>What is still on its way (a destroy on a worker, a creation that nobody waits for) is waited for, in real time. The
 * sums are those since the pool was built, so a test that resets the statistics sees only differences of it.
 */
public final class PoolAudit {

    private PoolAudit() {}

    /**
     * Checks that the pool's counts add up: created = destroyed + detached + size, acquired = released + leased, hits +
     * misses = acquired, size = idle + leased, nobody waits, nothing is being created, and the bound holds.
     *
     * @param pool the pool, at rest but for its own work; leases may be out
     * @throws AssertionError if they do not balance, and will not within the patience of {@link Waits}
     */
    public static void check(Pool<?> pool) {
        Waits.untilAsserted(
                "the counts of pool \"" + pool.config().name() + "\" to add up", () -> balance(pool.stats()));
    }

    private static void balance(PoolStats stats) {
        assertThat(stats.waiting()).as("waiting").isZero();
        assertThat(stats.creating()).as("creating").isZero();
        assertThat(stats.created())
                .as("created = destroyed + detached + size in %s", stats)
                .isEqualTo(stats.destroyed() + stats.detached() + stats.size());
        assertThat(stats.acquired())
                .as("acquired = released + leased in %s", stats)
                .isEqualTo(stats.released() + stats.leased());
        assertThat(stats.hits() + stats.misses())
                .as("hits + misses = acquired in %s", stats)
                .isEqualTo(stats.acquired());
        assertThat(stats.hits()).as("hits in %s", stats).isNotNegative();
        assertThat(stats.size()).as("size = idle + leased in %s", stats).isEqualTo(stats.idle() + stats.leased());
        assertThat(stats.size() - stats.overflow())
                .as("size within the bound in %s", stats)
                .isLessThanOrEqualTo(stats.maxSize());
    }

    /**
     * Checks what a shutdown left behind: nothing was abandoned, no object is alive, and no thread of the pool.
     *
     * @param pool the pool, closed, with all leases back
     * @param report what its shutdown reported
     * @throws AssertionError if something is left, and will be after the patience of {@link Waits}
     */
    public static void checkClosed(Pool<?> pool, ShutdownReport report) {
        assertThat(report.isClean()).as("clean end: %s", report).isTrue();
        checkClosed(pool);
    }

    /**
     * Checks what a closed pool left behind: no object is alive, and no thread of the pool.
     *
     * @param pool the pool, closed, with all leases back by now
     * @throws AssertionError if something is left, and will be after the patience of {@link Waits}
     */
    public static void checkClosed(Pool<?> pool) {
        check(pool);
        Waits.untilAsserted("pool \"" + pool.config().name() + "\" to be empty", () -> {
            assertThat(pool.stats().size()).as("objects alive").isZero();
            assertThat(threadsOf(pool)).as("threads of the pool").isEmpty();
        });
    }

    /**
     * Checks that every item came to its end: each was destroyed exactly once, but for those that were detached, and the
     * lifecycle saw nothing forbidden.
     *
     * @param lifecycle the lifecycle of pools that are closed
     * @param detached how many items the test detached
     * @throws AssertionError if an item is left, and will be after the patience of {@link Waits}
     */
    public static void checkItems(ScriptedLifecycle lifecycle, long detached) {
        Waits.untilAsserted("every item to come to its end", () -> {
            assertThat(lifecycle.violations()).as("what a pool must not do").isEmpty();
            List<Item> left = lifecycle.items().stream()
                    .filter(item -> !item.isDestroyed())
                    .toList();
            assertThat(left)
                    .as("items that were not destroyed, those detached included")
                    .hasSize(Math.toIntExact(detached));
        });
    }

    /**
     * The threads of a pool that are alive, known by their names.
     *
     * @param pool the pool
     * @return the threads; the shared upkeep thread is not among them
     */
    public static List<Thread> threadsOf(Pool<?> pool) {
        String prefix = "rockpool-" + pool.config().name() + "-";
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
    }
}
