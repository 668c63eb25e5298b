package com.example;

import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Deflater;

/** Compresses texts on 16 threads with at most four compressors, each of which holds 256 KiB outside the heap. */
public final class Main {

    private Main() {}

    static PoolBuilder<Deflater> compressors() {
        return Pool.builder(Deflater::new)
                .name("compressors")
                .maxSize(4) // never more than four alive
                .onReset(Deflater::reset) // when one comes back, before the next user gets it
                .onDestroy(Deflater::end); // gives back the memory outside the heap
    }

    static int compressedSize(Deflater compressor, String text) {
        compressor.setInput(text.getBytes(StandardCharsets.UTF_8));
        compressor.finish();
        byte[] buffer = new byte[1024];
        int size = 0;
        while (!compressor.finished()) {
            size += compressor.deflate(buffer);
        }
        return size;
    }

    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (Pool<Deflater> pool = compressors().build()) {
            String text = "the same few words ".repeat(1000);
            Callable<Integer> task = () -> pool.use(compressor -> compressedSize(compressor, text));
            long bytes = 0;
            for (Future<Integer> size : threads.invokeAll(Collections.nCopies(1000, task))) {
                bytes += size.get();
            }
            System.out.println("1000 texts, " + 1000 * text.length() + " bytes, compressed to " + bytes);
            System.out.println(pool.stats().acquired() + " acquires, " + pool.stats().created() + " compressors");
        } finally {
            threads.shutdown();
        }
    }
}
