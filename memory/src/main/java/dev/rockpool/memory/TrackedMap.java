package dev.rockpool.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that knows how large it has ever been. A hash map does not tell the size of its table, which never shrinks, so that
 * one that was filled and emptied again looks like a new one and holds the memory of a large one.
 */
final class TrackedMap<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private static final double LOAD_FACTOR = 0.75;

    private int largest;

    /** Makes an empty map that holds so many entries before it grows. */
    TrackedMap(int entries) {
        super((int) Math.min(1 << 30, (long) Math.ceil(entries / LOAD_FACTOR)), (float) LOAD_FACTOR);
    }

    /** The most entries that there were at once. */
    int largest() {
        return largest;
    }

    /** Called after each insertion. */
    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        largest = Math.max(largest, size());
        return false;
    }
}
