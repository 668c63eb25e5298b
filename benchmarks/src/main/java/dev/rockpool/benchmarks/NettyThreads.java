package dev.rockpool.benchmarks;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Netty's recycler recycles on Netty's own threads only; JMH is told to use this for it. */
public final class NettyThreads extends ThreadPoolExecutor {

    /**
     * As JMH wants it.
     *
     * @param threads how many
     * @param name what their names begin with
     */
    public NettyThreads(int threads, String name) {
        super(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory(name.replace('.', '-'), true));
    }
}
