package dev.rockpool.examples.gameserver;

import dev.rockpool.PoolException;
import dev.rockpool.examples.gameserver.fault.FaultPlan;
import dev.rockpool.examples.gameserver.fault.FaultSwitch;
import dev.rockpool.examples.gameserver.fault.QuietLog;
import dev.rockpool.examples.gameserver.fault.RemoteServer;
import dev.rockpool.examples.gameserver.fault.Tuning;
import dev.rockpool.jdbc.RockpoolDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A database at a URL, through a data source of {@code rockpool-jdbc}; with a fault, a proxy is in between. Its table has a name of its
 * own, and is dropped at the end.
 */
final class ServerDatabase implements GameDatabase {

    private static final String ONCE = "demo-once";

    private final Access access;
    private final String table = String.format(
            Locale.ROOT, "rockpool_demo_%08x", ThreadLocalRandom.current().nextInt());
    private final @Nullable ServerUrl url;
    private final @Nullable RemoteServer remote; // null without a fault
    private final PrintWriter out;
    private final String product;
    private final String version;

    /**
     * Who connects, and where.
     *
     * @param url the URL
     * @param user null for none
     * @param password null for none
     */
    record Access(
            String url, @Nullable String user, @Nullable String password) {

        private RockpoolDataSource dataSource(String at) {
            RockpoolDataSource dataSource = new RockpoolDataSource();
            dataSource.setUrl(at);
            dataSource.setUsername(user);
            dataSource.setPassword(password);
            return dataSource;
        }

        /** Does something on a connection of its own; fails at once if there is none. */
        private <T> T once(Work<T> work) throws SQLException {
            QuietLog.silence(ONCE); // what goes wrong is in the exception
            try (RockpoolDataSource dataSource = dataSource(url)) {
                dataSource.setName(ONCE);
                dataSource.setRideOut(Duration.ZERO);
                dataSource.setAcquireTimeout(EventStore.ACQUIRE_TIMEOUT);
                try (Connection connection = dataSource.getConnection()) {
                    return work.on(connection);
                }
            }
        }

        /** Without the password. */
        @Override
        public String toString() {
            return dataSource(url).toString();
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private ServerDatabase(Access access, @Nullable FaultPlan plan, PrintWriter out) throws SQLException {
        this.access = access;
        this.out = out;
        url = ServerUrl.parse(access.url()).orElse(null);
        String[] names = access.once(connection -> {
            DatabaseMetaData metaData = connection.getMetaData();
            return new String[] {metaData.getDatabaseProductName(), metaData.getDatabaseProductVersion()};
        });
        product = names[0];
        version = names[1];
        remote = plan == null
                ? null
                : new RemoteServer(Objects.requireNonNull(url, "url").address(), plan);
    }

    /** One that is there; the fault, if there is one, needs a URL with one host. */
    static GameDatabase open(Access access, @Nullable FaultPlan plan, PrintWriter out) throws CannotStartException {
        try {
            return new ServerDatabase(access, plan, out);
        } catch (SQLException | PoolException e) {
            Throwable why = e.getCause() instanceof SQLException ofTheDriver ? ofTheDriver : e;
            throw new CannotStartException("cannot connect to the database: " + why.getMessage(), e);
        }
    }

    @Override
    public EventStore store(Tuning tuning) throws SQLException, InterruptedException {
        String through = remote == null
                ? access.url()
                : Objects.requireNonNull(url, "url").at(remote.address());
        return EventStore.pooled(access.dataSource(through), tuning, table, tableOptions());
    }

    /** The players write letters of all kinds, which is not every server's default. */
    private String tableOptions() {
        return Set.of("MariaDB", "MySQL").contains(product) ? " DEFAULT CHARACTER SET utf8mb4" : "";
    }

    @Override
    public FaultSwitch faults() {
        return Objects.requireNonNull(remote, "it was opened without a plan");
    }

    @Override
    public String product() {
        return product.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        if (remote != null) {
            remote.close();
        }
        try {
            access.once(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("DROP TABLE IF EXISTS " + table);
                }
            });
        } catch (SQLException | PoolException e) {
            out.println("table " + table + " could not be dropped: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return product + " " + version + (url == null ? "" : " at " + url) + ", table " + table
                + (remote == null ? "" : ", through a proxy that has the fault");
    }
}
