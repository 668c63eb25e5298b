package dev.rockpool.internal.keyed;

import dev.rockpool.internal.process.Locks;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a keyed pool: a hash table that is read without a lock, and calls no key under one. (A {@link
 * java.util.concurrent.ConcurrentHashMap} compares keys while it holds the lock of a bin, so a key whose {@code equals} hangs
 * would hold up others.)
 *
 * <p>Each place has a list of nodes that never change; who adds or removes one puts another list there, under the lock. Who
 * adds has compared keys before that, and compares again if the list has changed meanwhile. A node knows its hash, so a key
 * is removed, and the table grows, without asking it anything: also one whose {@code hashCode} has changed or throws.
 */
final class KeyTable<K, T> {

    private static final int LEAST = 16;

    private final ReentrantLock lock = new ReentrantLock(); // guards writes; held for a few instructions, or a copy
    private volatile AtomicReferenceArray<@Nullable Node<K, T>> places = new AtomicReferenceArray<>(LEAST);
    private int size; // under the lock

    /** A link of a list. The last one is the entry itself: one look less, where it is the only one. */
    static class Node<K, T> {
        private final KeyEntry<K, T> entry;
        private final @Nullable Node<K, T> next;

        /** An entry. */
        @SuppressWarnings("unchecked") // by each entry only
        Node() {
            this.entry = (KeyEntry<K, T>) this;
            this.next = null;
        }

        private Node(KeyEntry<K, T> entry, Node<K, T> next) {
            this.entry = entry;
            this.next = next;
        }

        private static <K, T> Node<K, T> of(KeyEntry<K, T> entry, @Nullable Node<K, T> next) {
            return next == null ? entry : new Node<>(entry, next);
        }
    }

    /** Spreads what a key says. Calls the key. */
    static int hashOf(Object key) {
        int hash = key.hashCode();
        return hash ^ (hash >>> 16);
    }

    /** The entry of a key, or null. Calls the key's {@code equals}, of those with the same hash. */
    @Nullable
    KeyEntry<K, T> find(K key, int hash) {
        AtomicReferenceArray<@Nullable Node<K, T>> seen = places;
        return find(seen.get(hash & (seen.length() - 1)), key, hash);
    }

    private static <K, T> @Nullable KeyEntry<K, T> find(@Nullable Node<K, T> first, K key, int hash) {
        for (Node<K, T> node = first; node != null; node = node.next) {
            KeyEntry<K, T> entry = node.entry;
            if (entry.hash == hash && (entry.key() == key || key.equals(entry.key()))) {
                return entry;
            }
        }
        return null;
    }

    /** Adds an entry, unless there is one of an equal key; says which is there. */
    KeyEntry<K, T> add(K key, KeyEntry<K, T> entry) {
        while (true) {
            AtomicReferenceArray<@Nullable Node<K, T>> seen = places;
            int place = entry.hash & (seen.length() - 1);
            Node<K, T> first = seen.get(place);
            KeyEntry<K, T> found = find(first, key, entry.hash);
            if (found != null) {
                return found;
            }
            if (addAt(seen, place, first, entry)) {
                return entry;
            }
        }
    }

    private boolean addAt(
            AtomicReferenceArray<@Nullable Node<K, T>> seen,
            int place,
            @Nullable Node<K, T> first,
            KeyEntry<K, T> entry) {
        Node<K, T> added = Node.of(entry, first);
        Locks.takeSurely(lock);
        try {
            if (places != seen || seen.get(place) != first) {
                return false;
            }
            if (size >= seen.length() / 2) {
                copyTo(2 * seen.length()); // then it is tried again there
                return false;
            }
            seen.set(place, added);
            size++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes an entry, if it is there.
     *
     * @param then what goes with it, under the lock
     */
    void remove(KeyEntry<K, T> entry, Runnable then) {
        Locks.takeSurely(lock);
        try {
            int place = entry.hash & (places.length() - 1);
            Node<K, T> first = places.get(place);
            if (has(first, entry)) {
                places.set(place, without(first, entry));
                size--;
                then.run();
                shrink();
            }
        } finally {
            lock.unlock();
        }
    }

    private static <K, T> boolean has(@Nullable Node<K, T> first, KeyEntry<K, T> entry) {
        Node<K, T> node = first;
        while (node != null && node.entry != entry) {
            node = node.next;
        }
        return node != null;
    }

    /** In another order: it means nothing. */
    private static <K, T> @Nullable Node<K, T> without(@Nullable Node<K, T> first, KeyEntry<K, T> entry) {
        Node<K, T> rest = null;
        for (Node<K, T> node = first; node != null; node = node.next) {
            if (node.entry != entry) {
                rest = Node.of(node.entry, rest);
            }
        }
        return rest;
    }

    /** Gives memory back that many keys needed once; it stays where there is none to do so. */
    private void shrink() {
        if (places.length() > LEAST && size < places.length() / 8) {
            try {
                copyTo(places.length() / 4);
            } catch (OutOfMemoryError noMemory) {
                Thread.onSpinWait(); // the next removal tries again
            }
        }
    }

    private void copyTo(int length) {
        int wanted = Math.max(LEAST, length);
        AtomicReferenceArray<@Nullable Node<K, T>> copy = new AtomicReferenceArray<>(wanted);
        for (int i = 0; i < places.length(); i++) {
            for (Node<K, T> node = places.get(i); node != null; node = node.next) {
                int place = node.entry.hash & (wanted - 1);
                copy.set(place, Node.of(node.entry, copy.get(place)));
            }
        }
        places = copy;
    }

    /** Visits those that are there when it begins, and perhaps some that come later. */
    void forEach(Consumer<? super KeyEntry<K, T>> visitor) {
        Walk walk = walk();
        while (walk.hasNext()) {
            walk.next(visitor);
        }
    }

    /** Runs something while no key comes or goes. */
    void whileUnchanged(Runnable task) {
        Locks.take(lock);
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    Walk walk() {
        return new Walk();
    }

    /** A walk over all entries, a place at a time. For one thread after the other. */
    final class Walk {
        private final AtomicReferenceArray<@Nullable Node<K, T>> walked = places;
        private int place;

        boolean hasNext() {
            return place < walked.length();
        }

        /** Visits those of the next place; says how many. */
        int next(Consumer<? super KeyEntry<K, T>> visitor) {
            int visits = 0;
            for (Node<K, T> node = walked.get(place++); node != null; node = node.next) {
                visitor.accept(node.entry);
                visits++;
            }
            return visits;
        }
    }
}
