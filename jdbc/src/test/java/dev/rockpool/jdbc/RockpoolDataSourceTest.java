package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.ValidateOnAcquire;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** The data source, over H2. */
class RockpoolDataSourceTest {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID();

    private RockpoolDataSourceBuilder h2() {
        return RockpoolDataSource.builder().url(url).username("app").password("secret-of-app");
    }

    private static int selectOne(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.prepareStatement("SELECT ?")) {
            statement.setInt(1, 42);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    @Test
    void opensWithTheFirstConnection() throws SQLException {
        try (RockpoolDataSource dataSource = h2().name("orders").build()) {
            assertThat(dataSource).hasToString("RockpoolDataSource[not open, " + url + "]");
            assertThat(selectOne(dataSource)).isEqualTo(42);
            assertThat(dataSource.pool().stats().acquired()).isEqualTo(1);
            assertThat(dataSource.pool().stats().name()).isEqualTo("orders");
            assertThat(dataSource).hasToString("RockpoolDataSource[orders, " + url + "]");
        }
    }

    @Test
    void hasTheDefaultsOfADatabasePool() {
        try (RockpoolDataSource dataSource = h2().build()) {
            assertThat(dataSource.getMaxSize()).isEqualTo(10);
            assertThat(dataSource.getMinIdle()).isZero();
            assertThat(dataSource.getAcquireTimeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(dataSource.getRideOut()).isEqualTo(Duration.ofSeconds(5));
            assertThat(dataSource.getCreationBackOffFirst()).isEqualTo(Duration.ofMillis(100));
            assertThat(dataSource.getCreationBackOffLongest()).isEqualTo(Duration.ofMillis(500));
            assertThat(dataSource.getMaxLifetime()).isEqualTo(Duration.ofMinutes(30));
            assertThat(dataSource.getMaxIdleTime()).isEqualTo(Duration.ofMinutes(10));
            assertThat(dataSource.getHealthCheckInterval()).isEqualTo(Duration.ofMinutes(2));
            assertThat(dataSource.getValidateOnAcquire())
                    .isEqualTo(ValidateOnAcquire.whenIdleFor(Duration.ofMillis(500)));
            assertThat(dataSource.pool().config()).isNotNull(); // and no setting has no effect
        }
    }

    @Test
    void settingsAreFixedOnceItIsOpen() throws SQLException {
        try (RockpoolDataSource dataSource = h2().build()) {
            dataSource.open();
            assertThatThrownBy(() -> dataSource.setMaxSize(5))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("pool().control().apply");
            assertThatThrownBy(() -> dataSource.setUrl("jdbc:h2:mem:other")).isInstanceOf(IllegalStateException.class);
            dataSource.pool().control().resize(3);
            assertThat(dataSource.getMaxSize()).isEqualTo(3);
        }
    }

    @Test
    void whatContradictsItselfIsRefusedAndCanBeCorrected() throws SQLException {
        try (RockpoolDataSource dataSource = h2().minIdle(20).build()) {
            assertThatThrownBy(dataSource::getConnection)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("minIdle (20)");
            dataSource.setMaxSize(20);
            dataSource.setMinIdle(1);
            assertThat(selectOne(dataSource)).isEqualTo(42);
        }
        assertThatThrownBy(() -> new RockpoolDataSource().getConnection())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("url");
        assertThatThrownBy(() -> h2().dataSource(new JdbcDataSource()).build().open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dataSource");
        assertThatThrownBy(() -> h2().credentialsProvider(() -> new Credentials("a", "b"))
                        .build()
                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("credentialsProvider");
        assertThatThrownBy(() -> h2().maxSize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxSize");
    }

    @Test
    void aTimeoutSaysWhatTheMatterIs() throws SQLException {
        try (RockpoolDataSource dataSource =
                        h2().maxSize(1).acquireTimeout(Duration.ofMillis(20)).build();
                Connection held = dataSource.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            SQLTransientConnectionException timeout =
                    catchThrowableOfType(SQLTransientConnectionException.class, dataSource::getConnection);
            assertThat(timeout.getSQLState()).isEqualTo("08001");
            assertThat(timeout.getMessage()).contains("no object within 20 ms", "1 of 1 leased", "likely cause");
            assertThat(timeout.getCause()).isInstanceOf(PoolTimeoutException.class);
        }
    }

    @Test
    void theDriversOwnErrorIsGivenWhenNoConnectionCanBeOpened() throws SQLException {
        selectOne(h2().build()); // makes the database and its user
        try (Connection keep = new org.h2.Driver().connect(url, user("secret-of-app"));
                RockpoolDataSource dataSource =
                        h2().password("wrong-secret").rideOut(Duration.ZERO).build()) {
            assertThat(keep).isNotNull();
            SQLException refused = catchThrowableOfType(SQLException.class, dataSource::getConnection);
            assertThat((Throwable) refused).isInstanceOf(SQLInvalidAuthorizationSpecException.class);
            assertThat(refused.getSQLState()).isEqualTo("28000");
            assertThat(refused.getErrorCode()).isEqualTo(28000);
            assertThat(refused.getMessage())
                    .contains("Wrong user name or password")
                    .doesNotContain("wrong-secret");
            assertThat(refused.getCause()).isInstanceOf(SQLException.class);
        }
    }

    private static Properties user(String password) {
        Properties properties = new Properties();
        properties.setProperty("user", "app");
        properties.setProperty("password", password);
        return properties;
    }

    @Test
    void openWaitsForTheDatabase() throws SQLException {
        try (RockpoolDataSource dataSource = h2().minIdle(2).build()) {
            dataSource.open(Duration.ofSeconds(30));
            assertThat(dataSource.pool().stats().size()).isEqualTo(2);
        }
        StubDatabase database = new StubDatabase();
        database.fail("connect", new SQLException("nobody is there", "08001"));
        try (RockpoolDataSource dataSource = database.pooled()) {
            assertThatThrownBy(() -> dataSource.open(Duration.ofSeconds(30)))
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasMessageContaining("nobody is there");
            database.hook = call -> StubDatabase.USUAL;
            dataSource.getConnection().close(); // it is open all the same
        }
    }

    @Test
    void closedForGood() throws SQLException {
        RockpoolDataSource used = h2().build();
        selectOne(used);
        used.close();
        used.close();
        RockpoolDataSource unused = h2().build();
        unused.close();
        unused.close();
        for (RockpoolDataSource closed : new RockpoolDataSource[] {used, unused}) {
            SQLNonTransientConnectionException failure =
                    catchThrowableOfType(SQLNonTransientConnectionException.class, closed::getConnection);
            assertThat(failure.getSQLState()).isEqualTo("08003");
        }
        assertThatThrownBy(unused::pool).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anInterruptIsKept() throws SQLException {
        try (RockpoolDataSource dataSource = h2().build()) {
            selectOne(dataSource);
            Thread.currentThread().interrupt();
            assertThatThrownBy(dataSource::getConnection)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(selectOne(dataSource)).isEqualTo(42);
        }
    }

    @Test
    void whatIsNotOfferedSaysWhatToDo() {
        try (RockpoolDataSource dataSource = h2().build()) {
            assertThatThrownBy(() -> dataSource.getConnection("other", "password"))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining("make another data source")
                    .hasMessageNotContaining("password\"");
            assertThatThrownBy(dataSource::createConnectionBuilder)
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining("getConnection()");
            assertThatThrownBy(dataSource::createShardingKeyBuilder)
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
        }
    }

    @Test
    void theRestOfADataSource() throws SQLException {
        JdbcDataSource underneath = new JdbcDataSource();
        underneath.setUrl(url);
        try (RockpoolDataSource dataSource =
                RockpoolDataSource.builder().dataSource(underneath).build()) {
            assertThat(dataSource.getLoginTimeout()).isEqualTo(30);
            dataSource.setLoginTimeout(7);
            assertThat(dataSource.getLoginTimeout()).isEqualTo(7);
            assertThat(dataSource.getCreateTimeout()).isEqualTo(Duration.ofSeconds(7));
            assertThat(underneath.getLoginTimeout()).isEqualTo(7);
            dataSource.setLoginTimeout(0);
            assertThat(dataSource.getLoginTimeout()).isEqualTo(30);
            assertThat(dataSource.getLogWriter()).isNull();
            assertThat(dataSource.getParentLogger().getName()).isEqualTo("dev.rockpool");
            assertThat(dataSource.isWrapperFor(DataSource.class)).isTrue();
            assertThat(dataSource.isWrapperFor(JdbcDataSource.class)).isTrue();
            assertThat(dataSource.isWrapperFor(String.class)).isFalse();
            assertThat(dataSource.unwrap(RockpoolDataSource.class)).isSameAs(dataSource);
            assertThat(dataSource.unwrap(JdbcDataSource.class)).isSameAs(underneath);
            assertThatThrownBy(() -> h2().build().unwrap(String.class)).isInstanceOf(SQLException.class);
            assertThat(selectOne(dataSource)).isEqualTo(42);
            try (Connection connection = dataSource.getConnection()) {
                assertThat(connection.isWrapperFor(org.h2.jdbc.JdbcConnection.class))
                        .isTrue();
                assertThat(connection.unwrap(org.h2.jdbc.JdbcConnection.class)).isNotNull();
                assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            }
        }
    }

    @Test
    void aTransactionThatIsNotCommittedIsGone() throws SQLException {
        try (RockpoolDataSource dataSource = h2().maxSize(1).build()) {
            try (Connection connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE a (b INT)");
                connection.setAutoCommit(false);
                statement.executeUpdate("INSERT INTO a VALUES (1)");
            }
            try (Connection connection = dataSource.getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT COUNT(*) FROM a")) {
                assertThat(connection.getAutoCommit()).isTrue();
                rows.next();
                assertThat(rows.getInt(1)).isZero();
            }
        }
    }

    @Test
    void theDriverIsFoundByItsName() throws SQLException {
        try (RockpoolDataSource dataSource =
                h2().driverClassName("org.h2.Driver").build()) {
            assertThat(selectOne(dataSource)).isEqualTo(42);
            assertThat(dataSource.getDriverClassName()).isEqualTo("org.h2.Driver");
        }
        assertThatThrownBy(() -> h2().driverClassName("org.example.Driver"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.example.Driver");
        assertThatThrownBy(() -> h2().driverClassName("java.lang.String")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RockpoolDataSource.builder()
                        .url("jdbc:nobody://app:secret-of-app@host/db?password=secret-of-app")
                        .build()
                        .open())
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("no driver accepts the URL jdbc:nobody://app:***@host/db?password=***");
    }

    @Test
    void theDriverGetsItsProperties() throws SQLException {
        try (RockpoolDataSource dataSource = RockpoolDataSource.builder()
                .url(url)
                .dataSourceProperty("user", "sa")
                .dataSourceProperty("SCHEMA", "INFORMATION_SCHEMA")
                .build()) {
            try (Connection connection = dataSource.getConnection()) {
                assertThat(connection.getSchema()).isEqualTo("INFORMATION_SCHEMA");
            }
        }
    }

    @Test
    void anotherDataSourceIsMadeByTheNameOfItsClass() throws SQLException {
        RockpoolDataSource dataSource = new RockpoolDataSource();
        dataSource.setDataSourceClassName("org.h2.jdbcx.JdbcDataSource");
        dataSource.addDataSourceProperty("url", url);
        dataSource.addDataSourceProperty("loginTimeout", "9");
        try (dataSource) {
            assertThat(selectOne(dataSource)).isEqualTo(42);
            assertThat(dataSource.unwrap(JdbcDataSource.class).getLoginTimeout())
                    .isEqualTo(9);
        }
        RockpoolDataSource wrong = new RockpoolDataSource();
        wrong.setDataSourceClassName("org.h2.jdbcx.JdbcDataSource");
        wrong.addDataSourceProperty("pasword", "secret-of-app");
        assertThatThrownBy(wrong::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dataSource.pasword")
                .hasMessageNotContaining("secret-of-app");
    }
}
