package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.Databases;
import dev.rockpool.jdbc.databases.EachDatabase;
import dev.rockpool.jdbc.databases.EachServer;
import dev.rockpool.jdbc.databases.PostgresServer;
import dev.rockpool.jdbc.databases.Server;
import dev.rockpool.testkit.network.ChaosProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Which connections of a real database are lent again after a failure, and which are replaced. */
class BrokenConnectionsTest {

    private static final String POSTGRESQL = "dev.rockpool.jdbc.databases.Databases#hasPostgreSql";

    private interface Use {
        void with(Connection connection) throws SQLException;
    }

    @EachServer
    void aSessionThatWasEndedFromOutsideIsReplaced(Server server) throws SQLException {
        assertReplaced(server, true, connection -> {
            server.terminate(server.session(connection));
            fails(() -> Database.execute(connection, "SELECT 1"));
        });
    }

    @EachServer
    void aConnectionToAServerThatHasBecomeReadOnlyIsReplaced(Server server) throws SQLException {
        server.execute("DROP TABLE IF EXISTS standby", "CREATE TABLE standby (id INT)");
        assertReplaced(server, true, connection -> {
            server.readOnly(true);
            try {
                fails(() -> Database.execute(connection, "INSERT INTO standby VALUES (1)"));
            } finally {
                server.readOnly(false);
            }
        });
    }

    @Test
    @EnabledIf(POSTGRESQL)
    void aConnectionThatTheBorrowerHasMadeReadOnlyIsLentAgain() throws SQLException {
        PostgresServer server = Databases.postgreSql();
        server.execute("DROP TABLE IF EXISTS standby", "CREATE TABLE standby (id INT)");
        assertReplaced(server, false, connection -> {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> Database.execute(connection, "INSERT INTO standby VALUES (1)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        });
    }

    /** However short they have been idle: else each would cost its borrower the same error. */
    @EachServer
    void whenOneIsBrokenThoseThatAreIdleAreValidatedBeforeTheyAreLent(Server server) throws Exception {
        try (ChaosProxy proxy = ChaosProxy.to(server.address());
                RockpoolDataSource source = dataSource(server)) {
            source.setUrl(server.url(proxy.port()));
            source.setMaxSize(4);
            source.setValidateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofHours(1)));
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(source.getConnection());
            }
            for (Connection one : all.subList(1, 4)) {
                one.close();
            }
            proxy.resetAll();
            fails(() -> Database.execute(all.get(0), "SELECT 1"));
            for (int i = 0; i < 4; i++) {
                try (Connection connection = source.getConnection()) {
                    Database.execute(connection, "SELECT 1");
                }
            }
            all.get(0).close();
            assertThat(source.pool().stats().validationFailures()).isBetween(1L, 3L);
        }
    }

    @EachDatabase
    void aMistakeIsLentAgain(Database database) throws SQLException {
        assertReplaced(database, false, connection -> {
            fails(() -> Database.execute(connection, "SELEKT 1"));
            connection.setAutoCommit(false);
            fails(() -> Database.execute(connection, "SELECT * FROM there_is_none"));
        });
    }

    @EachServer
    void aStatementThatTookTooLongIsLentAgain(Server server) throws SQLException {
        String sleep = server instanceof PostgresServer
                ? "SELECT pg_sleep(600)"
                : "SELECT COUNT(*) FROM information_schema.COLLATIONS a, information_schema.COLLATIONS b,"
                        + " information_schema.COLLATIONS c, information_schema.COLLATIONS d";
        assertReplaced(server, false, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(1);
                fails(() -> statement.execute(sleep));
            }
        });
    }

    @EachDatabase
    void whatAUsersClassifierSaysCountsAndOneThatFailsIsTheEndOfTheConnection(Database database) throws SQLException {
        try (RockpoolDataSource source = dataSource(database)) {
            source.setErrorClassifier(failure -> {
                throw new IllegalStateException("the classifier fails");
            });
            try (Connection connection = source.getConnection()) {
                fails(() -> Database.execute(connection, "SELEKT 1"));
            }
            source.getConnection().close();
            assertThat(source.pool().stats().created()).isEqualTo(2);
        }
    }

    private static void assertReplaced(Database database, boolean isReplaced, Use use) throws SQLException {
        try (RockpoolDataSource source = dataSource(database)) {
            try (Connection connection = source.getConnection()) {
                use.with(connection);
            }
            try (Connection connection = source.getConnection()) {
                Database.execute(connection, "SELECT 1");
            }
            assertThat(source.pool().stats().created()).isEqualTo(isReplaced ? 2 : 1);
        }
    }

    private static void fails(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SQLException.class);
    }

    private static RockpoolDataSource dataSource(Database database) {
        RockpoolDataSource source = new RockpoolDataSource();
        source.setUrl(database.url());
        source.setUsername(Database.USER);
        source.setPassword(Database.PASSWORD);
        source.setMaxSize(1);
        return source;
    }
}
