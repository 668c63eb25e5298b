package dev.rockpool.examples.gameserver;

import dev.rockpool.Pool;
import dev.rockpool.config.Creation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The game's memory: byte buffers, string builders and maps.
 *
 * <p>They are cleared when they come back, before anyone else sees them. A builder or map that grew past its cap is not
 * kept, so that one big message pins no memory for ever: the validation on return says no, and the pool destroys it and
 * makes another when one is wanted. A buffer cannot grow.
 *
 * <p>All three are cheap to make, so the acquiring thread makes them ({@link Creation#CALLER}), and cheap to check, so
 * the returning thread does that ({@code validationTimeout} zero).
 */
final class GameMemoryPools implements AutoCloseable {

    static final int BUFFERS = 100;
    static final int BUFFER_BYTES = 1024;
    static final int WARM_BUFFERS = 50;

    static final int BUILDERS = 50;
    static final int BUILDER_CHARS = 256;
    static final int BUILDER_CAP = 4 * BUILDER_CHARS;
    static final int WARM_BUILDERS = 25;

    static final int MAPS = 25;
    static final int MAP_ENTRIES = 16;
    static final int MAP_CAP = 2 * MAP_ENTRIES;
    static final int WARM_MAPS = 10;

    private static final double LOAD_FACTOR = 0.75;

    private final Pool<ByteBuffer> buffers = Pool.builder(GameMemoryPools::newBuffer)
            .name("buffers")
            .maxSize(BUFFERS)
            .creation(Creation.CALLER)
            .onReset(ByteBuffer::clear)
            .build();

    private final Pool<StringBuilder> builders = Pool.builder(GameMemoryPools::newBuilder)
            .name("builders")
            .maxSize(BUILDERS)
            .creation(Creation.CALLER)
            .onReset(builder -> builder.setLength(0))
            .validateOnReturn(true)
            .validateWith(builder -> builder.capacity() <= BUILDER_CAP)
            .validationTimeout(Duration.ZERO)
            .build();

    private final Pool<Map<String, String>> maps = Pool.builder(GameMemoryPools::newMap)
            .name("maps")
            .maxSize(MAPS)
            .creation(Creation.CALLER)
            .onReset(GameMemoryPools::clearUnlessGrown)
            .validateOnReturn(true)
            .validateWith(Map::isEmpty)
            .validationTimeout(Duration.ZERO)
            .build();

    static ByteBuffer newBuffer() {
        return ByteBuffer.allocate(BUFFER_BYTES);
    }

    static StringBuilder newBuilder() {
        return new StringBuilder(BUILDER_CHARS);
    }

    static Map<String, String> newMap() {
        return new HashMap<>((int) Math.ceil(MAP_ENTRIES / LOAD_FACTOR));
    }

    /** A map does not tell how large its table is; one that grew keeps its entries, and the validation sees them. */
    private static void clearUnlessGrown(Map<String, String> map) {
        if (map.size() <= MAP_CAP) {
            map.clear();
        }
    }

    /** Buffers of {@value #BUFFER_BYTES} bytes, array-backed. */
    Pool<ByteBuffer> buffers() {
        return buffers;
    }

    /** Builders of {@value #BUILDER_CHARS} characters. */
    Pool<StringBuilder> builders() {
        return builders;
    }

    /** Maps with room for {@value #MAP_ENTRIES} entries. */
    Pool<Map<String, String>> maps() {
        return maps;
    }

    /** All three. */
    List<Pool<?>> all() {
        return List.of(buffers, builders, maps);
    }

    /** Makes the first {@value #WARM_BUFFERS}, {@value #WARM_BUILDERS} and {@value #WARM_MAPS}, all three at once. */
    CompletableFuture<Void> warmUp() {
        return CompletableFuture.allOf(
                buffers.control().warmUp(WARM_BUFFERS),
                builders.control().warmUp(WARM_BUILDERS),
                maps.control().warmUp(WARM_MAPS));
    }

    /** The three in numbers. */
    CombinedStats combinedStats() {
        return new CombinedStats(buffers.stats(), builders.stats(), maps.stats());
    }

    @Override
    public void close() {
        all().forEach(Pool::close);
    }
}
