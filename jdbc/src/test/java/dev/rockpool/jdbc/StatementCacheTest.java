package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.EachDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements that are prepared once for many users: each finds them as if they had just been prepared. */
class StatementCacheTest {

    private static final String ONE = "SELECT 1";
    private static final String TWO = "SELECT 2";
    private static final String THREE = "SELECT 3";

    private final StubDatabase stub = new StubDatabase();

    private RockpoolDataSource cached(int size) {
        RockpoolDataSource source = stub.pooled();
        source.setStatementCacheSize(size);
        return source;
    }

    private interface Use {
        void with(PreparedStatement statement) throws SQLException;
    }

    private static void use(Connection connection, String sql, Use use) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            use.with(statement);
        }
    }

    /** In a connection of its own. */
    private static void use(RockpoolDataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection()) {
            use(connection, sql, PreparedStatement::execute);
        }
    }

    private List<String> prepared() {
        return stub.calls.stream()
                .filter(call -> call.name().equals("prepareStatement"))
                .map(call -> (String) call.arguments().get(0))
                .toList();
    }

    private long closed() {
        return stub.calls.stream()
                .filter(call ->
                        call.type() == PreparedStatement.class && call.name().equals("close"))
                .count();
    }

    // ---- what is kept

    @Test
    void isOffByDefault() throws SQLException {
        try (RockpoolDataSource source = cached(0)) {
            assertThat(new RockpoolDataSource().getStatementCacheSize()).isZero();
            use(source, ONE);
            use(source, ONE);
            assertThat(prepared()).containsExactly(ONE, ONE);
        }
    }

    @Test
    void aStatementIsPreparedOnceForAllBorrowers() throws SQLException {
        try (RockpoolDataSource source = cached(2)) {
            use(source, ONE);
            use(source, ONE);
            use(source, ONE);
            assertThat(prepared()).containsExactly(ONE);
            assertThat(closed()).isZero();
        }
    }

    @Test
    void theLeastRecentlyUsedIsClosedForOneThatIsTooMany() throws SQLException {
        try (RockpoolDataSource source = cached(2)) {
            use(source, ONE);
            use(source, TWO);
            use(source, ONE);
            use(source, THREE);
            assertThat(closed()).isOne();
            use(source, ONE);
            assertThat(prepared()).containsExactly(ONE, TWO, THREE);
            use(source, TWO);
            assertThat(prepared()).containsExactly(ONE, TWO, THREE, TWO);
        }
    }

    @Test
    void twoAtOnceAreTwoStatementsOfWhichOneIsKept() throws SQLException {
        try (RockpoolDataSource source = cached(2);
                Connection connection = source.getConnection()) {
            PreparedStatement first = connection.prepareStatement(ONE);
            PreparedStatement second = connection.prepareStatement(ONE);
            assertThat(first.unwrap(PreparedStatement.class)).isNotSameAs(second);
            assertThat(prepared()).containsExactly(ONE, ONE);
            first.close();
            second.close();
            assertThat(closed()).isOne();
        }
    }

    @Test
    void statementsThatWerePreparedOtherwiseAreOthers() throws SQLException {
        try (RockpoolDataSource source = cached(9);
                Connection connection = source.getConnection()) {
            for (int i = 0; i < 2; i++) {
                connection.prepareStatement(ONE).close();
                connection
                        .prepareStatement(ONE, Statement.RETURN_GENERATED_KEYS)
                        .close();
                connection.prepareStatement(ONE, Statement.NO_GENERATED_KEYS).close();
                connection
                        .prepareStatement(ONE, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)
                        .close();
                connection
                        .prepareStatement(
                                ONE,
                                ResultSet.TYPE_FORWARD_ONLY,
                                ResultSet.CONCUR_READ_ONLY,
                                ResultSet.CLOSE_CURSORS_AT_COMMIT)
                        .close();
                connection.prepareStatement(ONE, new String[] {"id"}).close();
            }
            assertThat(prepared()).hasSize(6);
            connection.prepareCall(ONE).close();
            connection.prepareCall(ONE).close();
            connection.prepareStatement(ONE, new int[] {1}).close();
            connection.prepareStatement(ONE, new int[] {1}).close();
            assertThat(stub.calls.stream().filter(call -> call.name().equals("prepareCall")))
                    .hasSize(2);
            assertThat(prepared()).hasSize(8);
        }
    }

    // ---- what is put back, and what is not kept

    @Test
    void whatWasSetIsPutBackAndWhatWasNotIsNotTouched() throws SQLException {
        stub.hook = call -> call.name().equals("getMaxRows") ? 77 : StubDatabase.USUAL;
        try (RockpoolDataSource source = cached(2);
                Connection connection = source.getConnection()) {
            use(connection, ONE, statement -> {
                statement.setInt(1, 4711);
                statement.setLargeMaxRows(5);
                statement.setMaxRows(6);
                statement.addBatch();
            });
            List<String> end = stub.take();
            assertThat(end.subList(end.indexOf("PreparedStatement.addBatch[]") + 1, end.size()))
                    .containsExactly(
                            "PreparedStatement.setMaxRows[77]",
                            "PreparedStatement.clearBatch[]",
                            "PreparedStatement.clearParameters[]",
                            "PreparedStatement.clearWarnings[]",
                            "PreparedStatement.isClosed[]");
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // its lambdas know nothing
    private enum Spoiler {
        POOLABLE(statement -> statement.setPoolable(false)),
        CLOSE_ON_COMPLETION(Statement::closeOnCompletion),
        ESCAPES(statement -> statement.setEscapeProcessing(false)),
        CURSOR(statement -> statement.setCursorName("c")),
        DRIVERS_OWN(statement -> statement.unwrap(driversOwn())),
        FAILURE(statement -> assertThatThrownBy(statement::executeUpdate).isInstanceOf(SQLException.class));

        private final Use use;

        Spoiler(Use use) {
            this.use = use;
        }

        /** The class of the driver's statements. */
        private static Class<?> driversOwn() {
            return new StubDatabase().part(PreparedStatement.class, "nobody").getClass();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeAsItWasIsClosed(Spoiler spoiler) throws SQLException {
        stub.hook = call -> {
            if (call.name().equals("executeUpdate")) {
                throw new SQLException("no", "42000");
            }
            return StubDatabase.USUAL;
        };
        try (RockpoolDataSource source = cached(2)) {
            try (Connection connection = source.getConnection()) {
                use(connection, ONE, spoiler.use);
                assertThat(closed()).isOne();
            }
            use(source, ONE);
            assertThat(prepared()).containsExactly(ONE, ONE);
            assertThat(stub.connects).hasValue(1);
        }
    }

    @Test
    void aStatementThatWasLeftOpenIsClosedWithTheConnection() throws SQLException {
        try (RockpoolDataSource source = cached(2)) {
            try (Connection connection = source.getConnection()) {
                assertThat(connection.prepareStatement(ONE).executeUpdate()).isZero();
            }
            assertThat(closed()).isOne();
            use(source, ONE);
            assertThat(prepared()).containsExactly(ONE, ONE);
        }
    }

    @Test
    void withAnotherSchemaNothingIsTakenOrKept() throws SQLException {
        stub.firstValues.put("Schema", "mine");
        try (RockpoolDataSource source = cached(2)) {
            use(source, ONE);
            try (Connection connection = source.getConnection()) {
                connection.setSchema("other");
                use(connection, ONE, PreparedStatement::execute);
                assertThat(prepared()).containsExactly(ONE, ONE);
                assertThat(closed()).isOne();
                connection.setSchema("mine");
                use(connection, ONE, PreparedStatement::execute);
            }
            use(source, ONE);
            assertThat(prepared()).hasSize(2);
        }
    }

    @Test
    void aSessionResetClosesWhatIsKept() throws SQLException {
        RockpoolDataSource source = cached(2);
        source.setSessionReset(SessionReset.of("RESET"));
        try (source) {
            use(source, ONE);
            assertThat(closed()).isOne();
            use(source, ONE);
            assertThat(prepared()).containsExactly(ONE, ONE);
        }
    }

    @Test
    void aClosedStatementDoesNotReachTheOneThatIsKept() throws SQLException {
        try (RockpoolDataSource source = cached(2);
                Connection connection = source.getConnection()) {
            PreparedStatement statement = connection.prepareStatement(ONE);
            statement.close();
            PreparedStatement again = connection.prepareStatement(ONE);
            stub.take();
            assertThatThrownBy(statement::executeQuery).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.setInt(1, 1)).isInstanceOf(SQLException.class);
            statement.close();
            assertThat(stub.take()).isEmpty();
            assertThat(again.isClosed()).isFalse();
        }
    }

    @Test
    void aNegativeSizeIsRefused() {
        assertThatThrownBy(() -> cached(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("statementCacheSize must be 0 or more, was -1");
    }

    // ---- on real databases

    private static RockpoolDataSource cached(Database database) {
        RockpoolDataSource source = new RockpoolDataSource();
        source.setUrl(database.url());
        source.setUsername(Database.USER);
        source.setPassword(Database.PASSWORD);
        source.setMaxSize(1);
        source.setStatementCacheSize(4);
        return source;
    }

    private static final String RANGE = "SELECT id FROM cached WHERE id >= ? ORDER BY id";

    private static int count(Connection connection, int from) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RANGE)) {
            statement.setInt(1, from);
            try (ResultSet rows = statement.executeQuery()) {
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                return count;
            }
        }
    }

    @EachDatabase
    void eachUserFindsAStatementAsIfItHadJustBeenPrepared(Database database) throws SQLException {
        database.execute("DROP TABLE IF EXISTS cached", "CREATE TABLE cached (id INT)");
        database.execute("INSERT INTO cached VALUES (1), (2), (3), (4)");
        try (RockpoolDataSource source = cached(database)) {
            for (int round = 0; round < 3; round++) {
                try (Connection connection = source.getConnection()) {
                    PreparedStatement statement = connection.prepareStatement(RANGE);
                    final int fetchSize = statement.getFetchSize();
                    statement.setMaxRows(1);
                    statement.setQueryTimeout(30);
                    statement.setFetchSize(1);
                    statement.setInt(1, 2);
                    ResultSet left = statement.executeQuery();
                    assertThat(left.next()).isTrue();
                    assertThat(left.next()).as("more than one row").isFalse();
                    statement.close();
                    assertThat(statement.isClosed()).isTrue();
                    try (PreparedStatement again = connection.prepareStatement(RANGE)) {
                        assertThat(again.getMaxRows()).isZero();
                        assertThat(again.getQueryTimeout()).isZero();
                        assertThat(again.getFetchSize()).isEqualTo(fetchSize);
                        assertThat((Object) again.getWarnings()).isNull();
                        assertThatThrownBy(again::executeQuery)
                                .as("parameters of the last user")
                                .isInstanceOf(SQLException.class);
                    }
                    assertThat(left.isClosed()).isTrue();
                    assertThat(count(connection, 1)).isEqualTo(4);
                    assertThat(count(connection, 3)).isEqualTo(2);
                }
            }
            assertThat(source.pool().stats().created()).isOne();
        }
    }

    @EachDatabase
    void aBatchThatWasNotExecutedIsNotTheNextUsers(Database database) throws SQLException {
        database.execute("DROP TABLE IF EXISTS cached", "CREATE TABLE cached (id INT)");
        try (RockpoolDataSource source = cached(database);
                Connection connection = source.getConnection()) {
            use(connection, "INSERT INTO cached VALUES (?)", statement -> {
                statement.setInt(1, 1);
                statement.addBatch();
            });
            use(connection, "INSERT INTO cached VALUES (?)", statement -> {
                statement.setInt(1, 2);
                statement.addBatch();
                assertThat(statement.executeBatch()).hasSize(1);
            });
            assertThat(count(connection, 0)).isOne();
        }
    }

    /** A statement that the server cannot execute any more as it was prepared fails its user once at the most. */
    @EachDatabase
    void aTableThatHasChangedFailsAtMostOnce(Database database) throws SQLException {
        database.execute("DROP TABLE IF EXISTS cached", "CREATE TABLE cached (id INT)");
        try (RockpoolDataSource source = cached(database)) {
            for (int i = 0; i < 10; i++) { // the driver of PostgreSQL prepares with the server from the fifth on
                try (Connection connection = source.getConnection()) {
                    use(
                            connection,
                            "SELECT * FROM cached",
                            statement -> statement.executeQuery().close());
                }
            }
            database.execute("ALTER TABLE cached ADD COLUMN more INT");
            int failures = 0;
            for (int i = 0; i < 3; i++) {
                try (Connection connection = source.getConnection()) {
                    use(connection, "SELECT * FROM cached", statement -> {
                        try (ResultSet rows = statement.executeQuery()) {
                            assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
                        }
                    });
                } catch (SQLException stale) {
                    failures++;
                }
            }
            assertThat(failures).isLessThanOrEqualTo(1);
        }
    }
}
