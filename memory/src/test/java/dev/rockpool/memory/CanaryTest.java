package dev.rockpool.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written to an object that is zeroed on return is nowhere any more. */
class CanaryTest {

    private static final int LENGTH = 32;

    /** The canary of a number, byte by byte, so that no array of this test holds it. */
    private static byte canary(int number, int at) {
        long mixed = (number * 0x9E3779B97F4A7C15L + at + 1) * 0xBF58476D1CE4E5B9L;
        return (byte) ((mixed ^ (mixed >>> 29)) | 1); // never zero
    }

    private static void write(int number, ByteBuffer buffer) {
        buffer.position(buffer.capacity() - LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            buffer.put(canary(number, i));
        }
    }

    private static boolean contains(ByteBuffer memory, int number) {
        for (int start = 0; start + LENGTH <= memory.capacity(); start++) {
            int same = 0;
            while (same < LENGTH && memory.get(start + same) == canary(number, same)) {
                same++;
            }
            if (same == LENGTH) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theCanaryOfAZeroedBufferIsNowhereInAHeapDump(@TempDir Path folder) throws Exception {
        try (MemoryPools plain = MemoryPools.create();
                MemoryPools zeroed = MemoryPools.builder().zeroOnReturn(true).build()) {
            plain.buffers().run(buffer -> write(1, buffer));
            plain.arrays().run(array -> write(2, ByteBuffer.wrap(array)));
            plain.builders().run(builder -> write(3, builder));
            zeroed.buffers().run(buffer -> write(4, buffer));
            zeroed.arrays().run(array -> write(5, ByteBuffer.wrap(array)));
            zeroed.builders().run(builder -> write(6, builder));
            try (Lease<ByteBuffer> large = zeroed.buffer(20_000)) {
                write(7, large.get());
            }
            byte[] tooLarge;
            try (Lease<byte[]> unpooled = zeroed.array(100_000)) {
                tooLarge = unpooled.get();
                write(8, ByteBuffer.wrap(tooLarge));
            }

            Path dump = folder.resolve("heap.hprof");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpHeap(dump.toString(), false); // garbage as well

            assertThat(found(dump, 8))
                    .as("those of the pools that zero nothing, which show that the search finds what is there")
                    .containsExactly(1, 2, 3);
            assertThat(tooLarge).as("which the collector did not take before").containsOnly(0);
        }
    }

    private static void write(int number, StringBuilder builder) {
        for (int i = 0; i < LENGTH; i++) {
            builder.append((char) (canary(number, i) & 0xFF)); // one byte each, as long as all are below 256
        }
    }

    /** Which of the canaries 1 to {@code count} the file has. */
    private static List<Integer> found(Path file, int count) throws IOException {
        boolean[] isThere = new boolean[count + 1];
        byte[] last = new byte[LENGTH]; // a ring
        long read = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                last[(int) (read++ % LENGTH)] = (byte) next;
                for (int number = 1; number <= count; number++) {
                    if ((byte) next == canary(number, LENGTH - 1) && isInRing(last, read, number)) {
                        isThere[number] = true;
                    }
                }
            }
        }
        List<Integer> found = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            if (isThere[number]) {
                found.add(number);
            }
        }
        return found;
    }

    private static boolean isInRing(byte[] ring, long read, int number) {
        for (int i = 0; i < LENGTH; i++) {
            if (ring[(int) ((read + i) % LENGTH)] != canary(number, i)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void theCanaryOfAZeroedDirectBufferIsNotInItsMemory() throws Exception {
        try (MemoryPools plain = MemoryPools.create();
                MemoryPools zeroed = MemoryPools.builder()
                        .zeroOnReturn(true)
                        .largerBuffers(1, 20_000)
                        .build()) {
            assertThat(contains(leftBehind(plain.directBuffers()), 8)).isTrue();
            assertThat(contains(leftBehind(zeroed.directBuffers()), 8)).isFalse();
            Lease<ByteBuffer> large = zeroed.directBuffer(20_000);
            ByteBuffer memory = large.get().duplicate();
            write(9, large.get());
            assertThat(contains(memory, 9)).isTrue();
            large.close();
            assertThat(contains(memory, 9)).isFalse();
            Lease<ByteBuffer> unpooled = zeroed.directBuffer(30_000);
            ByteBuffer tooLarge = unpooled.get().duplicate();
            write(11, unpooled.get());
            unpooled.close();
            assertThat(contains(tooLarge, 11)).as("too large to be kept").isFalse();
        }
    }

    /** The memory of a buffer that one holder wrote to and gave back. */
    private static ByteBuffer leftBehind(Pool<ByteBuffer> pool) throws InterruptedException {
        return pool.use(buffer -> {
            ByteBuffer memory = buffer.duplicate();
            write(8, buffer);
            return memory;
        });
    }

    @Test
    void aMapThatCameBackRefersToNothingOfItsLastHolder() throws Exception {
        try (MemoryPools pools = MemoryPools.create()) {
            WeakReference<Object> key = leftInAMap(pools);
            Awaitility.await().until(() -> {
                System.gc();
                return key.get() == null;
            });
            assertThat(pools.maps().stats().idle()).as("it is kept").isEqualTo(1);
        }
    }

    private static WeakReference<Object> leftInAMap(MemoryPools pools) throws InterruptedException {
        return pools.<Object, Object>maps().use(map -> {
            Object key = new Object();
            map.put(key, key);
            return new WeakReference<>(key);
        });
    }

    @Test
    void whatIsLetGoOfWithoutComingBackIsZeroedToo() throws Exception {
        ByteBuffer memory;
        try (MemoryPools zeroed = MemoryPools.builder().zeroOnReturn(true).build()) {
            Lease<ByteBuffer> lease = zeroed.directBuffers().acquire();
            memory = lease.get().duplicate();
            write(10, lease.get());
            lease.invalidate();
        } // after the last destroy
        assertThat(contains(memory, 10)).isFalse();
    }
}
