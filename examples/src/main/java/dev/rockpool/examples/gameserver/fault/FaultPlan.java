package dev.rockpool.examples.gameserver.fault;

import dev.rockpool.PoolBuilder;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.monitor.PoolListener;
import java.sql.Connection;
import java.time.Duration;

/**
 * When a fault happens, and how the pool is set so that one sees something within that time: its timeouts are parts of
 * the fault's length, where by default they are half a minute.
 *
 * @param fault what happens
 * @param begin how long after the beginning of the game
 * @param length for how long
 */
public record FaultPlan(Fault fault, Duration begin, Duration length) {

    /** Fewer seconds would leave no room for a fault, what it does, and the recovery. */
    public static final int LEAST_SECONDS = 8;

    private static final Duration LONGEST = Duration.ofSeconds(5);

    /**
     * The plan for a game: a quarter of it without the fault, a quarter with it (5 s at the most), the rest to recover.
     *
     * @param fault what happens
     * @param game how long the game takes
     * @return the plan
     */
    public static FaultPlan of(Fault fault, Duration game) {
        Duration quarter = game.dividedBy(4);
        Duration part = quarter.compareTo(LONGEST) < 0 ? quarter : LONGEST;
        return new FaultPlan(fault, part, part);
    }

    /**
     * When the fault has ended.
     *
     * @return after the beginning of the game
     */
    public Duration end() {
        return begin.plus(length);
    }

    /**
     * How long an acquire may wait.
     *
     * @return a fifth of the fault; where creations hang, longer than one of them may take, so that callers hear of it
     */
    public Duration acquireTimeout() {
        Duration part = length.dividedBy(5);
        return fault == Fault.HUNG_DB ? part.multipliedBy(3) : part;
    }

    /**
     * How long a creation may take.
     *
     * @return two fifths of the fault
     */
    public Duration createTimeout() {
        return length.multipliedBy(2).dividedBy(5);
    }

    /**
     * How long a lease may be out before the pool warns.
     *
     * @return a tenth of the fault
     */
    public Duration holdWarning() {
        return length.dividedBy(10);
    }

    /** How long callers of a data source wait for the end of an outage before they get its cause: a fifth of the fault. */
    private Duration rideOut() {
        return length.dividedBy(5);
    }

    /** How long a statement takes while the database is slow: two fifths of the fault. */
    Duration slowStatement() {
        return length.multipliedBy(2).dividedBy(5);
    }

    /**
     * What is set of the connections for the run.
     *
     * @param listener hears what the pool tells
     * @return the settings
     */
    public Tuning tuning(PoolListener listener) {
        return new Tuning() {
            @Override
            public void tune(PoolBuilder<Connection> pool) {
                pool.acquireTimeout(acquireTimeout())
                        .createTimeout(createTimeout())
                        .holdWarning(holdWarning())
                        .leakStacks(1)
                        .nestedAcquire(NestedAcquire.WARN)
                        .listener(listener);
            }

            @Override
            public void tune(RockpoolDataSource dataSource) {
                dataSource.setAcquireTimeout(acquireTimeout());
                dataSource.setCreateTimeout(createTimeout());
                dataSource.setRideOut(rideOut());
                dataSource.setHoldWarning(holdWarning());
                // The store takes these connections in a method that returns at once: with stacks,
                // the pool would say that who is slow has left the method that acquired.
                dataSource.setLeakStacks(fault == Fault.SLOW_DB ? 0 : 1);
                dataSource.setNestedAcquire(NestedAcquire.WARN);
                dataSource.setListener(listener);
            }
        };
    }
}
