package dev.rockpool.internal.lifecycle;

import dev.rockpool.internal.process.Locks;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The objects that are in the pool, told apart by identity: a user's {@code equals} is never asked. Thread-safe. */
public final class KnownObjects<T> {

    private final ReentrantLock lock = new ReentrantLock(); // guards objects
    private final Set<T> objects = Collections.newSetFromMap(new IdentityHashMap<>());

    /** None. */
    public KnownObjects() {}

    /** Adds an object; false if it is there already. */
    boolean add(T object) {
        Locks.take(lock);
        try {
            return objects.add(object);
        } finally {
            lock.unlock();
        }
    }

    void remove(T object) {
        Locks.takeSurely(lock); // what calls this cannot be undone
        try {
            objects.remove(object);
        } finally {
            lock.unlock();
        }
    }
}
