package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.config.ValidateOnAcquire;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.junit.jupiter.api.Test;

/** Data sources from properties, and from what a naming service has. */
class TextSettingsTest {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID();

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    @Test
    void aHikariPropertiesFileWorksAsItIs() throws SQLException {
        Properties properties = properties(
                "jdbcUrl", url,
                "username", "sa",
                "password", "",
                "poolName", "orders",
                "maximumPoolSize", "4",
                "minimumIdle", "1",
                "connectionTimeout", "5000",
                "autoCommit", "false",
                "transactionIsolation", "TRANSACTION_SERIALIZABLE",
                "connectionInitSql", "CREATE SCHEMA IF NOT EXISTS S",
                "schema", "S");
        try (RockpoolDataSource dataSource = RockpoolDataSource.from(properties);
                Connection connection = dataSource.getConnection()) {
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getSchema()).isEqualTo("S");
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(dataSource.getName()).isEqualTo("orders");
            assertThat(dataSource.getMaximumPoolSize()).isEqualTo(4);
            assertThat(dataSource.getMinimumIdle()).isEqualTo(1);
            assertThat(dataSource.getConnectionTimeout()).isEqualTo(5_000);
        }
    }

    @Test
    void settingsThatHikariDoesNotHaveAreReadToo() {
        assertThat(RockpoolDataSource.from(properties("jdbcUrl", url, "statement-cache-size", "64"))
                        .getStatementCacheSize())
                .isEqualTo(64);
        assertThatThrownBy(() -> RockpoolDataSource.from(properties("jdbcUrl", url, "statementCacheSize", "many")))
                .hasMessageContaining("statementCacheSize must be a whole number, was many");
    }

    @Test
    void whatTextDoesNotSayIsAsItIsForDatabases() {
        RockpoolDataSource dataSource = RockpoolDataSource.from(properties("jdbcUrl", url, "ride-out", "1s"));
        assertThat(dataSource.getRideOut()).isEqualTo(Duration.ofSeconds(1));
        assertThat(dataSource.getMaxLifetime()).isEqualTo(Duration.ofMinutes(30));
        assertThat(dataSource.getCreationBackOffLongest()).isEqualTo(Duration.ofMillis(500));
        assertThat(dataSource.getValidateOnAcquire()).isEqualTo(ValidateOnAcquire.whenIdleFor(Duration.ofMillis(500)));
    }

    @Test
    void aPrefixAsSpringHasItWorks() throws SQLException {
        Properties properties = properties(
                "spring.datasource.hikari.jdbc-url", url,
                "spring.datasource.hikari.maximum-pool-size", "3",
                "spring.datasource.hikari.data-source-properties.SCHEMA", "INFORMATION_SCHEMA",
                "spring.datasource.hikari.data-source-properties.user", "sa",
                "server.port", "80");
        try (RockpoolDataSource dataSource = RockpoolDataSource.from(properties, "spring.datasource.hikari");
                Connection connection = dataSource.getConnection()) {
            assertThat(connection.getSchema()).isEqualTo("INFORMATION_SCHEMA");
            assertThat(dataSource.getMaxSize()).isEqualTo(3);
        }
    }

    @Test
    void everythingThatIsWrongIsNamed() {
        assertThatThrownBy(() -> RockpoolDataSource.from(properties(
                        "jdbcUrl",
                        url,
                        "autoCommit",
                        "maybe",
                        "transactionIsolation",
                        "SOME",
                        "dataSourceJNDI",
                        "java:x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("autoCommit must be true or false, was maybe")
                .hasMessageContaining("transactionIsolation must be a number or one of")
                .hasMessageContaining("dataSourceJNDI");
    }

    @Test
    void aNamingServiceMakesOne() throws Exception {
        Reference reference = new Reference("javax.sql.DataSource", RockpoolDataSourceFactory.class.getName(), null);
        reference.add(new StringRefAddr("scope", "Shareable"));
        reference.add(new StringRefAddr("auth", "Container"));
        reference.add(new StringRefAddr("factory", RockpoolDataSourceFactory.class.getName()));
        reference.add(new StringRefAddr("jdbcUrl", url));
        reference.add(new StringRefAddr("maximumPoolSize", "3"));
        RockpoolDataSourceFactory factory = new RockpoolDataSourceFactory();
        Object made = factory.getObjectInstance(reference, null, null, null);
        assertThat(made).isInstanceOf(RockpoolDataSource.class);
        try (RockpoolDataSource dataSource = (RockpoolDataSource) made;
                Connection connection = dataSource.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
            assertThat(dataSource.getMaxSize()).isEqualTo(3);
        }
        assertThat(factory.getObjectInstance(new Reference("java.lang.String"), null, null, null))
                .isNull();
        assertThat(factory.getObjectInstance("text", null, null, null)).isNull();
    }
}
