package dev.rockpool.internal.keyed;

import dev.rockpool.internal.engine.KeyEngine;
import dev.rockpool.internal.process.Locks;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says whose idle object gives way next: that of the key that was used least recently. A walk over all keys finds the {@value
 * #MOST} that were used longest ago; as a use only makes a key younger, those of them that were not used since come before all
 * others, in that order, and need no walk. The use of a key is known by the budget's era at its last return.
 */
final class LeastRecent<K, T> implements Supplier<@Nullable KeyEngine<T>> {

    private static final int MOST = 64;

    // Made with the class, as what links one of them late may do so at the end of memory, and then it stays broken.
    private static final Comparator<Candidate<?>> OLDEST = Comparator.comparingLong(Candidate::use);
    private static final Comparator<Candidate<?>> YOUNGEST = OLDEST.reversed();

    private final KeyTable<K, T> table;
    private final ReentrantLock lock = new ReentrantLock(); // guards the queue; no user code runs under it

    /** The oldest first; while a walk looks for them, the youngest first. */
    private PriorityQueue<Candidate<T>> oldest = new PriorityQueue<>(OLDEST);

    private record Candidate<T>(KeyEngine<T> engine, long use) {
        private boolean isUnused() {
            return engine.lastUse() == use && engine.hasIdle();
        }
    }

    LeastRecent(KeyTable<K, T> table) {
        this.table = table;
    }

    /** The next key that has an idle object; null if there is none. It stays the next, until it is used or has none. */
    @Override
    public @Nullable KeyEngine<T> get() {
        Locks.takeSurely(lock);
        try {
            Candidate<T> found = first();
            if (found == null) {
                look();
                found = first();
            }
            return found == null ? null : found.engine;
        } finally {
            lock.unlock();
        }
    }

    /** It did not give way: somebody of its own waits for what is idle there. */
    void pass(KeyEngine<T> engine) {
        Locks.takeSurely(lock);
        try {
            oldest.removeIf(new Of<>(engine));
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of keys that are not candidates any more: they may have been forgotten. */
    void clean() {
        Locks.takeSurely(lock);
        try {
            oldest.removeIf(new IsUsed());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Candidate<T> first() {
        Candidate<T> candidate = oldest.peek();
        while (candidate != null && !candidate.isUnused()) {
            oldest.poll();
            candidate = oldest.peek();
        }
        return candidate;
    }

    private void look() {
        Finder<K, T> finder = new Finder<>();
        table.forEach(finder);
        oldest.addAll(finder.found);
    }

    private static final class IsUsed implements Predicate<Candidate<?>> {
        @Override
        public boolean test(Candidate<?> candidate) {
            return !candidate.isUnused();
        }
    }

    private record Of<T>(KeyEngine<T> engine) implements Predicate<Candidate<T>> {
        @Override
        public boolean test(Candidate<T> candidate) {
            return candidate.engine == engine;
        }
    }

    private static final class Finder<K, T> implements Consumer<KeyEntry<K, T>> {
        private final PriorityQueue<Candidate<T>> found = new PriorityQueue<>(YOUNGEST);

        @Override
        public void accept(KeyEntry<K, T> entry) {
            if (entry.engine.hasIdle()) {
                found.add(new Candidate<>(entry.engine, entry.engine.lastUse()));
                if (found.size() > MOST) {
                    found.poll();
                }
            }
        }
    }
}
