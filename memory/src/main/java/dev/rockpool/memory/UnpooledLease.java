package dev.rockpool.memory;

import dev.rockpool.Lease;
import dev.rockpool.memory.Scrub.Cleaning;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The lease of an object that is too large to be kept: zeroed if that is asked for, and the collector's, once it has ended. */
final class UnpooledLease<T> implements Lease<T> {

    private final AtomicReference<@Nullable T> object;

    private final Cleaning<T> cleaning;

    UnpooledLease(T object, Cleaning<T> cleaning) {
        this.object = new AtomicReference<>(object);
        this.cleaning = cleaning;
    }

    @Override
    public T get() {
        return unlessEnded(object.get());
    }

    @Override
    public void close() {
        T mine = object.getAndSet(null);
        if (mine != null) {
            cleaning.letGo(mine);
        }
    }

    @Override
    public T detach() {
        return unlessEnded(object.getAndSet(null));
    }

    @Override
    public void invalidate() {
        close();
    }

    @Override
    public void destroy() {
        close();
    }

    private static <T> T unlessEnded(@Nullable T object) {
        if (object == null) {
            throw new IllegalStateException("the lease has ended; acquire another");
        }
        return object;
    }
}
