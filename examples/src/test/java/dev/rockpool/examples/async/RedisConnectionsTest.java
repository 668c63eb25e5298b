package dev.rockpool.examples.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.testkit.Waits;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Against a real Redis. */
class RedisConnectionsTest {

    private static RedisServer server;
    private static int port;
    private static RedisClient client;

    @BeforeAll
    static void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        client = RedisClient.create();
    }

    @AfterAll
    static void stop() throws IOException {
        client.shutdown();
        server.stop();
    }

    private static Pool<StatefulRedisConnection<String, String>> open(int maxSize) {
        return Pool.asyncBuilder(new RedisConnections(client, RedisURI.create("127.0.0.1", port)))
                .maxSize(maxSize)
                .parallelCreations(maxSize)
                .validateOnAcquire(ValidateOnAcquire.always())
                .build();
    }

    @Test
    void workGoesThroughPooledConnections() throws Exception {
        try (Pool<StatefulRedisConnection<String, String>> pool = open(4)) {
            List<CompletableFuture<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                counts.add(pool.useAsync(connection -> connection.async().incr("count")));
            }
            CompletableFuture.allOf(counts.toArray(CompletableFuture[]::new)).join();
            assertThat(counts.stream().map(CompletableFuture::join))
                    .containsOnlyOnceElementsOf(
                            counts.stream().map(CompletableFuture::join).toList());
            assertThat(pool.stats().created()).isBetween(1L, 4L);
        }
    }

    @Test
    void aTransactionThatWasLeftOpenIsDiscarded() throws Exception {
        try (Pool<StatefulRedisConnection<String, String>> pool = open(1)) {
            try (Lease<StatefulRedisConnection<String, String>> lease = pool.acquire()) {
                lease.get().sync().multi();
                var unused = lease.get().async().set("left", "open");
            }
            try (Lease<StatefulRedisConnection<String, String>> lease = pool.acquire()) {
                assertThat(lease.get().isMulti()).isFalse();
                assertThat(lease.get().sync().get("left")).isNull();
            }
            assertThat(pool.stats().created()).isOne();
        }
    }

    @Test
    void aConnectionThatTheServerHasClosedIsReplaced() throws Exception {
        try (Pool<StatefulRedisConnection<String, String>> pool = open(1)) {
            StatefulRedisConnection<String, String> broken;
            try (Lease<StatefulRedisConnection<String, String>> lease = pool.acquire()) {
                broken = lease.get();
            }
            Waits.until("the connection to be idle", () -> pool.stats().idle() == 1);
            broken.close();
            try (Lease<StatefulRedisConnection<String, String>> lease = pool.acquire()) {
                assertThat(lease.get()).isNotSameAs(broken);
                assertThat(lease.get().sync().ping()).isEqualTo("PONG");
            }
        }
    }
}
