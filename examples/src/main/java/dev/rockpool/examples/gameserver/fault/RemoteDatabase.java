package dev.rockpool.examples.gameserver.fault;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database with a switch: between the pool and a real one, it stands for the network and the server. Connections that
 * break really are closed under their users; those that hang really do not come back. Safe for use by several threads.
 */
public final class RemoteDatabase implements FaultSwitch, AutoCloseable {

    /** SQL's own code for "the server refused the connection". */
    private static final String REFUSED = "08004";

    private final DataSource database;
    private final Duration slowStatement;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Trouble trouble;

    private record Trouble(Fault fault, CountDownLatch hasEnded) {}

    private RemoteDatabase(DataSource database, FaultPlan plan) {
        this.database = database;
        this.slowStatement = plan.slowStatement();
    }

    /**
     * A database without a fault for now.
     *
     * @param database the real one; it must stay open when nobody is connected
     * @param plan how slow it will be when it is slow
     * @return the database, started
     * @throws SQLException if the real one cannot be opened
     */
    public static RemoteDatabase open(DataSource database, FaultPlan plan) throws SQLException {
        database.getConnection()
                .close(); // The first one starts it, which takes longer than the pool waits in this run.
        return new RemoteDatabase(database, plan);
    }

    /**
     * Opens a connection, if the fault lets it.
     *
     * @return the connection
     * @throws SQLException when the database is down
     */
    public Connection connect() throws SQLException {
        Trouble now = trouble;
        if (now != null && now.fault() == Fault.DB_DOWN) {
            throw new SQLNonTransientConnectionException("Connection refused: the database does not answer", REFUSED);
        }
        if (now != null && now.fault() == Fault.HUNG_DB) {
            awaitAnswer(now);
        }
        Connection connection = database.getConnection();
        open.add(connection);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, new Wire(connection));
    }

    /** Like a read from a socket that nothing comes in on: it cannot be interrupted. */
    private static void awaitAnswer(Trouble now) {
        boolean interrupted = false;
        while (now.hasEnded().getCount() > 0) {
            try {
                now.hasEnded().await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReply() throws SQLException {
        Trouble now = trouble;
        if (now == null || now.fault() != Fault.SLOW_DB) {
            return;
        }
        try {
            if (now.hasEnded().await(slowStatement.toNanos(), TimeUnit.NANOSECONDS)) {
                return; // it is fast again
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while the database was at work", e);
        }
    }

    @Override
    public void begin(Fault fault) throws SQLException {
        trouble = new Trouble(fault, new CountDownLatch(1));
        if (fault.breaksConnections()) {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    @Override
    public void end() {
        Trouble now = trouble;
        trouble = null;
        if (now != null) {
            now.hasEnded().countDown();
        }
    }

    /** Ends the fault, and shuts the real database down. */
    @Override
    public void close() throws SQLException {
        end();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    /** A connection as its user sees it. */
    private final class Wire implements InvocationHandler {

        private final Connection connection;

        Wire(Connection connection) {
            this.connection = connection;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
            String name = method.getName();
            if (name.equals("equals")) {
                return arguments != null && self == arguments[0];
            }
            if (name.equals("hashCode")) {
                return System.identityHashCode(self);
            }
            if (name.equals("prepareStatement")) {
                awaitReply();
            } else if (name.equals("close")) {
                open.remove(connection);
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }
}
