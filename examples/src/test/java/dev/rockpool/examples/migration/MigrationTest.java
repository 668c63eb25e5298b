package dev.rockpool.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.rockpool.Pool;
import dev.rockpool.examples.guide.Compressor;
import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Waits;
import dev.rockpool.text.ConnectionSettings;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.Properties;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.junit.jupiter.api.Test;
import reactor.pool.InstrumentedPool;

/** Before and after do the same. */
class MigrationTest {

    private static final String URL = "jdbc:h2:mem:migration;DB_CLOSE_DELAY=-1";
    private static final byte[] MESSAGE = "and so on ".repeat(100).getBytes(StandardCharsets.UTF_8);

    @Test
    void fromHikariCp() throws Exception {
        try (HikariDataSource before = HikariCpBefore.open(URL);
                Pool<Connection> after = FromHikariCp.open(URL)) {
            assertThat(FromHikariCp.use(after)).isEqualTo(HikariCpBefore.use(before));
            after.run(connection -> connection.setAutoCommit(false));
            after.run(connection -> assertThat(connection.getAutoCommit()).isTrue());
        }
    }

    @Test
    void fromHikariCpByOneLine() throws Exception {
        try (HikariDataSource before = HikariCpBefore.open(URL);
                RockpoolDataSource after = FromHikariCp.dataSource(URL)) {
            assertThat(HikariCpBefore.use(after)).isEqualTo(HikariCpBefore.use(before));
            assertThat(after.getPoolName()).isEqualTo(before.getPoolName());
            assertThat(after.getMaximumPoolSize()).isEqualTo(before.getMaximumPoolSize());
            assertThat(after.getMinimumIdle()).isEqualTo(before.getMinimumIdle());
            assertThat(after.getConnectionTimeout()).isEqualTo(before.getConnectionTimeout());
            assertThat(after.getLeakDetectionThreshold()).isEqualTo(before.getLeakDetectionThreshold());
        }
    }

    @Test
    void anUnchangedHikariPropertiesMakesBoth() throws Exception {
        Properties file = new Properties();
        try (InputStream in = MigrationTest.class.getResourceAsStream("/hikari.properties")) {
            file.load(in);
        }
        try (HikariDataSource before = new HikariDataSource(new HikariConfig(file));
                Pool<Connection> after = FromHikariCp.open(file)) {
            assertThat(FromHikariCp.use(after)).isEqualTo(HikariCpBefore.use(before));
            assertThat(after.config().name()).isEqualTo(before.getPoolName());
            assertThat(after.config().maxSize()).isEqualTo(before.getMaximumPoolSize());
            assertThat(after.config().minIdle()).isEqualTo(before.getMinimumIdle());
            assertThat(after.config().acquireTimeout()).hasMillis(before.getConnectionTimeout());
            assertThat(after.config().validationTimeout()).hasMillis(before.getValidationTimeout());
            assertThat(after.config().holdWarning()).hasMillis(before.getLeakDetectionThreshold());
            ConnectionSettings database = ConnectionSettings.from(file, "");
            assertThat(database.get("jdbcUrl")).isEqualTo(before.getJdbcUrl());
            assertThat(database.get("username")).isEqualTo(before.getUsername());
            assertThat(database.get("password")).isEqualTo(before.getPassword());
            assertThat(database.get("connectionInitSql")).isEqualTo(before.getConnectionInitSql());
            Properties ofDataSource = new Properties();
            ofDataSource.putAll(database.dataSourceProperties());
            assertThat(ofDataSource).isEqualTo(before.getDataSourceProperties());
        }
    }

    @Test
    void fromCommonsPool() throws Exception {
        try (GenericObjectPool<Compressor> before = CommonsPoolBefore.open();
                Pool<Compressor> after = FromCommonsPool.open()) {
            assertThat(FromCommonsPool.use(after, MESSAGE)).isEqualTo(CommonsPoolBefore.use(before, MESSAGE));
            assertThat(FromCommonsPool.use(after, MESSAGE)).isEqualTo(CommonsPoolBefore.use(before, MESSAGE));
            assertThat(after.config().maxSize()).isEqualTo(before.getMaxTotal());
            assertThat(after.config().acquireTimeout()).isEqualTo(before.getMaxWaitDuration());
        }
    }

    @Test
    void fromStormpot() throws Exception {
        stormpot.Pool<StormpotBefore.PooledCompressor> before = StormpotBefore.open();
        try (Pool<Compressor> after = FromStormpot.open()) {
            assertThat(FromStormpot.use(after, MESSAGE)).isEqualTo(StormpotBefore.use(before, MESSAGE));
            assertThat(FromStormpot.use(after, MESSAGE)).isEqualTo(StormpotBefore.use(before, MESSAGE));
            Waits.untilEquals("a full pool", 8, () -> after.stats().size());
        } finally {
            assertThat(before.shutdown().await(new stormpot.Timeout(Duration.ofSeconds(30))))
                    .isTrue();
        }
    }

    @Test
    void fromReactorPool() {
        InstrumentedPool<Compressor> before = ReactorPoolBefore.open();
        try (Pool<Compressor> after = FromReactorPool.open()) {
            assertThat(Waits.result(FromReactorPool.use(after, MESSAGE)))
                    .isEqualTo(ReactorPoolBefore.use(before, MESSAGE).block());
            assertThat(Waits.result(FromReactorPool.use(after, MESSAGE)))
                    .isEqualTo(ReactorPoolBefore.use(before, MESSAGE).block());
            PoolAudit.check(after);
        } finally {
            before.dispose();
        }
    }
}
