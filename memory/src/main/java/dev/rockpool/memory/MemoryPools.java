package dev.rockpool.memory;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolClosedException;
import dev.rockpool.config.Creation;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.process.EntryClasses;
import dev.rockpool.memory.Scrub.Cleaning;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.ShutdownReport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Pools of memory that is used for a moment and again: byte buffers, byte arrays, string builders, maps.
 *
 * <pre>{@code
 * try (MemoryPools memory = MemoryPools.create()) {
 *     memory.builders().run(text -> log(text.append("player ").append(id)));
 *
 *     try (Lease<ByteBuffer> lease = memory.buffer(3_000)) {
 *         channel.read(lease.get());
 *     }
 * }
 * }</pre>
 *
 * <p><b>Never waiting.</b> When all objects of a kind are out, the thread that asks makes one more; that one is kept when
 * it comes back if fewer than the set number are alive, else it is let go of. So the numbers say how many are kept, not
 * how many can be had. Each kind is an ordinary {@link Pool}, with statistics, health, explanations and leak detection; only
 * {@link dev.rockpool.PoolControl#suspend() suspend} makes an acquire wait.
 *
 * <p><b>Clean.</b> What comes back is cleared before anybody else can have it: a buffer's position, limit, mark and byte
 * order, a builder's text, a map's entries. The bytes of a buffer or an array stay, and whoever gets it next can read them,
 * unless {@link MemoryPoolsBuilder#zeroOnReturn zeroOnReturn} is set. A builder or a map that has grown beyond a
 * {@linkplain MemoryPoolsBuilder#keepBuildersUpTo limit} is not kept, so that one large text does not hold its memory for
 * ever; nor is a map that was that large at any time, whatever was removed from it since.
 *
 * <p><b>What is not prevented.</b> A duplicate or slice of a buffer, a view of a map, or the object itself that somebody
 * keeps after the lease has ended sees what the next holder does.
 *
 * <p><b>Memory outside of the heap.</b> Java 17 has no public method that frees a direct buffer. A direct buffer that a
 * pool lets go of, and all of them at {@link #close()}, is freed when the collector finds that nobody refers to it.
 *
 * <p>All methods are safe to call from any thread.
 */
public final class MemoryPools implements AutoCloseable {

    static {
        EntryClasses.add(MemoryPools.class, SizeClasses.class);
    }

    private final SizeClasses<ByteBuffer> buffers;
    private final SizeClasses<ByteBuffer> directBuffers;
    private final SizeClasses<byte[]> arrays;

    // The smallest of each, at hand: what is between a release and the next acquire, each acquire waits for.
    private final Pool<ByteBuffer> smallBuffers;
    private final Pool<ByteBuffer> smallDirectBuffers;
    private final Pool<byte[]> smallArrays;

    private final Pool<StringBuilder> builders;
    private final Pool<Map<Object, Object>> maps;
    private final MemoryPoolsBuilder.Warm warm;

    MemoryPools(MemoryPoolsBuilder settings) {
        Scrub scrub = new Scrub(settings.zeroesOnReturn());
        LongAdder unpooled = new LongAdder();
        String name = settings.name();
        warm = settings.warm();
        buffers = sizes(settings, "buffers", unpooled, ByteBuffer::allocate, scrub.buffers());
        directBuffers = sizes(settings, "direct", unpooled, ByteBuffer::allocateDirect, scrub.buffers());
        arrays = sizes(settings, "arrays", unpooled, byte[]::new, scrub.arrays());
        smallBuffers = buffers.smallest();
        smallDirectBuffers = directBuffers.smallest();
        smallArrays = arrays.smallest();
        MemoryPoolsBuilder.Growing text = settings.builders();
        builders = growing(
                name + "-builders",
                text,
                scrub.builders().builder(() -> new StringBuilder(text.capacity())),
                StringBuilder::capacity);
        MemoryPoolsBuilder.Growing entries = settings.maps();
        maps = growing(
                name + "-maps",
                entries,
                Pool.<Map<Object, Object>>builder(() -> new TrackedMap<>(entries.capacity()))
                        .onReset(Map::clear),
                map -> ((TrackedMap<?, ?>) map).largest());
    }

    private static <T> SizeClasses<T> sizes(
            MemoryPoolsBuilder settings,
            String kind,
            LongAdder unpooled,
            IntFunction<T> allocate,
            Cleaning<T> cleaning) {
        return new SizeClasses<>(
                settings.sizeClasses(),
                allocate,
                unpooled,
                cleaning,
                (size, builder) -> never(settings.name() + "-" + kind + "-" + size.bytes(), size.count(), builder)
                        .build());
    }

    /** A pool of objects that can grow: those that have grown too large are not kept. */
    private static <T> Pool<T> growing(
            String name, MemoryPoolsBuilder.Growing settings, PoolBuilder<T> builder, ToIntFunction<T> size) {
        return never(name, settings.count(), builder)
                .validateOnReturn(true)
                .validateWith(object -> size.applyAsInt(object) <= settings.keptUpTo())
                .validateOnAcquire(false)
                .validationTimeout(Duration.ZERO)
                .build();
    }

    /** A pool that never waits, of objects that are cheap to make. */
    private static <T> PoolBuilder<T> never(String name, int count, PoolBuilder<T> builder) {
        return builder.name(name)
                .maxSize(count)
                .whenExhausted(WhenExhausted.OVERFLOW)
                .creation(Creation.CALLER);
    }

    /**
     * Makes pools with the defaults, empty.
     *
     * @return new pools
     */
    public static MemoryPools create() {
        return builder().build();
    }

    /**
     * Begins pools with other numbers.
     *
     * @return a builder with the defaults
     */
    public static MemoryPoolsBuilder builder() {
        return new MemoryPoolsBuilder();
    }

    /**
     * Buffers on the heap, of the smallest size. Each comes with position 0, its limit at its capacity, no mark, and big
     * endian.
     *
     * @return the pool
     */
    public Pool<ByteBuffer> buffers() {
        return smallBuffers;
    }

    /**
     * Buffers outside of the heap, of the smallest size, otherwise like {@link #buffers()}.
     *
     * @return the pool
     */
    public Pool<ByteBuffer> directBuffers() {
        return smallDirectBuffers;
    }

    /**
     * Arrays of the smallest size.
     *
     * @return the pool
     */
    public Pool<byte[]> arrays() {
        return smallArrays;
    }

    /**
     * String builders.
     *
     * @return the pool
     */
    public Pool<StringBuilder> builders() {
        return builders;
    }

    /**
     * Maps, in insertion order. They are empty, so they may be used for keys and values of any type. Null keys and values
     * are permitted.
     *
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return the pool, the same for all types
     */
    @SuppressWarnings("unchecked") // each map is empty when a holder gets it, and again when it comes back
    public <K, V> Pool<Map<K, V>> maps() {
        return (Pool<Map<K, V>>) (Pool<?>) maps;
    }

    /**
     * Leases a buffer on the heap from the pool of the smallest size that is large enough. One larger than the largest size
     * is made, counted ({@link CombinedStats#unpooled()}), and not kept.
     *
     * @param minCapacity how many bytes it must hold, 0 or more
     * @return a buffer whose limit is its capacity, which may be more than what was asked for
     * @throws InterruptedException if the thread is interrupted on entry
     * @throws IllegalArgumentException if negative
     * @throws PoolClosedException after {@link #close()}
     */
    public Lease<ByteBuffer> buffer(int minCapacity) throws InterruptedException {
        return buffers.lease(minCapacity);
    }

    /**
     * Leases a buffer outside of the heap; see {@link #buffer}.
     *
     * @param minCapacity how many bytes it must hold, 0 or more
     * @return a buffer whose limit is its capacity, which may be more than what was asked for
     * @throws InterruptedException if the thread is interrupted on entry
     * @throws IllegalArgumentException if negative
     * @throws PoolClosedException after {@link #close()}
     */
    public Lease<ByteBuffer> directBuffer(int minCapacity) throws InterruptedException {
        return directBuffers.lease(minCapacity);
    }

    /**
     * Leases an array; see {@link #buffer}.
     *
     * @param minLength how many bytes it must hold, 0 or more
     * @return an array that may be longer than what was asked for
     * @throws InterruptedException if the thread is interrupted on entry
     * @throws IllegalArgumentException if negative
     * @throws PoolClosedException after {@link #close()}
     */
    public Lease<byte[]> array(int minLength) throws InterruptedException {
        return arrays.lease(minLength);
    }

    /**
     * Makes the first {@link #buffers()}, {@link #builders()} and {@link #maps()}, all three at once, on threads of the
     * pools. By default 50, 25 and 10.
     *
     * @return completes when all are made, or with the first failure
     */
    public CompletableFuture<Void> warmUp() {
        return CompletableFuture.allOf(
                buffers().control().warmUp(warm.buffers()),
                builders.control().warmUp(warm.builders()),
                maps.control().warmUp(warm.maps()));
    }

    /**
     * The pools in numbers, each and together.
     *
     * @return a snapshot of each; they are taken one after the other, and bear their own times
     */
    public CombinedStats combinedStats() {
        List<PoolStats> others = new ArrayList<>();
        for (Pool<?> pool : all()) {
            if (pool != buffers() && pool != builders && pool != maps) {
                others.add(pool.stats());
            }
        }
        return new CombinedStats(
                buffers().stats(), builders.stats(), maps.stats(), List.copyOf(others), buffers.unpooled());
    }

    /**
     * Closes all pools, at once: leases may still be out for as long as {@link Pool#close()} waits for them, and are waited
     * for together. An interrupt ends the wait, and the flag stays. Closing twice is harmless.
     */
    @Override
    public void close() {
        buffers.refuse();
        directBuffers.refuse();
        arrays.refuse();
        List<Pool<?>> all = all();
        for (Pool<?> pool : all) { // first all, so that the times for which they wait for leases run together
            CompletableFuture<ShutdownReport> unused =
                    pool.control().shutdown(pool.config().closeTimeout()); // waited for below
        }
        all.forEach(Pool::close);
    }

    private List<Pool<?>> all() {
        List<Pool<?>> all = new ArrayList<>(buffers.pools());
        all.addAll(directBuffers.pools());
        all.addAll(arrays.pools());
        all.add(builders);
        all.add(maps);
        return all;
    }
}
