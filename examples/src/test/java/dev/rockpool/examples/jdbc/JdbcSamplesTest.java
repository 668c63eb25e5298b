package dev.rockpool.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.testkit.PoolAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples work. */
class JdbcSamplesTest {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    private static void fill(RockpoolDataSource orders) throws SQLException {
        try (Connection connection = orders.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id INT, total INT)");
            statement.execute("INSERT INTO orders VALUES (1, 42)");
        }
    }

    @Test
    void aDataSourceIsOpenedAndUsed() throws SQLException {
        RockpoolDataSource orders = JdbcSamples.open(url, "secret");
        JdbcSamples.start(orders);
        fill(orders);
        assertThat(JdbcSamples.total(orders, 1)).isEqualTo(42);
        PoolAudit.check(orders.pool());
        orders.close();
    }

    @Test
    void aVariableOfOneBorrowerIsGoneForTheNext() throws SQLException {
        try (RockpoolDataSource tenants = JdbcSamples.clean(url)) {
            for (int borrower = 0; borrower < 2; borrower++) {
                try (Connection connection = tenants.getConnection();
                        var statement = connection.createStatement()) {
                    try (var rows = statement.executeQuery("SELECT @tenant")) {
                        rows.next();
                        assertThat(rows.getString(1)).isNull();
                    }
                    statement.execute("SET @tenant = 'first'");
                }
            }
            assertThat(tenants.pool().stats().created()).isEqualTo(1);
        }
    }

    @Test
    void aPasswordComesFromAFile(@TempDir Path folder) throws Exception {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "in-a-file\n");
        try (RockpoolDataSource orders = JdbcSamples.rotating(url, secret)) {
            fill(orders);
            assertThat(JdbcSamples.total(orders, 1)).isEqualTo(42);
        }
    }

    @Test
    void theOthersOpen(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("hikari.properties");
        Files.writeString(file, "jdbcUrl=" + url + "\nmaximumPoolSize=4\n");
        try (RockpoolDataSource one = JdbcSamples.classifying(url);
                RockpoolDataSource two = JdbcSamples.fromText(file)) {
            fill(one);
            assertThat(JdbcSamples.total(two, 1)).isEqualTo(42);
            assertThat(two.getMaxSize()).isEqualTo(4);
        }
    }
}
