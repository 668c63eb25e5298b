package dev.rockpool.benchmarks.peers;

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/** Apache Commons Pool 2. */
final class CommonsPeer extends Peer {

    private static final class Items extends BasePooledObjectFactory<Item> {
        @Override
        public Item create() {
            return new Item();
        }

        @Override
        public PooledObject<Item> wrap(Item item) {
            return new DefaultPooledObject<>(item);
        }
    }

    private final GenericObjectPool<Item> pool;

    private CommonsPeer(GenericObjectPoolConfig<Item> config, int size) {
        config.setMaxTotal(size);
        config.setMaxIdle(size);
        this.pool = new GenericObjectPool<>(new Items(), config);
    }

    static CommonsPeer defaults(int size) {
        return new CommonsPeer(new GenericObjectPoolConfig<>(), size);
    }

    /** No JMX, no detailed statistics. */
    static CommonsPeer fast(int size) {
        GenericObjectPoolConfig<Item> config = new GenericObjectPoolConfig<>();
        config.setJmxEnabled(false);
        config.setCollectDetailedStatistics(false);
        return new CommonsPeer(config, size);
    }

    @Override
    public Object take() throws Exception {
        return pool.borrowObject();
    }

    @Override
    public void give(Object held) {
        pool.returnObject((Item) held);
    }

    @Override
    public void close() {
        pool.close();
    }
}
