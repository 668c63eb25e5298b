package dev.rockpool.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.jdbc.RockpoolDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.rockpool.jdbc.databases.Databases#hasPostgreSql")
class FlywayMigrationsTest {

    private RockpoolDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = Schema.empty("flyway").open(2); // Flyway holds its lock on one connection, and works on another
    }

    @AfterEach
    void nothingIsLost() throws SQLException {
        Schema.audit(dataSource);
    }

    @Test
    void migrationsAreExecutedOnce() throws SQLException {
        assertThat(FlywayMigrations.migrate(dataSource, "classpath:db/accounts"))
                .isEqualTo(2);
        assertThat(FlywayMigrations.migrate(dataSource, "classpath:db/accounts"))
                .isZero();
        assertThat(exists("account")).isTrue();
        assertThat(dataSource.pool().stats().peakSize())
                .as("as docs/jdbc.md says")
                .isEqualTo(2);
    }

    @Test
    void aMigrationThatFailsIsRolledBackAndItsErrorComesThrough() throws SQLException {
        assertThatThrownBy(() -> FlywayMigrations.migrate(dataSource, "classpath:db/broken"))
                .isInstanceOf(FlywayException.class)
                .hasStackTraceContaining("nowhere");
        assertThat(exists("half")).isFalse();
    }

    private boolean exists(String table) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass('" + table + "') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
