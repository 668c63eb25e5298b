package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rockpool.jdbc.ErrorClassifier.Verdict;
import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.Databases;
import dev.rockpool.jdbc.databases.EachDatabase;
import dev.rockpool.jdbc.databases.EachServer;
import dev.rockpool.jdbc.databases.MariaDbServer;
import dev.rockpool.jdbc.databases.PostgresServer;
import dev.rockpool.jdbc.databases.Server;
import dev.rockpool.testkit.Waits;
import dev.rockpool.testkit.network.ChaosProxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the classifiers say of the errors of real servers and drivers. */
class ErrorsOfServersTest {

    private static final String POSTGRESQL = "dev.rockpool.jdbc.databases.Databases#hasPostgreSql";
    private static final String MARIADB = "dev.rockpool.jdbc.databases.Databases#hasMariaDb";

    // ---- the connection is lost

    @EachServer
    void aSessionThatWasEndedFromOutsideIsBroken(Server server) throws SQLException {
        Connection connection = server.connect();
        server.terminate(server.session(connection));
        assertBroken(server, () -> Database.execute(connection, "SELECT 1"));
    }

    @Test
    @EnabledIf(MARIADB)
    void aSessionThatWasEndedFromOutsideIsBrokenForTheDriverOfMySqlToo() throws SQLException {
        MariaDbServer server = Databases.mariaDb();
        Connection connection = DriverManager.getConnection(server.mySqlUrl(), Database.USER, Database.PASSWORD);
        server.terminate(server.session(connection));
        SQLException failure = failure(() -> Database.execute(connection, "SELECT 1"));
        assertVerdict(server.mySqlUrl(), failure, Verdict.BROKEN);
    }

    @EachServer
    void aSessionThatWasEndedWhileItExecutesIsBroken(Server server) throws SQLException {
        Connection connection = server.connect();
        long session = server.session(connection);
        String sleep = server instanceof PostgresServer ? "SELECT pg_sleep(600)" : "SELECT SLEEP(600)";
        CompletableFuture<SQLException> failure = inBackground(() -> Database.execute(connection, sleep));
        Waits.until("the statement runs", () -> runs(server, "leep(600)"));
        server.terminate(session);
        assertVerdict(server.url(), Waits.result(failure), Verdict.BROKEN);
    }

    @EachServer
    void connectionsOfAServerThatDiesAreBrokenAndSoIsAConnectWhileItIsDown(Server server) throws SQLException {
        Connection connection = server.connect();
        server.kill();
        try {
            assertBroken(server, () -> Database.execute(connection, "SELECT 1"));
            assertBroken(server, server::connect);
        } finally {
            server.restart();
        }
        server.execute("SELECT 1");
    }

    @EachServer
    void aReadOfTheSocketThatTakesTooLongIsBroken(Server server) throws SQLException {
        try (ChaosProxy proxy = ChaosProxy.to(server.address());
                Connection connection = connect(server, proxy)) {
            connection.setNetworkTimeout(Runnable::run, 200);
            proxy.silence();
            assertBroken(server, () -> Database.execute(connection, "SELECT 1"));
        }
    }

    @EachServer
    void aResetAnEndAndACutOfTheStreamAreBroken(Server server) throws SQLException {
        List<java.util.function.Consumer<ChaosProxy>> faults =
                List.of(ChaosProxy::resetAll, ChaosProxy::finishAll, proxy -> proxy.cutAfter(3));
        for (java.util.function.Consumer<ChaosProxy> fault : faults) {
            try (ChaosProxy proxy = ChaosProxy.to(server.address());
                    Connection connection = connect(server, proxy)) {
                fault.accept(proxy);
                assertBroken(server, () -> Database.execute(connection, "SELECT 1"));
            }
        }
    }

    @EachServer
    void aConnectThatIsRefusedResetEndedOrNotAnsweredIsBroken(Server server) {
        for (ChaosProxy.Arrival arrival : ChaosProxy.Arrival.values()) {
            if (arrival != ChaosProxy.Arrival.FORWARD) {
                try (ChaosProxy proxy = ChaosProxy.to(server.address())) {
                    proxy.arrivals(arrival);
                    assertBroken(server, () -> connect(server, proxy));
                }
            }
        }
    }

