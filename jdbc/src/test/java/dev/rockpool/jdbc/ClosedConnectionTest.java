package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Waits;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left of a connection when it has been given back: nothing that reaches the database. */
class ClosedConnectionTest {

    private final StubDatabase database = new StubDatabase();
    private final RockpoolDataSource dataSource = database.pooled();

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void eachBorrowerHasAConnectionOfTheirOwnOverTheSameSession() throws SQLException {
        Connection first = dataSource.getConnection();
        first.close();
        try (Connection second = dataSource.getConnection()) {
            assertThat(second).isNotSameAs(first);
            assertThat(second.isClosed()).isFalse();
            assertThat(first.isClosed()).isTrue();
            assertThatThrownBy(first::createStatement).isInstanceOf(SQLException.class);
            first.close(); // not the other's
            first.abort(Runnable::run);
            assertThat(first.isValid(1)).isFalse();
            assertThat(second.isClosed()).isFalse();
            second.createStatement();
        }
        assertThat(database.connects).hasValue(1);
    }

    @Test
    void aSecondCloseGivesBackNothing() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.close();
        connection.close();
        assertThat(dataSource.pool().stats().released()).isEqualTo(1);
        assertThat(dataSource.pool().stats().idle()).isEqualTo(1);
    }

    @Test
    void statementsThatWereLeftOpenAreClosed() throws SQLException {
        Connection connection = dataSource.getConnection();
        Statement open = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT 1");
        Statement closed = connection.createStatement();
        closed.close();
        ResultSet rows = prepared.executeQuery();
        database.take();
        connection.close();
        assertThat(database.calls)
                .filteredOn(call -> call.name().equals("close"))
                .extracting(StubDatabase.Call::type)
                .containsExactly(PreparedStatement.class, Statement.class); // newest first
        assertThat(open.isClosed()).isTrue();
        assertThat(prepared.isClosed()).isTrue();
        assertThat(rows.isClosed()).isTrue();
        open.close();
        rows.close();
        assertThat(database.calls)
                .filteredOn(call -> call.name().equals("close"))
                .hasSize(2);
    }

    @Test
    void aStatementThatCannotBeClosedDoesNotKeepTheOthersOpen() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.createStatement();
        connection.createStatement();
        database.take();
        database.fail("close", new SQLException("no", "HY000"));
        connection.close();
        assertThat(database.calls)
                .filteredOn(call -> call.name().equals("close"))
                .hasSize(2);
    }

    @Test
    void aStatementThatWasClosedIsNotReachedAgain() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            PreparedStatement statement = connection.prepareStatement("SELECT 1");
            statement.close();
            database.take();
            assertThatThrownBy(statement::executeQuery)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> statement.setInt(1, 1)).isInstanceOf(SQLException.class);
            assertThat(statement.isClosed()).isTrue();
            assertThat(database.take()).isEmpty();
        }
    }

    @Test
    void whatLeadsBackLeadsToTheProxies() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT 1");
            DatabaseMetaData metaData = connection.getMetaData();
            assertThat(statement.getConnection()).isSameAs(connection);
            assertThat(metaData.getConnection()).isSameAs(connection);
            assertThat(rows.getStatement()).isSameAs(statement);
            ResultSet tables = metaData.getTables(null, null, null, null);
            assertThat(tables.getStatement().getConnection()).isSameAs(connection);
        }
    }

    @Test
    void aConnectionThatIsClosedWhileAnotherThreadIsInsideACallIsDestroyed() throws Exception {
        Gate inside = new Gate();
        Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        database.hook = call -> {
            if (call.name().equals("execute")) {
                inside.pass();
            }
            return StubDatabase.USUAL;
        };
        CompletableFuture<Boolean> call = CompletableFuture.supplyAsync(() -> {
            try {
                return statement.execute("SELECT 1");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        inside.awaitInside(1);
        connection.close();
        try (Connection next = dataSource.getConnection()) {
            assertThat(database.connects).hasValue(2);
            assertThat(database.calls)
                    .filteredOn(made -> made.target() == database.connections.get(0))
                    .extracting(StubDatabase.Call::name)
                    .contains("abort"); // a close would wait for the call
            assertThat(next.isClosed()).isFalse();
        } finally {
            inside.open();
        }
        call.get();
        assertThat(dataSource.pool().stats().destroyed(DestroyCause.INVALIDATED))
                .isEqualTo(1);
    }

    @Test
    void aStatementIsCancelledByAnotherThreadAndTheConnectionGoesBack() throws Exception {
        Gate inside = new Gate();
        Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        database.hook = call -> {
            if (call.name().equals("execute")) {
                inside.pass();
            }
            return StubDatabase.USUAL;
        };
        CompletableFuture<Boolean> call = CompletableFuture.supplyAsync(() -> {
            try {
                return statement.execute("SELECT 1");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        inside.awaitInside(1);
        statement.cancel();
        inside.open();
        call.get();
        connection.close();
        dataSource.getConnection().close();
        assertThat(database.connects).hasValue(1);
    }

    @Test
    void anAbortedConnectionIsDestroyed() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.abort(Runnable::run);
        assertThat(connection.isClosed()).isTrue();
        connection.close();
        dataSource.getConnection().close();
        assertThat(database.connects).hasValue(2);
        assertThat(dataSource.pool().stats().destroyed(DestroyCause.INVALIDATED))
                .isEqualTo(1);
    }

    @Test
    void aConnectionThatSaysItIsNotValidIsDestroyed() throws SQLException {
        Connection connection = dataSource.getConnection();
        database.hook = call -> call.name().equals("isValid") ? false : StubDatabase.USUAL;
        assertThat(connection.isValid(1)).isFalse();
        connection.close();
        dataSource.getConnection().close();
        assertThat(database.connects).hasValue(2);
    }

    @Test
    void aLostConnectionIsReplaced() throws SQLException {
        lose();
        Waits.until("a lost connection is found", () -> {
            System.gc();
            return dataSource.pool().stats().leaks() == 1;
        });
        dataSource.getConnection().close();
        assertThat(database.connects).hasValue(2);
    }

    /** With a statement and its rows, which know the connection. */
    private void lose() throws SQLException {
        dataSource.getConnection().createStatement().executeQuery("SELECT 1");
    }

    @Test
    void aConnectionIsNotLostAsLongAsSomethingOfItIsHeld() throws SQLException {
        ResultSet rows = dataSource.getConnection().createStatement().executeQuery("SELECT 1");
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        rows.next();
        assertThat(dataSource.pool().stats().leaks()).isZero();
        rows.getStatement().getConnection().close();
        assertThat(dataSource.pool().stats().idle()).isEqualTo(1);
    }
}
