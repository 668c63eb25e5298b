package dev.rockpool.examples.async;

import dev.rockpool.AsyncLifecycle;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Connections of Lettuce to one Redis, for callers that need one to themselves: transactions, blocking commands.
 *
 * @param client makes them
 * @param server where to
 */
public record RedisConnections(RedisClient client, RedisURI server)
        implements AsyncLifecycle<StatefulRedisConnection<String, String>> {

    // @start region="lifecycle"
    @Override
    public CompletionStage<StatefulRedisConnection<String, String>> create() {
        return client.connectAsync(StringCodec.UTF8, server);
    }

    @Override
    public CompletionStage<Void> reset(StatefulRedisConnection<String, String> connection) {
        return connection.isMulti()
                ? connection.async().discard().thenApply(discarded -> null)
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Boolean> validate(StatefulRedisConnection<String, String> connection) {
        return connection.async().ping().thenApply("PONG"::equals);
    }

    @Override
    public CompletionStage<Void> destroy(StatefulRedisConnection<String, String> connection) {
        return connection.closeAsync();
    }
    // @end
}