    @Test
    @EnabledIf(POSTGRESQL)
    void anIdleSessionThatPostgreSqlEndsIsBroken() throws SQLException {
        PostgresServer server = Databases.postgreSql();
        for (String setting : List.of("idle_session_timeout", "idle_in_transaction_session_timeout")) {
            try (Connection connection = server.connect()) {
                long session = server.session(connection);
                Database.execute(connection, "SET " + setting + " = '1ms'");
                connection.setAutoCommit(false);
                if (setting.contains("transaction")) {
                    Database.execute(connection, "SELECT 1");
                }
                Waits.until("the server has ended the session", () -> !lives(server, session));
                assertBroken(server, () -> Database.execute(connection, "SELECT 1"));
            }
        }
    }

    // ---- the connection can be used again

    @EachDatabase
    void mistakesInSqlAndConstraintsAreUsable(Database database) throws SQLException {
        database.execute("DROP TABLE IF EXISTS verdicts", "CREATE TABLE verdicts (id INT PRIMARY KEY)");
        try (Connection connection = database.connect()) {
            for (String sql : List.of(
                    "SELEKT 1",
                    "SELECT * FROM there_is_none",
                    "INSERT INTO verdicts VALUES (1), (1)",
                    "INSERT INTO verdicts VALUES ('x y')")) {
                SQLException failure = failure(() -> Database.execute(connection, sql));
                assertVerdict(database.url(), failure, Verdict.USABLE);
            }
            Database.execute(connection, "SELECT 1");
        }
    }

