package dev.rockpool.internal.engine;

import org.jspecify.annotations.Nullable;

/** 64 chunks. */
final class Block<T> extends Bits {
    private final @Nullable Chunk<T>[] chunks; // as Chunk.slots

    @SuppressWarnings({"unchecked", "rawtypes"})
    Block() {
        this.chunks = new Chunk[WIDTH];
    }

    @Nullable
    Chunk<T> chunk(int index) {
        return chunks[index];
    }

    void put(Chunk<T> chunk) {
        chunks[chunk.position] = chunk;
    }
}
