package dev.rockpool.benchmarks.harness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Asks for a connection, asks the server something, gives it back, and again. */
final class OutageClient extends Thread {

    /** When the fault begins and ends, and when somebody was served after that. For all threads. */
    static final class Clock {
        private static final long NEVER = Long.MIN_VALUE;

        private volatile long struckAt = NEVER;
        private volatile long healedAt = NEVER;
        private final AtomicLong firstServedAt = new AtomicLong(NEVER);

        void strikes() {
            struckAt = System.nanoTime();
        }

        void heals() {
            healedAt = System.nanoTime();
        }

        private void served() {
            if (healedAt != NEVER && firstServedAt.get() == NEVER) {
                firstServedAt.compareAndSet(NEVER, System.nanoTime());
            }
        }

        /** From the end of the fault; less than 0 if nobody was. */
        double firstServedMillis() {
            long first = firstServedAt.get();
            return first == NEVER ? -1 : (first - healedAt) / 1e6;
        }
    }

    private static final long LATE_NANOS = Outage.DEADLINE.toNanos() + TimeUnit.MILLISECONDS.toNanos(100);
    private static final long THINK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final DataSource dataSource;
    private final Clock clock;

    /** Set when the measurement is over. */
    volatile boolean isOver;

    /** Calls of {@code getConnection} that took 100 ms longer than they may. Written by this thread. */
    volatile int late;

    /** How much longer than asked a sleep took at most: what the machine, not the data source, adds. Written by this thread. */
    volatile long overslept;

    private volatile long longest; // written by this thread
    private volatile long asking; // since when, 0 while not; written by this thread

    OutageClient(DataSource dataSource, Clock clock) {
        super("outage-client");
        this.dataSource = dataSource;
        this.clock = clock;
        setDaemon(true);
    }

    @Override
    public void run() {
        while (!isOver) {
            try (Connection connection = connection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT 1")) {
                if (row.next()) {
                    clock.served();
                }
            } catch (SQLException expected) {
                // of a fault: it goes on, and asks again
            }
            think();
        }
    }

    private void think() {
        long began = System.nanoTime();
        LockSupport.parkNanos(THINK_NANOS);
        if (clock.struckAt != Clock.NEVER) {
            overslept = Math.max(overslept, System.nanoTime() - began - THINK_NANOS);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private Connection connection() throws SQLException {
        long began = System.nanoTime();
        asking = began;
        try {
            return dataSource.getConnection();
        } finally {
            asking = 0;
            long took = System.nanoTime() - began;
            if (clock.struckAt != Clock.NEVER) {
                longest = Math.max(longest, took);
                late += took > LATE_NANOS ? 1 : 0;
            }
        }
    }

    /** The longest call of {@code getConnection} since the fault began, one that has not ended among them. */
    long longestNanos() {
        long since = asking;
        return Math.max(longest, since == 0 ? 0 : System.nanoTime() - since);
    }
}
