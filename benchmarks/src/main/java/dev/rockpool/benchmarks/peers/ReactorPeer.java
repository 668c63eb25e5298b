package dev.rockpool.benchmarks.peers;

import java.util.Objects;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/** Reactor's pool, with callers that block. */
final class ReactorPeer extends Peer {

    private final InstrumentedPool<Item> pool;

    ReactorPeer(int size) {
        this.pool = PoolBuilder.from(Mono.fromSupplier(Item::new))
                .sizeBetween(0, size)
                .maxPendingAcquireUnbounded()
                .buildPool();
    }

    @Override
    public Object take() {
        return Objects.requireNonNull(pool.acquire().block());
    }

    @Override
    public void give(Object held) {
        ((PooledRef<?>) held).release().subscribe();
    }

    @Override
    public Object object(Object held) {
        return ((PooledRef<?>) held).poolable();
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
