package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.Databases;
import dev.rockpool.jdbc.databases.EachDatabase;
import dev.rockpool.jdbc.databases.H2Database;
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
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** What one borrower leaves in a session is not there for the next one; what the connection began with is. */
class SessionResetTest {

    private static final String POSTGRESQL = "dev.rockpool.jdbc.databases.Databases#hasPostgreSql";
    private static final String MARIADB = "dev.rockpool.jdbc.databases.Databases#hasMariaDb";

    // ---- all databases

    @EachDatabase
    void aResetOfAFreshSessionChangesNothingAndStatementsOfTheDriverStillWork(Database database) throws SQLException {
        try (Connection connection = database.connect()) {
            SessionReset reset = resetOf(connection);
            try (PreparedStatement query = connection.prepareStatement("SELECT CAST(? AS CHAR(1))")) {
                for (int round = 0; round < 3; round++) {
                    for (int i = 0; i < 10; i++) {
                        assertThat(text(query, "x")).isEqualTo("x");
                    }
                    reset.reset(connection);
                }
                assertThat(text(query, "y")).isEqualTo("y");
            }
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @EachDatabase
    void withAutoCommitOffTheResetIsCommitted(Database database) throws SQLException {
        try (Connection connection = database.connect()) {
            SessionReset reset = resetOf(connection);
            Database.execute(connection, set(database));
            connection.setAutoCommit(false);
            reset.reset(connection);
            connection.rollback();
            assertThat(text(connection, read(database))).isEqualTo(unset(database));
        }
    }

    @EachDatabase
    void aSessionThatIsGoneCannotBeReset(Database database) throws SQLException {
        Connection connection = database.connect();
        SessionReset reset = resetOf(connection);
        connection.close();
        assertThatThrownBy(() -> reset.reset(connection)).isInstanceOf(SQLException.class);
    }

    @EachDatabase
    void ownStatementsAreExecutedInTheirOrderAndAFailureIsTold(Database database) throws SQLException {
        String table = "own_" + database;
        database.execute("DROP TABLE IF EXISTS " + table, "CREATE TABLE " + table + " (id INT)");
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            SessionReset.of("INSERT INTO " + table + " VALUES (1)", "UPDATE " + table + " SET id = id + 1")
                    .reset(connection);
            connection.rollback();
            assertThat(text(connection, "SELECT id FROM " + table)).isEqualTo("2");
            assertThatThrownBy(() -> SessionReset.of("SELEKT").reset(connection))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void noneIsOneAndDoesNothing() throws SQLException {
        assertThat(SessionReset.none()).isSameAs(SessionReset.none()).isSameAs(SessionReset.of());
        Connection closed = Databases.h2().connect();
        closed.close();
        SessionReset.none().reset(closed);
    }

    @EachDatabase
    void theNextBorrowerSeesNothingOfThisOneAndAllThatTheDataSourceSets(Database database) throws SQLException {
        RockpoolDataSource source = new RockpoolDataSource();
        source.setUrl(database.url());
        source.setUsername(Database.USER);
        source.setPassword(Database.PASSWORD);
        source.setMaxSize(1);
        source.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        source.setConnectionInitSql(
                database instanceof PostgresServer ? "SET my.init = 'begun'" : "SET @init = 'begun'");
        String init = read(database).replace("marker", "init");
        try (Connection connection = database.connect()) {
            source.setSessionReset(SessionReset.forProduct(connection.getMetaData()));
        }
        for (boolean isAutoCommit : new boolean[] {true, false, true}) {
            try (Connection connection = source.getConnection()) {
                assertThat(text(connection, read(database))).isIn(null, "");
                assertThat(text(connection, init)).isEqualTo("begun");
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
                assertThat(connection.getAutoCommit()).isTrue();
                connection.setAutoCommit(isAutoCommit);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                Database.execute(connection, set(database), set(database).replace("marker", "init"));
            }
        }
        assertThat(source.pool().stats().created()).isEqualTo(1);
        source.close();
    }

    // ---- PostgreSQL

    private static final List<String> POSTGRESQL_STATE = List.of(
            "SHOW search_path",
            "SHOW statement_timeout",
            "SHOW work_mem",
            "SHOW timezone",
            "SHOW datestyle",
            "SHOW client_encoding",
            "SHOW application_name",
            "SHOW extra_float_digits",
            "SHOW client_min_messages",
            "SHOW default_transaction_isolation",
            "SHOW default_transaction_read_only",
            "SELECT current_setting('my.tenant', true)",
            "SELECT current_user",
            "SELECT session_user",
            "SELECT count(*) FROM pg_prepared_statements WHERE from_sql",
            "SELECT count(*) FROM pg_cursors",
            "SELECT count(*) FROM pg_listening_channels()",
            "SELECT to_regclass('pg_temp.secret')",
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()");

    @Test
    @EnabledIf(POSTGRESQL)
    void postgreSqlKeepsNothingOfABorrower() throws SQLException {
        PostgresServer server = Databases.postgreSql();
        server.execute("CREATE SCHEMA IF NOT EXISTS elsewhere", "CREATE SEQUENCE IF NOT EXISTS numbers");
        try (Connection connection = server.connect();
                Connection other = server.connect()) {
            List<String> before = answers(connection, POSTGRESQL_STATE);
            SessionReset reset = resetOf(connection);

            Database.execute(
                    connection,
                    "SET search_path = elsewhere",
                    "SET statement_timeout = '7s'",
                    "SET work_mem = '1MB'",
                    "SET timezone = 'Asia/Colombo'",
                    "SET application_name = 'borrower'",
                    "SET extra_float_digits = 0",
                    "SET client_min_messages = 'error'",
                    "SET default_transaction_isolation = 'serializable'",
                    "SET my.tenant = 'seven'",
                    "CREATE TEMP TABLE secret AS SELECT 1",
                    "SELECT nextval('public.numbers')",
                    "PREPARE mine AS SELECT 1",
                    "PREPARE \"My \"\"other\" AS SELECT 2",
                    "SELECT pg_advisory_lock(4711)",
                    "SELECT pg_advisory_lock_shared(4712)",
                    "LISTEN news",
                    "LISTEN \"Other News\"");
            connection.setAutoCommit(false);
            Database.execute(connection, "DECLARE held CURSOR WITH HOLD FOR SELECT 1");
            connection.commit();
            connection.setAutoCommit(true);
            Database.execute(other, "NOTIFY news, 'for the borrower'");
            Database.execute(connection, "SET default_transaction_read_only = on", "SET ROLE tenant");
            Waits.until("the notification has come", () -> hasCome(connection));
            Database.execute(other, "NOTIFY news, 'too late for the borrower'");
            assertThat(answers(connection, POSTGRESQL_STATE)).isNotEqualTo(before);

            reset.reset(connection);

            assertThat(answers(connection, POSTGRESQL_STATE)).isEqualTo(before);
            assertThat(connection.unwrap(PGConnection.class).getNotifications()).isEmpty();
            assertThatThrownBy(() -> text(connection, "SELECT lastval()")).hasMessageContaining("lastval");
            assertThat(text(other, "SELECT pg_try_advisory_lock(4711)")).isEqualTo("t");
        }
    }

    private static boolean hasCome(Connection connection) {
        try {
            return connection.unwrap(PGConnection.class).getNotifications().length > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @EnabledIf(POSTGRESQL)
    void postgreSqlGoesBackToWhatTheUrlAndTheRoleSay() throws SQLException {
        PostgresServer server = Databases.postgreSql();
        server.administer("ALTER ROLE " + Database.USER + " SET lock_timeout = '1234ms'");
        String url = server.url(
                server.address().getPort(),
                "ApplicationName=it%27s%20%7Borders%7D",
                "currentSchema=elsewhere",
                "options=-c%20work_mem=2MB");
        try (Connection connection = DriverManager.getConnection(url, Database.USER, Database.PASSWORD)) {
            List<String> questions =
                    List.of("SHOW application_name", "SHOW search_path", "SHOW work_mem", "SHOW lock_timeout");
            List<String> before = answers(connection, questions);
            assertThat(before).containsExactly("it's {orders}", "elsewhere", "2MB", "1234ms");
            SessionReset reset = resetOf(connection);
            Database.execute(
                    connection,
                    "SET application_name = 'x'",
                    "SET search_path = public",
                    "SET work_mem = '1MB'",
                    "SET lock_timeout = 0");
            reset.reset(connection);
            assertThat(answers(connection, questions)).isEqualTo(before);
        } finally {
            server.administer("ALTER ROLE " + Database.USER + " RESET lock_timeout");
        }
    }

    @Test
    @EnabledIf(POSTGRESQL)
    void postgreSqlKeepsWhatTheDriverHasPreparedOnTheServer() throws SQLException {
        try (Connection connection = Databases.postgreSql().connect()) {
            String prepared = "SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql";
            try (PreparedStatement query = connection.prepareStatement("SELECT 'driver' || ?")) {
                for (int i = 0; i < 10; i++) {
                    text(query, "x");
                }
                String before = text(connection, prepared);
                assertThat(Integer.parseInt(before)).isPositive();
                resetOf(connection).reset(connection);
                assertThat(text(connection, prepared)).isEqualTo(before);
                for (int i = 0; i < 10; i++) {
                    assertThat(text(query, "y")).isEqualTo("drivery");
                }
                assertThat(text(connection, prepared)).isEqualTo(before);
            }
        }
    }

    @Test
    @EnabledIf(POSTGRESQL)
    void postgreSqlSendsOnceAndTheServerAnswersOnce() throws Exception {
        PostgresServer server = Databases.postgreSql();
        try (ChaosProxy proxy = ChaosProxy.to(server.address());
                Connection connection =
                        DriverManager.getConnection(server.url(proxy.port()), Database.USER, Database.PASSWORD)) {
            SessionReset reset = resetOf(connection);
            // Not a byte of an answer passes, and yet all is done: the server needs nothing more from the client.
            Database.execute(connection, "SET my.marker = 'set'");
            long session = server.session(connection);
            proxy.latency(java.time.Duration.ofDays(1));
            Thread resetting = new Thread(() -> {
                try {
                    reset.reset(connection);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            resetting.start();
            Waits.until(
                    "the last part has been executed, and the session is idle",
                    () -> isIdleAfterReset(server, session));
            proxy.heal();
            resetting.join();
            assertThat(text(connection, "SELECT current_setting('my.marker', true)"))
                    .isIn("", null);
        }
    }

    private static boolean isIdleAfterReset(Server server, long session) {
        try (Connection admin = server.admin()) {
            String state = text(
                    admin, "SELECT state FROM pg_stat_activity WHERE query LIKE '%set_config%' AND pid = " + session);
            return "idle".equals(state);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- MariaDB, with its own driver and that of MySQL

    static Stream<String> mariaDbUrls() {
        if (!Databases.hasMariaDb()) {
            return Stream.of();
        }
        MariaDbServer server = Databases.mariaDb();
        int port = server.address().getPort();
        return Stream.of(
                server.url(),
                server.url(port, "useServerPrepStmts=true"),
                server.mySqlUrl(),
                server.url(port, "sessionVariables=lock_wait_timeout=77,sql_mode='ANSI_QUOTES,PIPES_AS_CONCAT'"),
                server.mySqlUrl("useServerPrepStmts=true"),
                server.mySqlUrl("cachePrepStmts=true"));
    }

    @ParameterizedTest
    @EnabledIf(MARIADB)
    @MethodSource("mariaDbUrls")
    void mariaDbKeepsNothingOfABorrower(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.USER, Database.PASSWORD);
                Connection other = Databases.mariaDb().connect()) {
            List<String> questions = List.of(
                    "SELECT @mine",
                    "SELECT @@sql_mode",
                    "SELECT @@time_zone",
                    "SELECT @@lock_wait_timeout",
                    "SELECT @@tx_isolation",
                    "SELECT @@autocommit",
                    "SELECT @@character_set_client",
                    "SELECT @@character_set_results",
                    "SELECT @@collation_connection",
                    "SELECT DATABASE()",
                    "SELECT IS_USED_LOCK('borrowed')");
            List<String> before = answers(connection, questions);
            SessionReset reset = resetOf(connection);
            Database.execute(
                    connection,
                    "SET @mine = 'secret'",
                    "SET SESSION sql_mode = 'ANSI_QUOTES'",
                    "SET time_zone = '+05:30'",
                    "SET SESSION lock_wait_timeout = 7",
                    "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                    "DO GET_LOCK('borrowed', 5)",
                    "CREATE TEMPORARY TABLE secret (id INT)",
                    "PREPARE mine FROM 'SELECT 1'");
            assertThat(answers(connection, questions)).isNotEqualTo(before);

            reset.reset(connection);

            assertThat(answers(connection, questions)).isEqualTo(before);
            assertThat(text(connection, "SELECT 'ü-字-🐚'")).isEqualTo("ü-字-🐚");
            assertThatThrownBy(() -> Database.execute(connection, "SELECT * FROM secret"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> Database.execute(connection, "EXECUTE mine"))
                    .isInstanceOf(SQLException.class);
            assertThat(text(other, "SELECT GET_LOCK('borrowed', 0)")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnabledIf(MARIADB)
    @MethodSource("mariaDbUrls")
    void mariaDbStillExecutesWhatTheDriverHasPrepared(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.USER, Database.PASSWORD)) {
            SessionReset reset = resetOf(connection);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 10; i++) { // as borrowers do: each prepares and closes
                    try (PreparedStatement query = connection.prepareStatement("SELECT CONCAT('driver', ?)")) {
                        assertThat(text(query, "x")).isEqualTo("driverx");
                    }
                }
                reset.reset(connection);
            }
        }
    }

    @Test
    @EnabledIf(MARIADB)
    void aDriverThatDoesNotResetIsFoundOutWhenAConnectionIsNew() throws SQLException {
        MariaDbServer server = Databases.mariaDb();
        String off = server.url().replace("useResetConnection=true", "useResetConnection=false");
        assertUnsupported(off, "useResetConnection=true");
        assertUnsupported(server.mySqlUrl("paranoid=true"), "paranoid=false");
        String cached = server.mySqlUrl("useServerPrepStmts=true", "cachePrepStmts=true");
        assertUnsupported(cached, "cachePrepStmts=false");
        try (Connection connection = Databases.h2().connect()) {
            assertThatThrownBy(() -> SessionReset.mariaDb().reset(connection))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
        }
    }

    private static void assertUnsupported(String url, String cure) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.USER, Database.PASSWORD)) {
            assertThatThrownBy(() -> SessionReset.mySql().forSession(connection))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining(cure);
        }
    }

    // ---- H2

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void h2KeepsNothingOfABorrower(boolean hasOddNames) throws SQLException {
        H2Database database = Databases.h2();
        database.execute("CREATE SCHEMA IF NOT EXISTS elsewhere");
        String name = hasOddNames ? "\"my \"\"secret\"" : "secret";
        List<String> questions = List.of(
                "SELECT @" + name,
                "SELECT CURRENT_SCHEMA",
                "SELECT LOCK_TIMEOUT()",
                "SELECT EXTRACT(TIMEZONE_HOUR FROM CURRENT_TIMESTAMP)");
        try (Connection connection = database.connect()) {
            List<String> before = answers(connection, questions);
            SessionReset reset = resetOf(connection);
            Database.execute(
                    connection,
                    "SET LOCK_TIMEOUT 7",
                    "SET @" + name + " = 'x'",
                    "CREATE LOCAL TEMPORARY TABLE " + name + " (id INT)",
                    "SET SCHEMA elsewhere",
                    "SET SCHEMA_SEARCH_PATH elsewhere, public",
                    "SET TIME ZONE '5:30'");
            assertThat(answers(connection, questions)).isNotEqualTo(before);
            reset.reset(connection);
            assertThatThrownBy(() -> Database.execute(connection, "SELECT * FROM " + name))
                    .isInstanceOf(SQLException.class);
            assertThat(answers(connection, questions)).isEqualTo(before);
        }
    }

    @Test
    void h2GoesBackToWhatTheUrlSays() throws SQLException {
        Databases.h2().execute("CREATE SCHEMA IF NOT EXISTS elsewhere");
        String url = Databases.h2().url() + ";SCHEMA=ELSEWHERE;LOCK_TIMEOUT=1234;SCHEMA_SEARCH_PATH=ELSEWHERE,PUBLIC";
        try (Connection connection = DriverManager.getConnection(url, Database.USER, Database.PASSWORD)) {
            List<String> questions = List.of(
                    "SELECT CURRENT_SCHEMA",
                    "SELECT LOCK_TIMEOUT()",
                    "SELECT STATE_COMMAND FROM INFORMATION_SCHEMA.SESSION_STATE WHERE STATE_KEY = 'SCHEMA_SEARCH_PATH'");
            List<String> before = answers(connection, questions);
            SessionReset reset = resetOf(connection);
            Database.execute(connection, "SET SCHEMA PUBLIC", "SET LOCK_TIMEOUT 7", "SET SCHEMA_SEARCH_PATH PUBLIC");
            assertThat(answers(connection, questions)).isNotEqualTo(before);
            reset.reset(connection);
            assertThat(answers(connection, questions)).isEqualTo(before);
        }
    }

    // ---- helpers

    /** As the data source does with a new connection. */
    private static SessionReset resetOf(Connection connection) throws SQLException {
        return SessionReset.forProduct(connection.getMetaData()).forSession(connection);
    }

    private static String set(Database database) {
        return database instanceof PostgresServer ? "SET my.marker = 'set'" : "SET @marker = 'set'";
    }

    private static String read(Database database) {
        return database instanceof PostgresServer ? "SELECT current_setting('my.marker', true)" : "SELECT @marker";
    }

    private static String unset(Database database) {
        return database instanceof PostgresServer ? "" : null;
    }

    private static List<String> answers(Connection connection, List<String> questions) throws SQLException {
        List<String> answers = new ArrayList<>();
        for (String question : questions) {
            String answer = text(connection, question);
            answers.add(question.contains("my.tenant") && answer == null ? "" : answer);
        }
        return answers;
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private static String text(PreparedStatement query, String parameter) throws SQLException {
        query.setString(1, parameter);
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
