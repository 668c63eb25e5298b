package dev.rockpool.examples.migration;

import dev.rockpool.examples.guide.Compressor;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.Pool;
import reactor.pool.PoolBuilder;

/** What {@link FromReactorPool} was before. */
final class ReactorPoolBefore {

    private ReactorPoolBefore() {}

    static InstrumentedPool<Compressor> open() {
        // @start region="open"
        InstrumentedPool<Compressor> compressors = PoolBuilder.from(Mono.fromCallable(Compressor::new))
                .sizeBetween(0, 8)
                .maxPendingAcquire(1_000)
                .releaseHandler(compressor -> Mono.fromRunnable(compressor::reset))
                .evictionPredicate((compressor, metadata) -> !compressor.isClean())
                .destroyHandler(compressor -> Mono.fromRunnable(compressor::close))
                .buildPool();
        // @end
        return compressors;
    }

    static Mono<byte[]> use(Pool<Compressor> compressors, byte[] message) {
        // @start region="use"
        return Mono.usingWhen(
                compressors.acquire(Duration.ofSeconds(2)),
                ref -> Mono.fromCallable(() -> ref.poolable().compress(message)),
                ref -> ref.release());
        // @end
    }
}
