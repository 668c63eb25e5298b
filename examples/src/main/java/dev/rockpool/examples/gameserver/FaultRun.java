package dev.rockpool.examples.gameserver;

import dev.rockpool.KeyedPool;
import dev.rockpool.Pool;
import dev.rockpool.PoolException;
import dev.rockpool.examples.gameserver.fault.CallerErrors;
import dev.rockpool.examples.gameserver.fault.FaultPlan;
import dev.rockpool.examples.gameserver.fault.PoolTalk;
import dev.rockpool.examples.gameserver.fault.QuietLog;
import dev.rockpool.examples.gameserver.fault.Timeline;
import dev.rockpool.memory.MemoryPools;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;

/**
 * One run of the demo with a fault in the middle: the same game, and a timeline on which the pool of connections says
 * what is the matter with it. At the end it says which promises were kept.
 */
final class FaultRun {

    static final long TICK_MILLIS = 100;

    private final Load load;
    private final FaultPlan plan;
    private final int port;
    private final GameDatabase.Choice choice;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean showsConfig;

    /**
     * Prepares a run.
     *
     * @param load what the players do; they go on for longer than that when it takes the pool longer to recover
     * @param plan the fault
     * @param port of the server; 0 for any that is free
     * @param choice the database
     * @param output where it prints
     */
    FaultRun(Load load, FaultPlan plan, int port, GameDatabase.Choice choice, Output output) {
        this.load = load;
        this.plan = plan;
        this.port = port;
        this.choice = choice;
        this.out = output.out();
        this.err = output.err();
        this.showsConfig = output.showsConfig();
    }

    /**
     * Runs.
     *
     * @param stop asked all the time; when it says true, the players leave early and in good order
     * @return {@link DemoRun#GOOD} if every message is accounted for and the pool kept its promises, else
     *     {@link DemoRun#BAD}
     * @throws CannotStartException if the port or the folder cannot be used
     */
    int run(BooleanSupplier stop) throws CannotStartException, InterruptedException {
        QuietLog log = new QuietLog(Level.SEVERE);
        try {
            return runQuietly(stop);
        } finally {
            log.close();
        }
    }

    private int runQuietly(BooleanSupplier stop) throws CannotStartException, InterruptedException {
        try (GameDatabase database = choice.open(plan, out)) {
            Timeline timeline = new Timeline(out);
            try (EventStore store = openStore(database, new PoolTalk(timeline));
                    MemoryPools memory = MemoryPools.create()) {
                memory.warmUp().join();
                out.printf("%d players, %s%n", load.players(), database);
                return play(new FaultScript(load, plan, database.faults(), store, timeline), store, memory, stop);
            }
        } catch (SQLException e) {
            throw new CannotStartException("the database did not close: " + e.getMessage(), e);
        }
    }

    private EventStore openStore(GameDatabase database, PoolTalk talk)
            throws CannotStartException, InterruptedException {
        try {
            return database.store(plan.tuning(talk));
        } catch (SQLException | PoolException e) {
            throw new CannotStartException("cannot use the " + database + ": " + e.getMessage(), e);
        }
    }

    private int play(FaultScript script, EventStore store, MemoryPools memory, BooleanSupplier stop)
            throws CannotStartException, InterruptedException {
        CallerErrors errors = new CallerErrors(script.timeline());
        boolean good;
        try (KeyedPool<Integer, RoomScratch> rooms = RoomScratch.pool()) {
            MessageHandler handler = new MessageHandler(Memory.pooled(memory, rooms), script.sink(), errors::add);
            try (GameServer server = openServer(handler)) {
                out.printf("they play on %s%n%n", server.address());
                Load endless =
                        new Load(load.players(), load.messagesPerSecond(), Duration.ofDays(1), load.messageLimit());
                Players players = new Players(server.address(), endless, () -> stop.getAsBoolean() || script.isOver());
                good = watch(players, script, handler);
                script.endFault();
                script.timeline().end();
                good &= report(players, script, handler, store, errors) || stop.getAsBoolean();
            }
        }
        List<Pool<?>> pools = new ArrayList<>(Memory.used(memory));
        pools.add(store.connections());
        FinalReport report = new FinalReport(out);
        if (showsConfig) {
            report.configuration(List.of(store.connections()));
        }
        return report.shutDown(pools) && good ? DemoRun.GOOD : DemoRun.BAD;
    }

    private GameServer openServer(MessageHandler handler) throws CannotStartException {
        try {
            return GameServer.open(port, handler);
        } catch (IOException e) {
            throw new CannotStartException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
    }

    private boolean watch(Players players, FaultScript script, MessageHandler handler) throws InterruptedException {
        FutureTask<Boolean> game = new FutureTask<>(() -> {
            players.play();
            return true;
        });
        new Thread(game, "players").start();
        while (true) {
            try {
                return game.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                script.tick(handler);
            } catch (ExecutionException e) {
                complain("CHECK FAILED, the game broke off", e.getCause() instanceof IOException cause ? cause : e);
                return false;
            }
        }
    }

    private boolean report(
            Players players, FaultScript script, MessageHandler handler, EventStore store, CallerErrors errors)
            throws InterruptedException {
        try {
            EventStore.Doubts doubts = store.settle();
            Balance balance = Balance.of(players.counts(), handler, store.countByKind());
            out.println();
            out.println("what callers got instead of a connection, or from it:");
            errors.summary().forEach(line -> out.println("  " + line));
            if (doubts.commits() > 0) {
                out.printf(
                        "  %d of them were commits whose answer was lost; %d of these had been done, and were taken back%n",
                        doubts.commits(), doubts.stored());
            }
            out.println();
            boolean kept = new Promises(plan, script, store.connections()).print(out);
            (balance.isEven() ? out : err).println(balance);
            return kept && balance.isEven();
        } catch (SQLException | PoolException e) {
            complain("CHECK FAILED, the database cannot be asked", e);
            return false;
        }
    }

    private void complain(String what, Throwable why) {
        err.println(GameServerDemo.NAME + ": " + what + ": " + why.getMessage());
    }
}
