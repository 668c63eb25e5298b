package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.monitor.DestroyCause;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseConnectionTest {

    private Pool<DatabaseConnection> pool;

    @BeforeEach
    void open() throws Exception {
        pool = DatabaseConnection.pool("jdbc:h2:mem:users;DB_CLOSE_DELAY=-1");
        pool.run(connection -> {
            connection.execute("CREATE TABLE users (name VARCHAR PRIMARY KEY)");
            connection.execute("INSERT INTO users VALUES ('ada'), ('bob')");
        });
    }

    @AfterEach
    void close() throws Exception {
        pool.run(connection -> connection.execute("DROP TABLE users"));
        pool.close();
    }

    /** In document B the first query fails already: its reset disconnects, and runs before each use. */
    @Test
    void everyUseFindsItConnected() throws Exception {
        for (int i = 0; i < 3; i++) {
            List<String> names = pool.use(connection -> connection.query("SELECT name FROM users ORDER BY name"));
            assertThat(names).containsExactly("ada", "bob");
        }
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    @Test
    void whatWasNotCommittedIsGoneForTheNextUser() throws Exception {
        pool.run(connection -> {
            connection.begin();
            connection.execute("DELETE FROM users");
        });
        assertThat(names()).containsExactly("ada", "bob");
    }

    @Test
    void whatWasCommittedStays() throws Exception {
        pool.run(connection -> {
            connection.begin();
            connection.execute("INSERT INTO users VALUES ('eve')");
            connection.commit();
        });
        assertThat(names()).containsExactly("ada", "bob", "eve");
    }

    @Test
    void anExceptionGivesTheConnectionBack() throws Exception {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> pool.run(connection -> connection.execute("nonsense")));
        assertThat(pool.stats().leased()).isZero();
        assertThat(names()).hasSize(2);
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    @Test
    void aConnectionThatBrokeWhileIdleIsReplacedUnseen() throws Exception {
        DatabaseConnection broken;
        try (Lease<DatabaseConnection> lease = pool.acquire()) {
            broken = lease.get();
        }
        broken.close();
        assertThat(names()).containsExactly("ada", "bob");
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(pool.stats().destroyed(DestroyCause.INVALID)).isEqualTo(1));
    }

    @Test
    void neverMoreThanFive() throws Exception {
        List<Lease<DatabaseConnection>> leases = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            leases.add(pool.acquire());
        }
        assertThatExceptionOfType(PoolTimeoutException.class)
                .isThrownBy(() -> pool.acquire(Duration.ZERO))
                .withMessageContaining("5 of 5 leased");
        leases.forEach(Lease::close);
        assertThat(pool.stats().idle()).isEqualTo(5);
    }

    private List<String> names() throws SQLException, InterruptedException {
        return pool.use(connection -> connection.query("SELECT name FROM users ORDER BY name"));
    }
}
