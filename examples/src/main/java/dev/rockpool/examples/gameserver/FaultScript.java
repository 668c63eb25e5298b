package dev.rockpool.examples.gameserver;

import dev.rockpool.Pool;
import dev.rockpool.examples.gameserver.fault.FaultPlan;
import dev.rockpool.examples.gameserver.fault.FaultSwitch;
import dev.rockpool.examples.gameserver.fault.Timeline;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the fault begin and end, asks the pool for its explanation meanwhile, prints a line a second, and sees when the
 * messages flow again. Used by one thread, but for
 * {@link #isOver}.
 */
final class FaultScript {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final Duration TICK = Duration.ofMillis(FaultRun.TICK_MILLIS);
    private static final int PATIENCE = 3;
    private static final int WARM = 5; // messages of each player
    private static final int MOST_HOLDERS = 2; // of many alike
    private static final int MOST_WAITERS = 3;
    private static final Comparator<Explanation> BADNESS = Comparator.<Explanation, PoolHealth.State>comparing(
                    explanation -> explanation.health().state())
            .thenComparing(explanation -> explanation.stats().waiting())
            .thenComparing(explanation -> explanation.holders().stream()
                    .map(Holder::heldAtLeast)
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO));

    private final FaultPlan plan;
    private final FaultSwitch database;
    private final CarelessStore sink;
    private final Pool<Connection> connections;
    private final Timeline timeline;
    private final Set<Cause> causes = EnumSet.noneOf(Cause.class);
    private @Nullable Duration named;
    private boolean hasBegun;
    private boolean hasEnded;
    private @Nullable Explanation worst;
    private Duration worstAt = Duration.ZERO;
    private final Duration game;
    private final long leastStored;
    private volatile boolean isOver;
    private Duration lateness = Duration.ZERO;
    private @Nullable Duration playBegan;
    private Duration faultBegan = Duration.ZERO;
    private Duration faultEnded = Duration.ZERO;
    private Duration lastCollection = Duration.ZERO;
    private Duration lastLine = Duration.ZERO;
    private long lastStored;
    private long lastRejected;
    private Duration lastTick = Duration.ZERO;
    private long storedAtLastTick;
    private double rateBefore;
    private @Nullable Duration recovery;

    /**
     * Prepares it.
     *
     * @param load how many play, and for how long
     */
    FaultScript(Load load, FaultPlan plan, FaultSwitch database, EventStore store, Timeline timeline) {
        this.game = load.duration();
        this.leastStored = (long) WARM * load.players();
        this.plan = plan;
        this.database = database;
        this.sink = new CarelessStore(store, plan.acquireTimeout());
        this.connections = store.connections();
        this.timeline = timeline;
    }

    /** Where the server is to store its messages. */
    EventSink sink() {
        return sink;
    }

    /** Where it tells. */
    Timeline timeline() {
        return timeline;
    }

    /** All that the pool named as the likely cause while the fault was there. */
    Set<Cause> causes() {
        return causes;
    }

    /** How long after its beginning the pool first named the fault; null if never. */
    @Nullable
    Duration named() {
        return named;
    }

    /** Leases that the server's code forgot to close. */
    int forgottenLeases() {
        return sink.leaks();
    }

    /** How long after the end of the fault at least half as many messages were stored as before; null if never. */
    @Nullable
    Duration recovery() {
        return recovery;
    }

    /** Whether there is nothing more to see: the time is up and it has recovered, or it has had three times its time. */
    boolean isOver() {
        return isOver;
    }

    /** By how much the machine let this thread itself run late at the most. */
    Duration lateness() {
        return lateness;
    }

    /** Ten times a second: does what is due. */
    void tick(MessageHandler handler) {
        Duration now = timeline.elapsed();
        lateness = longer(lateness, now.minus(lastTick).minus(TICK));
        boolean isWell = recovery != null && !misses();
        isOver = now.compareTo(game) >= 0 && (isWell || now.compareTo(game.multipliedBy(PATIENCE)) >= 0);
        long stored = handler.stored();
        if (playBegan == null) {
            if (stored == 0) {
                lastTick = now;
                return;
            }
            playBegan = now;
        }
        if (hasEnded && recovery == null && lastTick.compareTo(faultEnded) >= 0) {
            double rate =
                    (stored - storedAtLastTick) * SECOND / now.minus(lastTick).toNanos();
            if (rate > 0 && 2 * rate >= rateBefore) {
                recovery = now.minus(faultEnded);
            }
        }
        fault(now, handler);
        lastTick = now;
        storedAtLastTick = stored;
        if (hasEnded && misses() && now.minus(lastCollection).toMillis() >= 1_000) {
            lastCollection = now;
            timeline.say("an operator asks the JVM for a garbage collection (as with jcmd <pid> GC.run)");
            System.gc();
        }
        if (now.minus(lastLine).toMillis() >= 1_000) {
            line(now, handler);
        }
    }

    /**
     * The fault waits until all players have joined and have played for a while, and lasts until the pool has named it:
     * on a machine that is busy with other things, both may take longer than planned.
     */
    private void fault(Duration now, MessageHandler handler) {
        Duration played = now.minus(Objects.requireNonNull(playBegan, "playBegan"));
        if (!hasBegun && played.compareTo(plan.begin()) >= 0 && handler.stored() >= leastStored) {
            beginFault(now);
        }
        if (hasBegun && !hasEnded) {
            ask(now);
            Duration length = now.minus(faultBegan);
            if (length.compareTo(named != null ? plan.length() : plan.length().multipliedBy(PATIENCE)) >= 0) {
                endFault();
            }
        }
    }

    /** Whether leases were forgotten that the collector has not found yet; the last may be lost after its last visit. */
    private boolean misses() {
        return connections.stats().leaks() < sink.leaks();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private void beginFault(Duration now) {
        hasBegun = true;
        faultBegan = now;
        timeline.say("======== the fault begins ========");
        try {
            database.begin(plan.fault());
        } catch (SQLException e) {
            timeline.say("not all connections could be broken: " + e.getMessage());
        }
        sink.begin(plan.fault());
    }

    /** Keeps the explanation of the worst moment: the worst health, then the most waiting, then the longest hold. */
    private void ask(Duration now) {
        Explanation explanation = connections.control().explain();
        causes.add(explanation.cause());
        if (named == null && explanation.cause() == plan.fault().cause()) {
            named = now.minus(faultBegan);
        }
        if (explanation.cause() == Cause.NONE) {
            return;
        }
        if (worst == null || BADNESS.compare(explanation, worst) >= 0) {
            worst = explanation;
            worstAt = now;
        }
    }

    /** Ends it, if it has begun and not ended yet. */
    void endFault() {
        if (!hasBegun || hasEnded) {
            return;
        }
        hasEnded = true;
        if (worst == null) {
            timeline.say("explain() found nothing the matter");
        } else {
            timeline.say(String.format(
                    Locale.ROOT,
                    "explain() said, at the worst moment (%.1f s):%n%s",
                    worstAt.toMillis() / 1e3,
                    shortened(worst)));
        }
        timeline.say("======== the fault has ended ========");
        faultEnded = timeline.elapsed();
        database.end();
        sink.end();
    }

    /** Its text has the stacks of all holders otherwise, and they are all alike. */
    private static Explanation shortened(Explanation whole) {
        return new Explanation(
                whole.verdict(),
                whole.health(),
                whole.holders().stream().limit(MOST_HOLDERS).toList(),
                whole.waiters().stream().limit(MOST_WAITERS).toList(),
                whole.attempts(),
                whole.failures(),
                whole.config());
    }

    private void line(Duration now, MessageHandler handler) {
        double seconds = now.minus(lastLine).toNanos() / SECOND;
        long rejected = handler.rejected().total();
        long stored = handler.stored();
        double rate = (stored - lastStored) / seconds;
        PoolStats stats = connections.stats();
        timeline.say(String.format(
                Locale.ROOT,
                "%,7.0f msg/s stored, %,6.0f msg/s rejected | connections: %d of %d leased, %d idle, %d being created,"
                        + " %d waiting | health %s",
                rate,
                (rejected - lastRejected) / seconds,
                stats.leased(),
                stats.maxSize(),
                stats.idle(),
                stats.creating(),
                stats.waiting(),
                connections.health().state()));
        if (!hasBegun) {
            rateBefore = rate;
        }
        lastLine = now;
        lastStored = stored;
        lastRejected = rejected;
    }
}
