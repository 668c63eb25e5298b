package dev.rockpool.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Timeouts;
import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Threads.Actor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What holds for every library: work is done, transactions roll back, connections come back, errors come through. */
@EnabledIf("dev.rockpool.jdbc.databases.Databases#hasPostgreSql")
abstract class AccountsTest {

    private static final int CONNECTIONS = 2;

    private RockpoolDataSource dataSource;
    private Accounts accounts;

    abstract Accounts on(DataSource dataSource);

    @BeforeEach
    void open() throws SQLException {
        dataSource = Schema.empty(getClass().getSimpleName()).open(CONNECTIONS);
        assertThat(FlywayMigrations.migrate(dataSource, "classpath:db/accounts"))
                .isEqualTo(2);
        accounts = on(dataSource);
    }

    @AfterEach
    void nothingIsLost() throws SQLException {
        accounts.close();
        Schema.audit(dataSource);
    }

    @Test
    void aTransferIsCommitted() {
        accounts.transfer(1, 2, 30);
        assertThat(accounts.balance(1)).isEqualTo(70);
        assertThat(accounts.balance(2)).isEqualTo(130);
    }

    @Test
    void aTransferThatFailsIsRolledBackAndTheErrorOfTheDatabaseComesThrough() {
        for (int i = 0; i < CONNECTIONS + 1; i++) {
            SQLException failure = innermost(catchThrowable(() -> accounts.transfer(1, 2, 101)));
            assertThat(failure.getSQLState()).as("check_violation").isEqualTo("23514");
            assertThat(dataSource.pool().stats().leased()).isZero();
        }
        assertThat(accounts.balance(1)).isEqualTo(100);
        assertThat(accounts.balance(2)).isEqualTo(100);
        assertThat(dataSource.pool().stats().destroyed())
                .as("connections that were given up")
                .isZero();
    }

    @Test
    void manyThreadsShareFewConnections() throws Exception {
        int threads = 8;
        List<Actor<Void>> actors = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            actors.add(Threads.PLATFORM.act(() -> {
                for (int round = 0; round < 10; round++) {
                    accounts.transfer(1, 2, 1);
                }
                return null;
            }));
        }
        for (Actor<Void> actor : actors) {
            actor.result();
        }
        assertThat(accounts.balance(1)).isEqualTo(20);
        assertThat(accounts.balance(2)).isEqualTo(180);
        assertThat(dataSource.pool().stats().peakSize()).isLessThanOrEqualTo(CONNECTIONS);
    }

    @Test
    void connectionsThatTheServerEndedAreReplaced() throws SQLException {
        List<Connection> all = takeAll();
        for (Connection connection : all) {
            long session = Schema.server().session(connection);
            connection.close();
            Schema.server().terminate(session);
        }
        int failures = 0;
        while (true) {
            try {
                assertThat(accounts.balance(1)).isEqualTo(100);
                break;
            } catch (RuntimeException broken) { // it may be the one to notice
                assertThat(++failures).as("%s", broken).isLessThanOrEqualTo(CONNECTIONS);
            }
        }
        assertThat(dataSource.pool().stats().created()).isGreaterThan(CONNECTIONS);
    }

    @Test
    void aTimeoutOfThePoolComesThrough() throws SQLException {
        List<Connection> all = takeAll();
        PoolConfig before = dataSource.pool().config();
        dataSource.pool().control().apply(impatient(before));
        SQLException timeout = innermost(catchThrowable(() -> accounts.transfer(1, 2, 1)));
        assertThat((Throwable) timeout)
                .isInstanceOf(SQLTransientConnectionException.class)
                .hasMessageContaining("2 of 2 leased");
        assertThat(timeout.getSQLState()).isEqualTo("08001");
        dataSource.pool().control().apply(before);
        for (Connection connection : all) {
            connection.close();
        }
    }

    private List<Connection> takeAll() throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(dataSource.getConnection());
        }
        return all;
    }

    private static PoolConfig impatient(PoolConfig config) {
        Timeouts timeouts = new Timeouts(Duration.ofMillis(1), config.createTimeout(), config.closeTimeout());
        return new PoolConfig(
                config.name(),
                config.sizing(),
                timeouts,
                config.waiting(),
                config.validation(),
                config.expiry(),
                config.supply(),
                config.leaks(),
                config.diagnostics(),
                config.histograms(),
                config.origins());
    }

    /** The innermost {@code SQLException} of those that caused it. */
    private static SQLException innermost(Throwable failure) {
        SQLException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                found = sql;
            }
        }
        assertThat((Throwable) found).as("of %s", failure).isNotNull();
        return found;
    }
}
