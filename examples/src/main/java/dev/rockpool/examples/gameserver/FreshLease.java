package dev.rockpool.examples.gameserver;

import dev.rockpool.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is made for one use and thrown away: for the run without pools. */
final class FreshLease<T> implements Lease<T> {

    private final T object;
    private final AtomicBoolean hasEnded = new AtomicBoolean();

    FreshLease(T object) {
        this.object = object;
    }

    @Override
    public T get() {
        if (hasEnded.get()) {
            throw new IllegalStateException("it has been closed");
        }
        return object;
    }

    /** Hangs up, if it is a connection; all else is the collector's. */
    @Override
    public void close() {
        if (hasEnded.compareAndSet(false, true) && object instanceof Connection connection) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException("the connection cannot be closed", e);
            }
        }
    }

    @Override
    public T detach() {
        if (!hasEnded.compareAndSet(false, true)) {
            throw new IllegalStateException("it has been closed");
        }
        return object;
    }

    @Override
    public void invalidate() {
        close();
    }

    @Override
    public void destroy() {
        close();
    }
}
