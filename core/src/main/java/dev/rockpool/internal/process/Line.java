package dev.rockpool.internal.process;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a pool stands among all pools of the process that groups of leases have asked for, and where those groups stand in
 * line that want more than one of its objects. There is one line for each key, by identity, for as long as the key lives.
 */
public final class Line implements Comparable<Line> {

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Key, Line> LINES = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();

    private static final Function<Key, Line> NEW = Line::added;

    private final long number = NUMBERS.incrementAndGet();
    private final ReentrantLock gate = new ReentrantLock(true);

    private Line() {}

    /** The line of a key; the caller holds the key while it uses the line. */
    public static Line of(Object key) {
        StackProbe.ensureRoom(); // the map is everybody's
        for (Reference<?> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            LINES.remove((Key) gone);
        }
        return LINES.computeIfAbsent(new Key(key), NEW);
    }

    private static Line added(Key key) {
        return new Line();
    }

    /** Passes the gate, which one thread at a time does, first come, first served; false if the time is up before. */
    public boolean pass(long timeoutNanos) throws InterruptedException {
        return Locks.take(gate, timeoutNanos);
    }

    /** Opens the gate for the next. */
    public void leave() {
        gate.unlock();
    }

    /** The same in all comparisons, so that all groups ask for pools in one order. */
    @Override
    public int compareTo(Line other) {
        return Long.compare(number, other.number);
    }

    /** Holds nothing alive; two are equal that are of one object. */
    private static final class Key extends WeakReference<Object> {

        private final int hash;

        Key(Object of) {
            super(of, GONE);
            hash = System.identityHashCode(of);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            Object of = get();
            return this == other || (of != null && other instanceof Key key && key.refersTo(of));
        }
    }
}
