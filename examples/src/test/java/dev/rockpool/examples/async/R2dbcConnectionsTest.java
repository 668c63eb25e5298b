package dev.rockpool.examples.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.Result;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Against H2. */
class R2dbcConnectionsTest {

    private static Pool<Connection> open(String database) {
        return Pool.asyncBuilder(new R2dbcConnections(
                        ConnectionFactories.get("r2dbc:h2:mem:///" + database + "?options=DB_CLOSE_DELAY=-1")))
                .maxSize(2)
                .validateOnReturn(true)
                .build();
    }

    private static Mono<Long> execute(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .flatMap(Result::getRowsUpdated)
                .reduce(0L, Long::sum);
    }

    private static CompletableFuture<Long> count(Pool<Connection> pool) {
        return pool.useAsync(connection -> Flux.from(connection
                        .createStatement("select count(*) from orders")
                        .execute())
                .flatMap(result -> result.map((row, columns) -> (Number) row.get(0)))
                .single()
                .map(Number::longValue)
                .toFuture());
    }

    @Test
    void whatOneBorrowerCommitsTheNextSees() {
        try (Pool<Connection> pool = open("committed")) {
            pool.useAsync(connection ->
                            execute(connection, "create table orders (id int)").toFuture())
                    .join();
            pool.useAsync(connection ->
                            execute(connection, "insert into orders values (1)").toFuture())
                    .join();
            assertThat(count(pool).join()).isEqualTo(1);
        }
    }

    @Test
    void aTransactionThatWasLeftOpenIsRolledBack() throws Exception {
        try (Pool<Connection> pool = open("left-open")) {
            pool.useAsync(connection ->
                            execute(connection, "create table orders (id int)").toFuture())
                    .join();
            try (Lease<Connection> lease = pool.acquire()) {
                Mono.from(lease.get().beginTransaction()).block();
                execute(lease.get(), "insert into orders values (2)").block();
            }
            assertThat(count(pool).join()).isZero();
        }
    }
}
