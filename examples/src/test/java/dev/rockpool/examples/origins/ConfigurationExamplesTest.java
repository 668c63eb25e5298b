package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.examples.origins.ConfigurationExamples.Strategy;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every configuration example of document B (docs/origins.md) is built and used. */
class ConfigurationExamplesTest {

    private static final String URL = "jdbc:h2:mem:configuration;DB_CLOSE_DELAY=-1";

    @Test
    void defaultConfig() {
        PoolConfig config = ConfigurationExamples.defaultConfig(Pool.builder(SecureBankAccount::new))
                .config();
        assertThat(config.maxSize()).isEqualTo(10);
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.healthCheckInterval()).hasSeconds(300);
        assertThat(config.maxIdleTime()).hasSeconds(3600);
        assertThat(config.validateOnAcquire().enabled()).isFalse();
        assertThat(config.validateOnReturn()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void everyStrategyGivesAPoolThatWorks(Strategy strategy) throws InterruptedException {
        try (Pool<SecureBankAccount> pool =
                ConfigurationExamples.fromConfig(Pool.builder(SecureBankAccount::new), strategy)) {
            pool.run(account -> account.login("ada"));
            pool.run(account -> assertThat(account.user()).isNull());
            assertThat(pool.stats().created()).as("the same one twice").isEqualTo(1);
            PoolAudit.check(pool);
        }
    }

    @Test
    void lockFreeNeverWaitsAndKeepsNoMoreThanItsSize() throws InterruptedException {
        try (Pool<SecureBankAccount> pool =
                ConfigurationExamples.fromConfig(Pool.builder(SecureBankAccount::new), Strategy.LOCK_FREE)) {
            assertThat(pool.config().whenExhausted()).isEqualTo(WhenExhausted.OVERFLOW);
            assertThat(pool.config().creation()).isEqualTo(Creation.CALLER);
            List<Lease<SecureBankAccount>> leases = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                leases.add(pool.acquire(Duration.ZERO));
            }
            assertThat(pool.stats().overflow()).isEqualTo(5);
            leases.forEach(Lease::close);
            PoolAudit.check(pool);
            assertThat(pool.stats().idle()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "development"})
    void railsDatabasePool(String profile) throws Exception {
        try (Pool<DatabaseConnection> pool = ConfigurationExamples.railsDatabasePool(URL, profile)) {
            assertThat(pool.<List<String>, java.sql.SQLException>use(connection -> connection.query("SELECT 1")))
                    .containsExactly("1");
            assertThat(pool.config().healthCheckInterval())
                    .isEqualTo(Duration.ofSeconds(profile.equals("production") ? 300 : 60));
            assertThat(pool.control().warmUp(5).join()).as("each its own").isEqualTo(5);
            PoolAudit.check(pool);
        }
    }

    @Test
    void databasePool() throws Exception {
        try (Pool<DatabaseConnection> pool = ConfigurationExamples.databasePool(URL)) {
            pool.run(connection -> connection.begin());
            assertThat(pool.<List<String>, java.sql.SQLException>use(connection -> connection.query("SELECT 1")))
                    .containsExactly("1");
            assertThat(pool.stats().created())
                    .as("reset, then validated, then kept")
                    .isEqualTo(1);
            assertThat(pool.config().maxSize()).isEqualTo(20);
            PoolAudit.check(pool);
        }
    }

    @Test
    void redisPool() throws Exception {
        try (LineServer redis = new LineServer(line -> line.equals("PING") ? "+PONG" : "$" + line.length());
                Pool<RedisConnection> pool = ConfigurationExamples.redisPool(redis.address("redis"))
                        .maxSize(3)
                        .maxIdle(3)
                        .build()) {
            assertThat(pool.<String, java.io.IOException>use(connection -> connection.call("GET", "key")))
                    .isEqualTo("$7");
            assertThat(pool.stats().idle()).as("PING, PONG: kept").isEqualTo(1);
            PoolAudit.check(pool);
        }
    }

    @Test
    void aConnectionThatDiedWhileItWasIdleIsFoundByItsHealthCheck() throws Exception {
        ManualTicker ticker = new ManualTicker();
        try (LineServer redis = new LineServer(line -> "+PONG");
                Pool<RedisConnection> pool = ConfigurationExamples.redisPool(redis.address("redis"))
                        .ticker(ticker)
                        .build()) {
            RedisConnection first = pool.use(connection -> connection);
            redis.hangUp();
            ticker.awaitParked(1);
            Waits.until("the check in five minutes", () -> {
                ticker.advanceAndSettle(Duration.ofSeconds(1));
                return pool.stats().destroyed(DestroyCause.UNHEALTHY) == 1;
            });
            assertThat(pool.<RedisConnection, RuntimeException>use(connection -> connection))
                    .as("nobody gets the dead one")
                    .isNotSameAs(first);
        }
    }

    @Test
    void computePool() throws InterruptedException {
        try (Pool<ExpensiveCalculator> pool = ConfigurationExamples.computePool()) {
            assertThat(pool.config().order()).isEqualTo(Order.PER_THREAD);
            for (int i = 0; i < 3; i++) {
                assertThat(pool.<Double, RuntimeException>use(calculator -> calculator.addSine(90)))
                        .as("a clean total and full tables")
                        .isEqualTo(1.0);
            }
            assertThat(pool.stats().created()).as("one thread, one calculator").isEqualTo(1);
        }
    }

    @Test
    void adaptivePool() {
        try (Pool<ExpensiveCalculator> pool = ConfigurationExamples.adaptivePool()) {
            assertThat(pool.stats().size()).isGreaterThanOrEqualTo(5);
            assertThat(pool.config().maxSize()).isEqualTo(20);
            pool.control().resize(22);
            assertThat(pool.config().maxSize()).isEqualTo(22);
        }
    }
}
