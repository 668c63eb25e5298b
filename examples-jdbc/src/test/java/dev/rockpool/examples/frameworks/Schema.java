package dev.rockpool.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.Databases;
import dev.rockpool.jdbc.databases.PostgresServer;
import dev.rockpool.testkit.PoolAudit;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** A schema of its own in the database, and data sources for it. */
record Schema(String name) {

    /** Makes it anew, with nothing in it. */
    static Schema empty(String name) throws SQLException {
        server().execute("DROP SCHEMA IF EXISTS " + name + " CASCADE", "CREATE SCHEMA " + name);
        return new Schema(name);
    }

    static PostgresServer server() {
        return Databases.postgreSql();
    }

    String url() {
        return server().url(server().address().getPort(), "currentSchema=" + name);
    }

    /** A data source with at most so many connections. */
    RockpoolDataSource open(int connections) {
        return RockpoolDataSource.builder()
                .url(url())
                .username(Database.USER)
                .password(Database.PASSWORD)
                .maxSize(connections)
                .acquireTimeout(Duration.ofMinutes(1))
                .build();
    }

    /** All connections are back, in the state that they began with, and the counts add up. Closes it. */
    static void audit(RockpoolDataSource dataSource) throws SQLException {
        PoolAudit.check(dataSource.pool());
        assertThat(dataSource.pool().stats().leased()).isZero();
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isReadOnly()).isFalse();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        }
        dataSource.close();
    }
}
