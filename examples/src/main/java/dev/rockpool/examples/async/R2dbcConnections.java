package dev.rockpool.examples.async;

import dev.rockpool.AsyncLifecycle;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * R2DBC connections. One that comes back within a transaction is rolled back.
 *
 * @param factory makes them
 */
public record R2dbcConnections(ConnectionFactory factory) implements AsyncLifecycle<Connection> {

    @Override
    public CompletionStage<Connection> create() {
        return Mono.<Connection>from(factory.create()).toFuture();
    }

    @Override
    public CompletionStage<Void> reset(Connection connection) {
        return connection.isAutoCommit()
                ? CompletableFuture.completedFuture(null)
                : ended(connection.rollbackTransaction())
                        .thenCompose(rolledBack -> ended(connection.setAutoCommit(true)));
    }

    @Override
    public CompletionStage<Boolean> validate(Connection connection) {
        return Mono.from(connection.validate(ValidationDepth.REMOTE)).toFuture();
    }

    @Override
    public CompletionStage<Void> destroy(Connection connection) {
        return ended(connection.close());
    }

    private static CompletableFuture<Void> ended(Publisher<Void> step) {
        return Mono.from(step).toFuture();
    }
}
