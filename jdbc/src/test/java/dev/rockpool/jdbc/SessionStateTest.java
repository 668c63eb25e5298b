package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.monitor.DestroyCause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a borrower leaves behind in a session, and what is done about it: as much as is needed, and not more. */
class SessionStateTest {

    private final StubDatabase database = new StubDatabase();
    private RockpoolDataSource dataSource = database.pooled();

    @AfterEach
    void close() {
        dataSource.close();
    }

    private interface Borrower {
        void with(Connection connection) throws SQLException;
    }

    /** What reached the driver because of the return, but for the getters, which ask nobody. */
    private List<String> sentAfter(Borrower borrower) throws SQLException {
        Connection connection = dataSource.getConnection();
        borrower.with(connection);
        database.take();
        connection.close();
        return database.take().stream()
                .filter(call -> !call.matches("Connection\\.(get|is).*"))
                .map(call -> call.replaceFirst("Connection\\.setNetworkTimeout\\[.*, (\\d+)]", "limit $1"))
                .toList();
    }

    @Test
    void nothingIsSentForAConnectionThatWasNotUsed() throws SQLException {
        assertThat(sentAfter(connection -> {})).isEmpty();
        assertThat(sentAfter(connection -> connection.getAutoCommit())).isEmpty();
    }

    @Test
    void aQueryUnderAutoCommitCostsTheWarningsOnly() throws SQLException {
        assertThat(sentAfter(connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.executeQuery("SELECT 1").close();
                    }
                }))
                .containsExactly("Connection.clearWarnings[]");
    }

    @Test
    void aConnectionThatWasGivenAShardingKeyHasNoOtherBorrower() throws SQLException {
        ShardingKey key = new ShardingKey() {};
        dataSource.getConnection().close(); // so that there is one
        for (Borrower borrower : List.<Borrower>of(
                connection -> connection.setShardingKey(key),
                connection -> connection.setShardingKey(key, key),
                connection ->
                        assertThat(connection.setShardingKeyIfValid(key, 1)).isFalse(),
                connection -> assertThat(connection.setShardingKeyIfValid(key, key, 1))
                        .isFalse())) {
            int before = database.connections.size();
            sentAfter(borrower);
            dataSource.getConnection().close();
            assertThat(database.connections).hasSize(before + 1);
        }
    }

    @Test
    void anOpenTransactionIsRolledBack() throws SQLException {
        assertThat(sentAfter(connection -> {
                    connection.setAutoCommit(false);
                    connection.createStatement().executeUpdate("UPDATE a SET b = 1");
                }))
                .containsSubsequence("Connection.rollback[]", "Connection.setAutoCommit[true]");
    }

    @Test
    void aTransactionThatHasEndedIsNot() throws SQLException {
        for (Borrower end : List.<Borrower>of(Connection::commit, Connection::rollback)) {
            assertThat(sentAfter(connection -> {
                        connection.setAutoCommit(false);
                        try (var statement = connection.createStatement()) {
                            statement.executeUpdate("UPDATE a SET b = 1");
                        }
                        end.with(connection);
                    }))
                    .doesNotContain("Connection.rollback[]")
                    .contains("Connection.setAutoCommit[true]");
        }
    }

    @Test
    void oneThatWentOnAfterACommitIs() throws SQLException {
        assertThat(sentAfter(connection -> {
                    connection.setAutoCommit(false);
                    var statement = connection.createStatement();
                    statement.executeUpdate("UPDATE a SET b = 1");
                    connection.commit();
                    statement.executeUpdate("UPDATE a SET b = 2");
                }))
                .contains("Connection.rollback[]");
    }

    @Test
    void aSavepointBeginsATransaction() throws SQLException {
        assertThat(sentAfter(connection -> {
                    connection.setAutoCommit(false);
                    Savepoint unused = connection.setSavepoint();
                    assertThat(unused).isNull();
                }))
                .contains("Connection.rollback[]");
    }

    /** Drivers ask by queries, and set by SQL. */
    @Test
    void callsOfTheConnectionItselfMayBeginATransaction() throws SQLException {
        for (Borrower call : List.<Borrower>of(
                Connection::getSchema,
                Connection::getTransactionIsolation,
                connection -> connection.isValid(1),
                connection -> connection.setSchema("text"))) {
            assertThat(sentAfter(connection -> {
                        connection.setAutoCommit(false);
                        call.with(connection);
                    }))
                    .contains("Connection.rollback[]");
        }
    }

    @Test
    void turningAutoCommitOnEndsTheTransaction() throws SQLException {
        assertThat(sentAfter(connection -> {
                    connection.setAutoCommit(false);
                    try (var statement = connection.createStatement()) {
                        statement.executeUpdate("UPDATE a SET b = 1");
                    }
                    connection.setAutoCommit(true);
                }))
                .containsExactly("Connection.clearWarnings[]");
    }

    @Test
    void whatWasChangedIsPutBackAndNothingElse() throws SQLException {
        Properties info = new Properties();
        info.setProperty("ApplicationName", "app");
        database.firstValues.putAll(Map.of("Catalog", "cat", "Schema", "public", "ClientInfo", info));
        assertThat(sentAfter(connection -> connection.setReadOnly(true)))
                .containsExactly(
                        limit(30_000), "Connection.setReadOnly[false]", limit(0), "Connection.clearWarnings[]");
        assertThat(sentAfter(connection -> connection.setTransactionIsolation(8)))
                .contains("Connection.setTransactionIsolation[2]");
        assertThat(sentAfter(connection -> connection.setCatalog("other"))).contains("Connection.setCatalog[cat]");
        assertThat(sentAfter(connection -> connection.setSchema("other"))).contains("Connection.setSchema[public]");
        assertThat(sentAfter(connection -> connection.setHoldability(2))).contains("Connection.setHoldability[1]");
        assertThat(sentAfter(connection -> connection.setTypeMap(Map.of("a", String.class))))
                .contains("Connection.setTypeMap[null]");
        assertThat(sentAfter(connection -> connection.setClientInfo("ApplicationName", "mine")))
                .contains("Connection.setClientInfo[" + info + "]");
        assertThat(sentAfter(connection -> connection.setNetworkTimeout(Runnable::run, 5)))
                .containsExactly(limit(0), limit(30_000), limit(0), "Connection.clearWarnings[]");
    }

    private static String limit(int millis) {
        return "limit " + millis;
    }

    @Test
    void whatTheBorrowerPutBackIsLeftAlone() throws SQLException {
        assertThat(sentAfter(connection -> {
                    connection.setReadOnly(true);
                    connection.setTransactionIsolation(8);
                    connection.setReadOnly(false);
                    connection.setTransactionIsolation(2);
                }))
                .containsExactly("Connection.clearWarnings[]");
    }

    @Test
    void aSetterThatFailedMayHaveChangedSomething() throws SQLException {
        assertThat(sentAfter(connection -> {
                    database.fail("setSchema", new SQLException("late", "HY000"));
                    try {
                        connection.setSchema("other");
                    } catch (SQLException expected) {
                        database.hook = call -> StubDatabase.USUAL;
                    }
                }))
                .contains("Connection.setSchema[text]");
    }

    /** A setter sends SQL, which would begin a transaction that nobody ends. */
    @Test
    void whatIsPutBackIsNotPartOfATransaction() throws SQLException {
        assertThat(sentAfter(connection -> {
                    connection.setAutoCommit(false);
                    connection.setSchema("other");
                    connection.createStatement().executeUpdate("UPDATE a SET b = 1");
                }))
                .filteredOn(call -> !call.startsWith("limit"))
                .containsExactly(
                        "Statement.close[]",
                        "Connection.rollback[]",
                        "Connection.setAutoCommit[true]",
                        "Connection.setSchema[text]",
                        "Connection.clearWarnings[]");
    }

    @Test
    void settingsAreWhatIsPutBack() throws SQLException {
        dataSource = database.pooled();
        dataSource.setAutoCommit(false);
        dataSource.setReadOnly(true);
        dataSource.setTransactionIsolation("SERIALIZABLE");
        dataSource.setSchema("orders");
        dataSource.setConnectionInitSql("SET x");
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.isReadOnly()).isTrue();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(connection.getSchema()).isEqualTo("orders");
        }
        assertThat(database.take()).containsSubsequence("Statement.execute[SET x]", "Connection.setAutoCommit[false]");
        assertThat(sentAfter(connection -> connection.setSchema("other")))
                .containsSubsequence(
                        "Connection.setAutoCommit[true]",
                        "Connection.setSchema[orders]",
                        "Connection.setAutoCommit[false]");
        assertThat(sentAfter(connection -> connection.setAutoCommit(true))).contains("Connection.setAutoCommit[false]");
        assertThat(sentAfter(connection -> connection.getMetaData().getTables(null, null, null, null)))
                .contains("Connection.rollback[]");
        assertThat(sentAfter(connection -> {})).isEmpty();
    }

    @Test
    void anythingMayHaveChangedOnceTheDriversConnectionWasSeen() throws SQLException {
        assertThat(sentAfter(connection -> {
                    Connection raw =
                            connection.unwrap(database.connections.get(0).getClass());
                    assertThat(raw).isSameAs(database.connections.get(0));
                    raw.setAutoCommit(false);
                    raw.setReadOnly(true);
                    raw.setSchema("other");
                }))
                .contains(
                        "Connection.rollback[]",
                        "Connection.setReadOnly[false]",
                        "Connection.setSchema[text]",
                        "Connection.setTransactionIsolation[2]")
                .last()
                .isEqualTo("Connection.clearWarnings[]");
        assertThat(database.connections.get(0).getAutoCommit()).isTrue();
        assertThat(sentAfter(connection -> {})).isEmpty();
    }

    @Test
    void theSessionIsResetAfterSomethingWasExecuted() throws SQLException {
        dataSource = database.pooled();
        dataSource.setSessionReset(SessionReset.of("RESET ALL", "UNLISTEN *"));
        assertThat(sentAfter(connection -> connection.createStatement().execute("SET x")))
                .containsSubsequence("Statement.execute[RESET ALL]", "Statement.execute[UNLISTEN *]");
        assertThat(sentAfter(connection -> {})).isEmpty();
    }

    @Test
    void aConnectionThatCannotBeResetIsDestroyed() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        connection.createStatement().executeUpdate("UPDATE a SET b = 1");
        database.fail("rollback", new SQLException("no", "HY000"));
        connection.close();
        dataSource.getConnection().close();
        assertThat(database.connects).hasValue(2);
        assertThat(dataSource.pool().stats().destroyed(DestroyCause.RESET_FAILED))
                .isEqualTo(1);
    }

    @Test
    void aBrokenConnectionIsNotLentAgain() throws SQLException {
        Connection connection = dataSource.getConnection();
        var statement = connection.createStatement();
        database.fail("executeQuery", new SQLException("gone", "08006"));
        try {
            statement.executeQuery("SELECT 1");
        } catch (SQLException expected) {
            assertThat(expected.getMessage()).isEqualTo("gone");
        }
        connection.close();
        dataSource.getConnection().close();
        assertThat(database.connects).hasValue(2);
        assertThat(dataSource.pool().stats().destroyed(DestroyCause.INVALIDATED))
                .isEqualTo(1);
    }

    @Test
    void anErrorThatIsTheStatementsOwnCostsNoConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        var statement = connection.createStatement();
        database.fail("executeQuery", new SQLException("syntax", "42000"));
        try {
            statement.executeQuery("SELECT 1");
        } catch (SQLException expected) {
            assertThat(expected.getMessage()).isEqualTo("syntax");
        }
        connection.close();
        dataSource.getConnection().close();
        assertThat(database.connects).hasValue(1);
    }

    @Test
    void aConnectionThatTheDriverHasClosedIsNotLentAgain() throws SQLException {
        Connection connection = dataSource.getConnection();
        var statement = connection.createStatement();
        database.fail("executeQuery", new SQLException("odd", "HY000"));
        try {
            statement.executeQuery("SELECT 1");
        } catch (SQLException expected) {
            database.connections.get(0).close();
        }
        connection.close();
        dataSource.getConnection().close();
        assertThat(database.connects).hasValue(2);
    }

    @Test
    void whatTheClassifierThrowsMeansBroken() throws SQLException {
        dataSource = database.pooled();
        dataSource.setErrorClassifier(failure -> {
            throw new IllegalStateException("of the user");
        });
        Connection connection = dataSource.getConnection();
        database.fail("nativeSQL", new SQLException("any", "42000"));
        try {
            connection.nativeSQL("x");
        } catch (SQLException expected) {
            assertThat(expected.getMessage()).isEqualTo("any");
        }
        connection.close();
        dataSource.getConnection().close();
        assertThat(database.connects).hasValue(2);
    }

    @Test
    void aLeaseOfThePoolIsResetAsWell() throws Exception {
        dataSource.pool().use(connection -> {
            connection.setReadOnly(true);
            connection.close(); // the lease ends it
            return connection.createStatement().execute("SELECT 1");
        });
        assertThat(database.take())
                .contains("Connection.setReadOnly[false]", "Statement.close[]")
                .doesNotContain("Connection.close[]");
    }

    @Test
    void readOnlyConnectionsAreOrdinaryOnesAfterThat() throws SQLException {
        try (Connection connection = dataSource.getReadOnlyConnection()) {
            assertThat(connection.isReadOnly()).isTrue();
        }
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.isReadOnly()).isFalse();
        }
    }
}