    @EachServer
    void aStatementThatTakesTooLongIsUsable(Server server) throws SQLException {
        String sleep = server instanceof PostgresServer
                ? "SELECT pg_sleep(600)"
                : "SELECT COUNT(*) FROM information_schema.COLLATIONS a, information_schema.COLLATIONS b,"
                        + " information_schema.COLLATIONS c, information_schema.COLLATIONS d";
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertVerdict(server.url(), failure(() -> statement.execute(sleep)), Verdict.USABLE);
            statement.setQueryTimeout(0);
            statement.execute("SELECT 1");
        }
    }

    @EachServer
    void aStatementThatWasCancelledIsUsable(Server server) throws SQLException {
        String sleep = server instanceof PostgresServer
                ? "SELECT pg_sleep(601)"
                : "SELECT COUNT(*), 'leep(601)' FROM information_schema.COLLATIONS a, information_schema.COLLATIONS b,"
                        + " information_schema.COLLATIONS c, information_schema.COLLATIONS d";
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<SQLException> failure = inBackground(() -> statement.execute(sleep));
            Waits.until("the statement runs", () -> runs(server, "leep(601)"));
            statement.cancel();
            assertVerdict(server.url(), Waits.result(failure), Verdict.USABLE);
            Database.execute(connection, "SELECT 1");
        }
    }

    @Test
    @EnabledIf(POSTGRESQL)
    void aPlanThatMustNotChangeItsResultIsUsable() throws SQLException {
        PostgresServer server = Databases.postgreSql();
        server.execute("DROP TABLE IF EXISTS plans", "CREATE TABLE plans (id INT)");
        try (Connection connection = server.connect();
                PreparedStatement query = connection.prepareStatement("SELECT * FROM plans")) {
            for (int i = 0; i < 10; i++) { // prepared on the server after five
                query.executeQuery().close();
            }
            server.execute("ALTER TABLE plans ADD COLUMN name TEXT");
            connection.setAutoCommit(false);
            SQLException failure = failure(query::executeQuery);
            assertThat(failure.getSQLState()).isEqualTo("0A000");
            assertVerdict(server.url(), failure, Verdict.USABLE);
            connection.rollback();
            query.executeQuery().close();
        }
    }

    // ---- what a server says of itself

    @EachServer
    void tooManyConnectionsOfTheUserAreToldApart(Server server) throws SQLException {
        server.limitConnections(1);
        try (Connection only = server.connect()) {
            assertVerdict(server.url(), failure(server::connect), Verdict.TOO_MANY_CONNECTIONS);
            assertThat(only.isValid(5)).isTrue();
        } finally {
            server.limitConnections(-1);
        }
    }

    @Test
    @EnabledIf(POSTGRESQL)
    void tooManyConnectionsOfTheServerAreToldApart() throws SQLException {
        PostgresServer server = Databases.postgreSql();
        List<Connection> all = new ArrayList<>();
        SQLException failure = null;
        try {
            while (failure == null && all.size() <= PostgresServer.MAX_CONNECTIONS) {
                try {
                    all.add(server.connect());
                } catch (SQLException e) {
                    failure = e;
                }
            }
            assertThat(failure.getSQLState()).isEqualTo("53300");
            assertVerdict(server.url(), failure, Verdict.TOO_MANY_CONNECTIONS);
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    @Test
    @EnabledIf(MARIADB)
    void tooManyConnectionsOfMariaDbAreToldApartWithEitherDriver() throws SQLException {
        MariaDbServer server = Databases.mariaDb();
        List<Connection> all = new ArrayList<>();
        try (Connection admin = server.admin()) {
            Database.execute(admin, "SET GLOBAL max_connections = 10"); // the lowest
            try {
                SQLException failure = null;
                while (failure == null && all.size() < 20) {
                    try {
                        all.add(server.connect());
                    } catch (SQLException e) {
                        failure = e;
                    }
                }
                assertVerdict(server.url(), failure, Verdict.TOO_MANY_CONNECTIONS);
                String url = server.mySqlUrl();
                SQLException other = failure(() -> DriverManager.getConnection(url, Database.USER, Database.PASSWORD));
                assertVerdict(url, other, Verdict.TOO_MANY_CONNECTIONS);
            } finally {
                Database.execute(admin, "SET GLOBAL max_connections = 151");
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    @EachDatabase
    void aWrongPasswordAndAnUnknownUserAreToldApart(Database database) {
        String url = database.url();
        SQLException password = failure(() -> DriverManager.getConnection(url, Database.USER, "wrong"));
        assertVerdict(url, password, Verdict.AUTHENTICATION_FAILED);
        SQLException user = failure(() -> DriverManager.getConnection(url, "nobody", "wrong"));
        assertThat(ErrorClassifier.forUrl(url).classify(user)).isIn(Verdict.AUTHENTICATION_FAILED);
    }

    @EachServer
    void aServerThatHasBecomeReadOnlyIsToldApart(Server server) throws SQLException {
        server.execute("DROP TABLE IF EXISTS demoted", "CREATE TABLE demoted (id INT)");
        try (Connection connection = server.connect()) {
            server.readOnly(true);
            try {
                SQLException failure = failure(() -> Database.execute(connection, "INSERT INTO demoted VALUES (1)"));
                assertVerdict(server.url(), failure, Verdict.READ_ONLY);
                Database.execute(connection, "SELECT * FROM demoted");
            } finally {
                server.readOnly(false);
            }
            Database.execute(connection, "INSERT INTO demoted VALUES (1)");
        }
    }

    @Test
    @EnabledIf(MARIADB)
    void anotherOptionThatPreventsAStatementIsNotReadOnly() throws SQLException {
        MariaDbServer server = Databases.mariaDb();
        SQLException failure = new SQLException(
                "The MariaDB server is running with the --secure-file-priv option so it cannot execute this statement",
                "HY000",
                1290);
        assertThat(ErrorClassifier.forUrl(server.url()).classify(failure)).isEqualTo(Verdict.USABLE);
    }

    // ---- helpers

    private static void assertBroken(Server server, ThrowingCallable call) {
        assertVerdict(server.url(), failure(call), Verdict.BROKEN);
    }

    private static void assertVerdict(String url, SQLException failure, Verdict expected) {
        assertThat(ErrorClassifier.forUrl(url).classify(failure))
                .as("%s (%s, %d)", failure, failure.getSQLState(), failure.getErrorCode())
                .isEqualTo(expected);
    }

    private static SQLException failure(ThrowingCallable call) {
        SQLException failure = catchThrowableOfType(SQLException.class, call);
        assertThat((Throwable) failure).as("it fails").isNotNull();
        return failure;
    }

    private static CompletableFuture<SQLException> inBackground(ThrowingCallable call) {
        return CompletableFuture.supplyAsync(() -> failure(call), task -> new Thread(task, "executes").start());
    }

    private static Connection connect(Server server, ChaosProxy proxy) throws SQLException {
        String patience = server instanceof PostgresServer ? "loginTimeout=1" : "connectTimeout=1000";
        String[] options = {patience};
        return DriverManager.getConnection(server.url(proxy.port(), options), Database.USER, Database.PASSWORD);
    }

    private static boolean runs(Server server, String part) {
        String sql = server instanceof PostgresServer
                ? "SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE ? AND pid <> pg_backend_pid()"
                : "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE ? AND ID <> CONNECTION_ID()";
        return count(server, sql, "%" + part + "%") > 0;
    }

    private static boolean lives(Server server, long session) {
        return count(server, "SELECT COUNT(*) FROM pg_stat_activity WHERE pid = ?::int", Long.toString(session)) > 0;
    }

    private static int count(Server server, String sql, String parameter) {
        try (Connection admin = server.admin();
                PreparedStatement query = admin.prepareStatement(sql)) {
            query.setString(1, parameter);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
