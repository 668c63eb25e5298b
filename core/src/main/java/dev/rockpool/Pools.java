package dev.rockpool;

import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.process.EntryClasses;
import dev.rockpool.internal.process.Line;
import dev.rockpool.monitor.Explanation;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What is done with several pools, or with several objects of one pool, at once. */
public final class Pools {

    static {
        EntryClasses.add(Pools.class, LeaseGroup.class);
    }

    private Pools() {}

    /**
     * Acquires one object for each mention of a pool: all of them within {@code timeout}, or none.
     *
     * <pre>{@code
     * try (LeaseGroup group = Pools.acquireAll(Duration.ofSeconds(5), accounts, accounts, journals)) {
     *     transfer(group.all(accounts), group.get(journals));
     * }
     * }</pre>
     *
     * <p><b>No deadlock among groups.</b> Groups acquire in one order, the same in the whole process, whatever the order in
     * which callers name the pools; and only one group at a time collects several objects of the same pool, first come, first
     * served. So groups never wait for each other in a circle, and one that wants many is not overtaken for ever: it keeps
     * what it has collected. Nor do groups and single acquires, as long as no thread asks for one of these pools, in whichever
     * way, while it holds a lease of one (see <i>Nested acquires</i> in {@link Pool}), and as long as no two of them share a
     * bound. Where that is not so, it is the timeout that ends a circle.
     *
     * <p><b>Any implementation of {@code Pool}.</b> A pool is known by its {@link Pool#control()}: a pool that hands on the
     * control of another counts as that other.
     *
     * <p><b>Failures.</b> If an acquire fails, all that was acquired before is given back, and what it threw is thrown:
     * {@link PoolException#poolName()} says which pool was missing. Its times are those of that one wait, and its words those
     * of {@link Pool#acquire(Duration)}.
     *
     * @param timeout how long to wait in all; zero does not wait, and takes what is idle
     * @param pools one mention for each object, in any order; none for an empty group
     * @return the leases; close it in a try-with-resources
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     * @throws IllegalArgumentException if {@code timeout} is negative, or a pool is named more often than it can have objects
     */
    public static LeaseGroup acquireAll(Duration timeout, Pool<?>... pools) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative, was " + timeout);
        }
        LeaseGroup group = new LeaseGroup(pools);
        Map<Line, Integer> mentions = new TreeMap<>();
        Line[] lines = new Line[pools.length];
        for (int i = 0; i < pools.length; i++) {
            lines[i] = Line.of(group.pool(i).control());
            int mentioned = mentions.getOrDefault(lines[i], 0) + 1;
            mentions.put(lines[i], mentioned);
            checkFits(group.pool(i), mentioned);
        }
        boolean isComplete = false;
        try {
            Deadline deadline = new Deadline(timeout);
            for (Map.Entry<Line, Integer> mentioned : mentions.entrySet()) {
                collect(group, lines, mentioned.getKey(), mentioned.getValue() > 1, deadline);
            }
            isComplete = true;
            return group;
        } finally {
            if (!isComplete) {
                group.close();
            }
        }
    }

    private static void checkFits(Pool<?> pool, int count) {
        int maxSize = pool.config().maxSize();
        if (count > maxSize && pool.config().whenExhausted() != WhenExhausted.OVERFLOW) {
            throw new IllegalArgumentException("pool \"" + pool.config().name() + "\" has at most " + maxSize
                    + " objects, and can never give " + count + " at once; raise maxSize");
        }
    }

    /*
     * Why groups cannot wait for each other in a circle. Think of the line with the highest number of those at which groups
     * wait. Who holds objects of that pool? Groups that are complete or have gone on to lines with higher numbers, where
     * nobody waits; single leases; and, of the groups that wait at it, only the one that has passed the gate, as one that
     * wants a single object holds none of this pool while it waits for it. So what that group waits for is held by none that
     * waits; it goes on, opens the gate, and the same is true for the next.
     *
     * Where time is up nobody waits, so no gate is needed, and what is idle can be had.
     *
     * Lifecycle code may run while the gate is passed, as an acquire may create or validate on this thread. It delays other
     * groups that want several objects of this very pool, until their deadlines, and nobody else.
     */
    private static void collect(LeaseGroup group, Line[] lines, Line line, boolean isMany, Deadline deadline)
            throws InterruptedException {
        boolean isPassed = isMany && !deadline.isOver();
        if (isPassed && !line.pass(deadline.leftNanos())) {
            throw timedOut(firstOf(group, lines, line), deadline);
        }
        try {
            for (int i = 0; i < lines.length; i++) {
                if (lines[i] == line) {
                    group.acquire(i, deadline.left());
                }
            }
        } finally {
            if (isPassed) {
                line.leave();
            }
        }
    }

    private static Pool<?> firstOf(LeaseGroup group, Line[] lines, Line line) {
        int first = 0;
        while (lines[first] != line) {
            first++;
        }
        return group.pool(first);
    }

    private static PoolTimeoutException timedOut(Pool<?> pool, Deadline deadline) {
        Explanation explanation = pool.control().explain();
        return new PoolTimeoutException(
                PoolTimeoutException.Phase.WAITING, deadline.timeout, deadline.waited(), explanation, null);
    }

    /** When the time of a group is up, in real time: its pools may have tickers of their own. */
    private static final class Deadline {

        final Duration timeout;
        private final long startNanos = Ticker.system().nanoTime();
        private final long allNanos;

        Deadline(Duration timeout) {
            this.timeout = timeout;
            long nanos;
            try {
                nanos = timeout.toNanos();
            } catch (ArithmeticException forEver) {
                nanos = Long.MAX_VALUE;
            }
            allNanos = nanos;
        }

        Duration waited() {
            return Duration.ofNanos(Ticker.system().nanoTime() - startNanos);
        }

        long leftNanos() {
            return Math.max(0, allNanos - (Ticker.system().nanoTime() - startNanos));
        }

        Duration left() {
            return Duration.ofNanos(leftNanos());
        }

        boolean isOver() {
            return leftNanos() == 0;
        }
    }
}
