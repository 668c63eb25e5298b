package dev.rockpool.examples.gameserver;

import dev.rockpool.KeyedPool;
import dev.rockpool.Pool;
import dev.rockpool.PoolException;
import dev.rockpool.examples.gameserver.fault.Tuning;
import dev.rockpool.memory.MemoryPools;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One run of the demo: opens folder, database, pools and server, lets the players play, prints a line a second, compares the
 * counts of players, server and database, reports, and closes everything.
 */
final class DemoRun {

    /** All is well. */
    static final int GOOD = 0;
    /** A message was lost, or the players could not play to the end, or a pool did not close cleanly. */
    static final int BAD = 1;

    private static final Logger LOG = System.getLogger(DemoRun.class.getName());

    private final Load load;
    private final int port;
    private final GameDatabase.Choice choice;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean showsConfig;
    private final boolean ages;

    /**
     * Prepares a run.
     *
     * @param load what the players do
     * @param port of the server; 0 for any that is free
     * @param choice the database
     * @param output where it prints
     * @param ages whether connections live for a second only, and the run shows how they are renewed
     */
    DemoRun(Load load, int port, GameDatabase.Choice choice, Output output, boolean ages) {
        this.ages = ages;
        this.load = load;
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
     * @return the exit status: {@link #GOOD} or {@link #BAD}
     * @throws CannotStartException if the port or the folder cannot be used
     */
    int run(BooleanSupplier stop) throws CannotStartException, InterruptedException {
        try (GameDatabase database = choice.open(null, out);
                EventStore store = openStore(database);
                MemoryPools memory = MemoryPools.create();
                KeyedPool<Integer, RoomScratch> rooms = RoomScratch.pool()) {
            memory.warmUp().join();
            MessageHandler handler = new MessageHandler(Memory.pooled(memory, rooms), store, DemoRun::logFailure);
            List<Pool<?>> pools = new ArrayList<>(Memory.used(memory));
            pools.add(store.connections());
            Ageing ageing = ages ? new Ageing(store.connections()) : null;
            boolean good;
            try (GameServer server = openServer(handler)) {
                out.printf("%d players on %s, %s%n", load.players(), server.address(), database);
                Players players = new Players(server.address(), load, stop);
                good = play(players, handler.received(), pools, ageing) && isEven(players, handler, store);
            }
            good &= ageing == null || ageing.report(out) || stop.getAsBoolean();
            FinalReport report = new FinalReport(out);
            report.memory(memory.combinedStats());
            report.rooms(rooms.stats());
            report.connections(database.product(), store.connections().stats());
            if (showsConfig) {
                report.configuration(pools);
            }
            return report.shutDown(pools) && good ? GOOD : BAD;
        } catch (SQLException e) {
            throw new CannotStartException("the database did not close: " + e.getMessage(), e);
        }
    }

    private static void logFailure(Exception failure) {
        LOG.log(Level.ERROR, "a message could not be stored", failure);
    }

    private EventStore openStore(GameDatabase database) throws CannotStartException, InterruptedException {
        try {
            return database.store(ages ? Ageing.tuning() : Tuning.NONE);
        } catch (SQLException | PoolException e) {
            throw new CannotStartException("cannot use the " + database + ": " + e.getMessage(), e);
        }
    }

    private GameServer openServer(MessageHandler handler) throws CannotStartException {
        try {
            return GameServer.open(port, handler);
        } catch (IOException e) {
            throw new CannotStartException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
    }

    private boolean play(Players players, Tally received, List<Pool<?>> pools, @Nullable Ageing ageing)
            throws InterruptedException {
        LongFunction<String> status = ageing == null ? new StatusLine(pools)::next : ageing::next;
        FutureTask<Boolean> game = new FutureTask<>(() -> {
            players.play();
            return true;
        });
        new Thread(game, "players").start();
        out.println(ageing == null ? StatusLine.LEGEND : Ageing.LEGEND);
        while (true) {
            try {
                return game.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                out.println(status.apply(received.total()));
            } catch (ExecutionException e) {
                complain("CHECK FAILED, the game broke off", e.getCause() instanceof IOException cause ? cause : e);
                return false;
            }
        }
    }

    private boolean isEven(Players players, MessageHandler handler, EventStore store) throws InterruptedException {
        try {
            Balance balance = Balance.of(players.counts(), handler, store.countByKind());
            (balance.isEven() ? out : err).println(balance);
            return balance.isEven() && balance.rejections() == 0;
        } catch (SQLException | PoolException e) {
            complain("CHECK FAILED, the database cannot be asked", e);
            return false;
        }
    }

    private void complain(String what, Throwable why) {
        err.println(GameServerDemo.NAME + ": " + what + ": " + why.getMessage());
    }
}
