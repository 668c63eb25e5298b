package dev.rockpool.benchmarks.peers;

import java.util.Objects;
import org.vibur.objectpool.ConcurrentPool;
import org.vibur.objectpool.PoolObjectFactory;
import org.vibur.objectpool.util.ConcurrentLinkedDequeCollection;

/** Vibur's object pool. */
final class ViburPeer extends Peer {

    private static final class Items implements PoolObjectFactory<Item> {
        @Override
        public Item create() {
            return new Item();
        }

        @Override
        public boolean readyToTake(Item item) {
            return true;
        }

        @Override
        public boolean readyToRestore(Item item) {
            return true;
        }

        @Override
        public void destroy(Item item) {}
    }

    private final ConcurrentPool<Item> pool;

    ViburPeer(int size, boolean isFair) {
        this.pool = new ConcurrentPool<>(new ConcurrentLinkedDequeCollection<>(), new Items(), size, size, isFair);
    }

    @Override
    public Object take() {
        return Objects.requireNonNull(pool.take());
    }

    @Override
    public void give(Object held) {
        pool.restore((Item) held);
    }

    @Override
    public void close() {
        pool.close();
    }
}
