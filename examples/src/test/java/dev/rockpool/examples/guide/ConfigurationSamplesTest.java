package dev.rockpool.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.ConfigChange;
import dev.rockpool.examples.configuration.TextSample;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.Waits;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The snippets of the guide about settings from text, and those that change with what a pool says. */
class ConfigurationSamplesTest {

    @Test
    void aPoolAsAFileSays() {
        Properties properties = new Properties();
        properties.setProperty("rockpool.compressors.max-size", "20");
        properties.setProperty("rockpool.compressors.acquire-timeout", "5s");
        try (Pool<Compressor> compressors = ConfigurationSamples.configured(properties)) {
            assertThat(compressors.config().maxSize()).isEqualTo(20);
            assertThat(compressors.config().acquireTimeout()).isEqualTo(Duration.ofSeconds(5));

            properties.setProperty("rockpool.compressors.max-size", "30");
            properties.setProperty("rockpool.compressors.order", "fifo");
            ConfigChange change = ConfigurationSamples.reload(compressors, properties);
            assertThat(change.changed()).anyMatch(line -> line.startsWith("maxSize: 20 -> 30"));
            assertThat(change.unchanged()).anyMatch(line -> line.startsWith("order"));
            assertThat(compressors.config().maxSize()).isEqualTo(30);
        }
    }

    @Test
    void connectionsAsAFileSays() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("rockpool.orders.max-size", "3");
        try (Pool<Connection> orders =
                TextSample.open(properties, () -> DriverManager.getConnection("jdbc:h2:mem:configured"))) {
            orders.run(connection -> assertThat(connection.isValid(1)).isTrue());
            assertThat(orders.control().describe()).contains("3");
        }
    }

    @Test
    void thePoolSaysWhenItIsTooSmall() throws InterruptedException {
        try (Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .maxSize(1)
                .ticker(new ManualTicker())
                .build()) {
            assertThat(SizingSamples.growIfTooSmall(compressors)).isFalse();
            Lease<Compressor> first = compressors.acquire();
            CompletableFuture<Lease<Compressor>> second = compressors.acquireAsync();
            boolean grown = SizingSamples.growIfTooSmall(compressors);
            assertThat(grown).as("%s", compressors.control().explain()).isTrue();
            Waits.result(second).close();
            first.close();
            assertThat(compressors.config().maxSize()).isEqualTo(3);
        }
    }

    @Test
    void aTimeoutSaysWhy() throws InterruptedException {
        ManualTicker ticker = new ManualTicker();
        try (Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .name("orders")
                .maxSize(1)
                .ticker(ticker)
                .build()) {
            Lease<Compressor> first = compressors.acquire();
            CompletableFuture<Lease<Compressor>> second = compressors.acquireAsync(Duration.ofMillis(10));
            ticker.advance(Duration.ofMillis(10));
            Throwable failure = Waits.failure(second);
            assertThat(failure)
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageStartingWith(
                            "pool \"orders\": no object within 10 ms (WAITING): 1 of 1 leased, 0 idle, 0 being created, ")
                    .hasMessageContaining("; longest hold ")
                    .hasMessageContaining("; last creation failure: none; likely cause: ")
                    .hasMessageContaining("; cure: ");
            assertThat(((PoolTimeoutException) failure).explanation().cause()).isNotEqualTo(Explanation.Cause.NONE);
            first.close();
        }
    }
}
