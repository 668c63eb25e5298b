package dev.rockpool.benchmarks;

import dev.rockpool.PerThreadPool;
import dev.rockpool.Work;
import dev.rockpool.memory.MemoryPools;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.Recycler;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A thousand bytes for a moment: get them, write a hundred, give them back. A new array costs its zeros and its collection,
 * so the number of a new array depends on the heap; see {@code raw.json} for its size.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BufferBenchmark {

    private static final int BYTES = 1_024;
    private static final int WRITTEN = 100;

    // These capture nothing, so that no call makes another.
    private static final Work<byte[], byte[], RuntimeException> ARRAY = BufferBenchmark::write;
    private static final Work<ByteBuffer, ByteBuffer, RuntimeException> BUFFER = BufferBenchmark::write;

    /** What netty's recycler hands out. */
    private static final class Recycled {

        final byte[] array = new byte[BYTES];
        final Recycler.Handle<Recycled> handle;

        Recycled(Recycler.Handle<Recycled> handle) {
            this.handle = handle;
        }
    }

    /** The same with a buffer. */
    private static final class RecycledBuffer {

        final ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        final Recycler.Handle<RecycledBuffer> handle;

        RecycledBuffer(Recycler.Handle<RecycledBuffer> handle) {
            this.handle = handle;
        }
    }

    private final MemoryPools memory = MemoryPools.create();
    private final MemoryPools zeroing = MemoryPools.builder().zeroOnReturn(true).build();
    private final PerThreadPool<byte[]> perThread =
            PerThreadPool.builder(() -> new byte[BYTES]).build();
    private final Recycler<Recycled> recycler = new Recycler<>() {
        @Override
        protected Recycled newObject(Handle<Recycled> handle) {
            return new Recycled(handle);
        }
    };
    private final Recycler<RecycledBuffer> bufferRecycler = new Recycler<>() {
        @Override
        protected RecycledBuffer newObject(Handle<RecycledBuffer> handle) {
            return new RecycledBuffer(handle);
        }
    };

    /** Closes the pools. */
    @TearDown
    public void close() {
        memory.close();
        zeroing.close();
        perThread.close();
    }

    private static byte[] write(byte[] array) {
        for (int i = 0; i < WRITTEN; i++) {
            array[i] = (byte) i;
        }
        return array;
    }

    private static ByteBuffer write(ByteBuffer buffer) {
        for (int i = 0; i < WRITTEN; i++) {
            buffer.put((byte) i);
        }
        return buffer;
    }

    private static ByteBuf write(ByteBuf buffer) {
        for (int i = 0; i < WRITTEN; i++) {
            buffer.writeByte((byte) i);
        }
        return buffer;
    }

    /**
     * A pooled array.
     *
     * @return it, for JMH to see
     * @throws InterruptedException if JMH interrupts
     */
    @Benchmark
    public byte[] pooledArray() throws InterruptedException {
        return memory.arrays().use(ARRAY);
    }

    /**
     * An array of the thread's own.
     *
     * @return it, for JMH to see
     * @throws InterruptedException if JMH interrupts
     */
    @Benchmark
    public byte[] perThreadArray() throws InterruptedException {
        return perThread.use(ARRAY);
    }

    /**
     * A pooled array that is zeroed when it comes back.
     *
     * @return it, for JMH to see
     * @throws InterruptedException if JMH interrupts
     */
    @Benchmark
    public byte[] zeroedArray() throws InterruptedException {
        return zeroing.arrays().use(ARRAY);
    }

    /**
     * A pooled buffer on the heap.
     *
     * @return it, for JMH to see
     * @throws InterruptedException if JMH interrupts
     */
    @Benchmark
    public ByteBuffer pooledBuffer() throws InterruptedException {
        return memory.buffers().use(BUFFER);
    }

    /**
     * A pooled buffer outside of the heap.
     *
     * @return it, for JMH to see
     * @throws InterruptedException if JMH interrupts
     */
    @Benchmark
    public ByteBuffer pooledDirectBuffer() throws InterruptedException {
        return memory.directBuffers().use(BUFFER);
    }

    /**
     * A new array.
     *
     * @return it, for JMH to see
     */
    @Benchmark
    public byte[] newArray() {
        return write(new byte[BYTES]);
    }

    /**
     * A new buffer on the heap.
     *
     * @return it, for JMH to see
     */
    @Benchmark
    public ByteBuffer newBuffer() {
        return write(ByteBuffer.allocate(BYTES));
    }

    /**
     * A new buffer outside of the heap.
     *
     * @return it, for JMH to see
     */
    @Benchmark
    public ByteBuffer newDirectBuffer() {
        return write(ByteBuffer.allocateDirect(BYTES));
    }

    /**
     * An array from netty's recycler.
     *
     * @return it, for JMH to see
     */
    @Benchmark
    public byte[] nettyRecycler() {
        Recycled recycled = recycler.get();
        byte[] array = write(recycled.array);
        recycled.handle.recycle(recycled);
        return array;
    }

    /**
     * A buffer on the heap from netty's recycler, which leaves it to its user to clear it.
     *
     * @return it, for JMH to see
     */
    @Benchmark
    public ByteBuffer nettyRecyclerBuffer() {
        RecycledBuffer recycled = bufferRecycler.get();
        ByteBuffer buffer = write(recycled.buffer.clear());
        recycled.handle.recycle(recycled);
        return buffer;
    }

    /**
     * A buffer on the heap from netty's pooled allocator.
     *
     * @return it, for JMH to see
     */
    @Benchmark
    public ByteBuf nettyPooled() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.heapBuffer(BYTES, BYTES);
        write(buffer);
        buffer.release();
        return buffer;
    }

    /**
     * A buffer outside of the heap from netty's pooled allocator.
     *
     * @return it, for JMH to see
     */
    @Benchmark
    public ByteBuf nettyPooledDirect() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(BYTES, BYTES);
        write(buffer);
        buffer.release();
        return buffer;
    }
}
