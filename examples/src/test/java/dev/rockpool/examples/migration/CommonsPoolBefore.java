package dev.rockpool.examples.migration;

import dev.rockpool.examples.guide.Compressor;
import java.time.Duration;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.ObjectPool;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/** What {@link FromCommonsPool} was before. */
final class CommonsPoolBefore {

    private CommonsPoolBefore() {}

    // @start region="factory"
    static final class Compressors extends BasePooledObjectFactory<Compressor> {

        @Override
        public Compressor create() {
            return new Compressor();
        }

        @Override
        public PooledObject<Compressor> wrap(Compressor compressor) {
            return new DefaultPooledObject<>(compressor);
        }

        @Override
        public void passivateObject(PooledObject<Compressor> pooled) {
            pooled.getObject().reset();
        }

        @Override
        public boolean validateObject(PooledObject<Compressor> pooled) {
            return pooled.getObject().isClean();
        }

        @Override
        public void destroyObject(PooledObject<Compressor> pooled) {
            pooled.getObject().close();
        }
    }
    // @end

    static GenericObjectPool<Compressor> open() throws Exception {
        // @start region="open"
        GenericObjectPoolConfig<Compressor> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(8);
        config.setMinIdle(2);
        config.setMaxWait(Duration.ofSeconds(2));
        config.setTestOnBorrow(true);
        GenericObjectPool<Compressor> compressors = new GenericObjectPool<>(new Compressors(), config);
        compressors.preparePool();
        // @end
        return compressors;
    }

    static byte[] use(ObjectPool<Compressor> compressors, byte[] message) throws Exception {
        // @start region="use"
        Compressor compressor = compressors.borrowObject();
        try {
            return compressor.compress(message);
        } finally {
            compressors.returnObject(compressor);
        }
        // @end
    }
}
