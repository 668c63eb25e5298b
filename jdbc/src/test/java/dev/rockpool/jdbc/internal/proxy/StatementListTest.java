package dev.rockpool.jdbc.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.jdbc.StubDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The statements that a connection knows. In a lease that lasts for days the list would be a leak. */
class StatementListTest {

    private final StubDatabase database = new StubDatabase();

    private static int knownOf(Connection connection) {
        int known = 0;
        for (StatementHandle one = ((TrackedConnection) connection).newest; one != null; one = one.older) {
            known++;
        }
        return known;
    }

    @Test
    void statementsThatWereClosedAreForgotten() throws SQLException {
        try (RockpoolDataSource dataSource = database.pooled();
                Connection connection = dataSource.getConnection()) {
            Statement kept = connection.createStatement();
            for (int i = 0; i < 1_000; i++) {
                connection.createStatement().close();
            }
            assertThat(knownOf(connection)).isEqualTo(2); // the last one is forgotten when the next comes
            kept.close();
        }
    }

    @Test
    void soAreThoseThatAreClosedAfterTheNextWasMade() throws SQLException {
        try (RockpoolDataSource dataSource = database.pooled();
                Connection connection = dataSource.getConnection()) {
            Statement kept = connection.createStatement();
            Statement before = connection.createStatement();
            for (int i = 0; i < 1_000; i++) {
                Statement next = connection.createStatement();
                before.close();
                before = next;
            }
            assertThat(knownOf(connection)).isLessThan(5);
            kept.close();
        }
    }

    @Test
    void noStatementIsMissedThatThreadsMakeAtOnce() throws Exception {
        try (RockpoolDataSource dataSource = database.pooled()) {
            Connection connection = dataSource.getConnection();
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                threads.add(CompletableFuture.runAsync(() -> {
                    try {
                        for (int i = 0; i < 250; i++) {
                            connection.createStatement().close();
                            connection.createStatement();
                        }
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            for (CompletableFuture<Void> thread : threads) {
                thread.get();
            }
            database.take();
            connection.close();
            assertThat(database.take())
                    .filteredOn(call -> call.equals("Statement.close[]"))
                    .hasSize(1_000);
        }
    }
}
