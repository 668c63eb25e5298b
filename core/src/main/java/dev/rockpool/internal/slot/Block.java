package dev.rockpool.internal.slot;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** 64 chunks. */
final class Block<T> extends Bits {
    final int number; // in the table
    private int count; // of chunks; under the engine's lock

    /**
     * One place, or all: as few pools have more than a chunk. Written under the engine's lock. Volatile, as a search that clears a
     * bit must see which chunk is there then.
     */
    private volatile AtomicReferenceArray<@Nullable Chunk<T>> chunks = new AtomicReferenceArray<>(1);

    Block(int number) {
        this.number = number;
    }

    @Nullable
    Chunk<T> chunk(int index) {
        AtomicReferenceArray<@Nullable Chunk<T>> seen = chunks;
        return index < seen.length() ? seen.get(index) : null;
    }

    boolean isFull() {
        return count == WIDTH;
    }

    /** The first position without a chunk; there is one. Under the lock. */
    int firstGap() {
        int position = 0;
        while (chunk(position) != null) {
            position++;
        }
        return position;
    }

    void add(Chunk<T> chunk) {
        if (chunk.position >= chunks.length()) {
            AtomicReferenceArray<@Nullable Chunk<T>> all = new AtomicReferenceArray<>(WIDTH);
            all.set(0, chunk(0));
            chunks = all;
        }
        chunks.set(chunk.position, chunk);
        count++;
    }

    void remove(Chunk<T> chunk) {
        chunks.set(chunk.position, null);
        count--;
    }
}
