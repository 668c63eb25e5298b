package dev.rockpool.examples.gameserver;

import com.sun.management.ThreadMXBean;
import dev.rockpool.KeyedPool;
import dev.rockpool.PoolException;
import dev.rockpool.examples.gameserver.Measurement.Value;
import dev.rockpool.examples.gameserver.fault.Tuning;
import dev.rockpool.memory.MemoryPools;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.h2.jdbcx.JdbcDataSource;

/**
 * One of the two runs of a comparison, in a JVM of its own: the game as fast as it goes, with pools or without, measured
 * after a warm-up. Allocation is what the JVM counts for each thread, the players' left out; collections are the JVM's
 * own counts, the players' garbage included, which is the same in both runs.
 */
final class MeasuredRun {

    private static final int AS_FAST_AS_IT_GOES = 1_000_000_000;
    private static final String PLAYERS = "players";

    private final Load load;
    private final Duration warmUp;
    private final boolean isPooled;
    private final Path parentFolder;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * Prepares a run.
     *
     * @param load how many players, and for how long it is measured
     * @param warmUp how long before that
     * @param isPooled with pools or without
     * @param parentFolder where the folder of the database is made
     * @param out for the measurement
     * @param err for what goes wrong
     */
    MeasuredRun(Load load, Duration warmUp, boolean isPooled, Path parentFolder, PrintWriter out, PrintWriter err) {
        this.load = load;
        this.warmUp = warmUp;
        this.isPooled = isPooled;
        this.parentFolder = parentFolder;
        this.out = out;
        this.err = err;
    }

    /** Runs. Returns {@link DemoRun#GOOD} if every message was stored, else {@link DemoRun#BAD}. */
    int run(BooleanSupplier stop) throws CannotStartException, InterruptedException {
        try (DataFolder folder = DataFolder.create(parentFolder);
                MemoryPools pools = MemoryPools.create();
                KeyedPool<Integer, RoomScratch> rooms = RoomScratch.pool()) {
            // In both runs the database stays open when nobody is connected: it would start anew for each message.
            JdbcDataSource database = EventStore.database(folder.path(), ";DB_CLOSE_DELAY=-1");
            try (EventStore store = isPooled
                    ? EventStore.pooled(database::getConnection, Tuning.NONE)
                    : EventStore.unpooled(database)) {
                if (isPooled) {
                    pools.warmUp().join();
                }
                return play(store, isPooled ? Memory.pooled(pools, rooms) : Memory.unpooled(), stop);
            } finally {
                shutDown(database);
            }
        } catch (SQLException | PoolException | IOException e) {
            throw new CannotStartException("cannot run in " + parentFolder + ": " + e.getMessage(), e);
        }
    }

    private static void shutDown(JdbcDataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    private int play(EventStore store, Memory memory, BooleanSupplier stop)
            throws IOException, SQLException, InterruptedException {
        Stopwatch stopwatch = new Stopwatch(store);
        MessageHandler handler =
                new MessageHandler(memory, stopwatch, failure -> err.println("not stored: " + failure.getMessage()));
        AtomicBoolean isOver = new AtomicBoolean();
        try (GameServer server = GameServer.open(0, handler)) {
            Load endless = new Load(load.players(), AS_FAST_AS_IT_GOES, Duration.ofDays(1), Long.MAX_VALUE);
            Players players = new Players(server.address(), endless, () -> isOver.get() || stop.getAsBoolean());
            FutureTask<Boolean> game = new FutureTask<>(() -> {
                players.play();
                return true;
            });
            new Thread(game, PLAYERS).start();
            boolean isWhole = goesOnFor(warmUp, game);
            stopwatch.reset();
            Sample before = Sample.take(handler);
            isWhole &= goesOnFor(load.duration(), game);
            measurement(before, Sample.take(handler), stopwatch).write(out);
            isOver.set(true);
            game.get();
            Balance balance = Balance.of(players.counts(), handler, store.countByKind());
            (balance.isEven() ? out : err).println(balance);
            return isWhole && balance.isEven() && balance.rejections() == 0 ? DemoRun.GOOD : DemoRun.BAD;
        } catch (ExecutionException e) {
            err.println("the game broke off: " + e.getCause());
            return DemoRun.BAD;
        }
    }

    /** Returns false when the game ends before that. */
    private static boolean goesOnFor(Duration time, FutureTask<Boolean> game)
            throws ExecutionException, InterruptedException {
        try {
            game.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        }
    }

    private static Measurement measurement(Sample before, Sample after, Stopwatch stopwatch) {
        double seconds = (after.nanos() - before.nanos()) / 1e9;
        double messages = after.messages() - before.messages();
        double allocated = after.allocated() - before.allocated();
        Map<Value, Double> values = new EnumMap<>(Value.class);
        values.put(Value.MESSAGES_PER_SECOND, messages / seconds);
        values.put(Value.ALLOCATED_PER_SECOND, allocated / seconds / 1e6);
        values.put(Value.ALLOCATED_PER_MESSAGE, messages == 0 ? 0 : allocated / messages);
        values.put(Value.COLLECTIONS, (double) (after.collections() - before.collections()));

        double collectionMillis = after.collectionMillis() - before.collectionMillis();
        values.put(Value.COLLECTION_MILLIS, collectionMillis);
        values.put(Value.COLLECTION_MILLIS_PER_MILLION, messages == 0 ? 0 : collectionMillis / messages * 1e6);
        values.put(Value.STORE_P50_MICROS, stopwatch.percentile(0.5) / 1e3);
        values.put(Value.STORE_P99_MICROS, stopwatch.percentile(0.99) / 1e3);
        return new Measurement(values);
    }

    /** The JVM's counters at one time. */
    private record Sample(long nanos, long messages, long allocated, long collections, long collectionMillis) {

        static Sample take(MessageHandler handler) {
            long collections = 0;
            long millis = 0;
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                collections += Math.max(0, collector.getCollectionCount());
                millis += Math.max(0, collector.getCollectionTime());
            }
            return new Sample(System.nanoTime(), handler.stored(), allocatedByServer(), collections, millis);
        }

        private static long allocatedByServer() {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated = 0;
            for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
                if (thread != null && !thread.getThreadName().equals(PLAYERS)) {
                    allocated += Math.max(0, threads.getThreadAllocatedBytes(thread.getThreadId()));
                }
            }
            return allocated;
        }
    }
}
