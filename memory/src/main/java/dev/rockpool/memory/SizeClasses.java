package dev.rockpool.memory;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolClosedException;
import dev.rockpool.memory.Scrub.Cleaning;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/** One pool for each size of a kind of memory, the smallest first. */
final class SizeClasses<T> {

    /** Opens the pool of one size. */
    @FunctionalInterface
    interface Opener<T> {
        Pool<T> open(MemoryPoolsBuilder.SizeClass size, PoolBuilder<T> builder);
    }

    private final List<MemoryPoolsBuilder.SizeClass> sizes;
    private final List<Pool<T>> pools = new ArrayList<>(); // filled by the constructor only
    private final IntFunction<T> allocate;
    private final LongAdder unpooled;
    private final Cleaning<T> cleaning;
    private volatile boolean isClosed; // set once

    SizeClasses(
            List<MemoryPoolsBuilder.SizeClass> sizes,
            IntFunction<T> allocate,
            LongAdder unpooled,
            Cleaning<T> cleaning,
            Opener<T> opener) {
        this.sizes = sizes;
        this.allocate = allocate;
        this.unpooled = unpooled;
        this.cleaning = cleaning;
        for (MemoryPoolsBuilder.SizeClass size : sizes) {
            pools.add(opener.open(size, cleaning.builder(() -> allocate.apply(size.bytes()))));
        }
    }

    Pool<T> smallest() {
        return pools.get(0);
    }

    List<Pool<T>> pools() {
        return pools;
    }

    /** What is larger than the largest size is refused from now on; the pools are closed by whoever owns this. */
    void refuse() {
        isClosed = true;
    }

    /** How many were larger than the largest size, of all kinds that share the counter. */
    long unpooled() {
        return unpooled.sum();
    }

    Lease<T> lease(int atLeast) throws InterruptedException {
        if (atLeast < 0) {
            throw new IllegalArgumentException("the capacity must not be negative, was " + atLeast);
        }
        for (int i = 0; i < pools.size(); i++) {
            if (sizes.get(i).bytes() >= atLeast) {
                return pools.get(i).acquire();
            }
        }
        if (isClosed) {
            throw new PoolClosedException(smallest().config().name());
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        T large = allocate.apply(atLeast);
        unpooled.increment();
        return new UnpooledLease<>(large, cleaning);
    }
}
