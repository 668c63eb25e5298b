package dev.rockpool.internal.keyed;

import dev.rockpool.KeyedLifecycle;
import dev.rockpool.Lifecycle;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.engine.KeyEngine;
import dev.rockpool.internal.engine.Shared;
import dev.rockpool.internal.lifecycle.LifecycleSteps;

/** One key: its engine, and the lifecycle of its objects. Safe for any thread. */
final class KeyEntry<K, T> extends KeyTable.Node<K, T> implements Lifecycle<T>, KeyEngine.Keeper<T> {

    final int hash;
    final KeyEngine<T> engine;
    private final KeyedEngine<K, T> pool;
    private volatile K key; // replaced by an equal one

    KeyEntry(KeyedEngine<K, T> pool, K key, int hash, PoolConfig config, LifecycleSteps<T> steps, Shared<T> shared) {
        this.pool = pool;
        this.key = key;
        this.hash = hash;
        this.engine = new KeyEngine<>(config, steps.with(this), shared, this);
    }

    K key() {
        return key;
    }

    /** A caller has come with an equal key, and may need a new object: the lifecycle gets that one. */
    void calledBy(K asker) {
        if (asker != key && !engine.seemsToHaveIdle()) {
            key = asker;
        }
    }

    // ---- the lifecycle

    private KeyedLifecycle<K, T> lifecycle() {
        return pool.lifecycle();
    }

    @Override
    public T create() throws Exception {
        return lifecycle().create(key);
    }

    @Override
    public void activate(T object) throws Exception {
        lifecycle().activate(key, object);
    }

    @Override
    public void reset(T object) throws Exception {
        lifecycle().reset(key, object);
    }

    @Override
    public boolean validate(T object) throws Exception {
        return lifecycle().validate(key, object);
    }

    @Override
    public boolean isHealthy(T object) throws Exception {
        return lifecycle().isHealthy(key, object);
    }

    @Override
    public void destroy(T object) throws Exception {
        lifecycle().destroy(key, object);
    }

    // ---- the keeper of the engine

    @Override
    public void forgotten(KeyEngine<T> forgotten) {
        pool.forgotten(this);
    }

    @Override
    public void makeRoom() {
        pool.makeRoom();
    }

    @Override
    public void tell() {
        pool.tell();
    }
}
