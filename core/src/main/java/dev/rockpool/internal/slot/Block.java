package dev.rockpool.internal.slot;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** 64 chunks. */
final class Block<T> extends Bits {
    final int number; // in the table
    private int count; // of chunks; under the engine's lock

    /** Written under the engine's lock. Volatile, as a search that clears a bit must see which chunk is there then. */
    private final AtomicReferenceArray<@Nullable Chunk<T>> chunks = new AtomicReferenceArray<>(WIDTH);

    Block(int number) {
        this.number = number;
    }

    @Nullable
    Chunk<T> chunk(int index) {
        return chunks.get(index);
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
        chunks.set(chunk.position, chunk);
        count++;
    }

    void remove(Chunk<T> chunk) {
        chunks.set(chunk.position, null);
        count--;
    }
}
