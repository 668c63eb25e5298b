package dev.rockpool.examples.gameserver;

import dev.rockpool.Lease;
import dev.rockpool.PoolException;
import dev.rockpool.examples.gameserver.fault.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The store behind careful code, and while a fault says so, behind careless code: the kind that people do write. It
 * looks up whether the player is known before it stores, and gets the connection for that wrong.
 */
final class CarelessStore implements EventSink {

    private final EventStore store;
    private final Source<Connection, SQLException> connections;
    private final Duration gathering;
    private final AtomicInteger lookups = new AtomicInteger();
    private final AtomicInteger leaks = new AtomicInteger();
    private volatile @Nullable Fault fault;
    private volatile CountDownLatch gathered = new CountDownLatch(0);

    /**
     * Careful until told otherwise.
     *
     * @param gathering how long the first nested ones wait until all connections are out
     */
    CarelessStore(EventStore store, Duration gathering) {
        this.store = store;
        this.connections = store.source();
        this.gathering = gathering;
    }

    /** From now on code of this kind is in use; faults of the database change nothing here. */
    void begin(Fault newFault) {
        gathered = new CountDownLatch(EventStore.CONNECTIONS);
        fault = newFault;
    }

    /** From now on it is careful. */
    void end() {
        fault = null;
    }

    /** How many leases were forgotten. */
    int leaks() {
        return leaks.get();
    }

    @Override
    public void store(Message message, Avatar avatar) throws SQLException, InterruptedException {
        Fault now = fault;
        if (now == Fault.LEAK) {
            lookUpOnTheSide(avatar);
        }
        if (now == Fault.NESTED) {
            lookUpAndStore(message, avatar);
        } else {
            store.store(message, avatar);
        }
    }

    /** Holds one connection while the store takes another. */
    private void lookUpAndStore(Message message, Avatar avatar) throws SQLException, InterruptedException {
        try (Lease<Connection> lease = connections.acquire()) {
            store.isKnown(avatar, lease.get());
            // It takes as many at once as there are connections, which happens sooner or later; here it happens soon.
            gathered.countDown();
            gathered.await(gathering.toNanos(), TimeUnit.NANOSECONDS);
            store.store(message, avatar);
        }
    }

    /** On a thread of its own, so that the player need not wait; as many as there are connections. */
    private void lookUpOnTheSide(Avatar avatar) {
        int number = lookups.incrementAndGet();
        if (number <= EventStore.CONNECTIONS) {
            new Thread(() -> lookUp(avatar), "look-up-" + number).start();
        }
    }

    private void lookUp(Avatar avatar) {
        try {
            Lease<Connection> lease = connections.acquire(); // and where is it closed?
            leaks.incrementAndGet();
            store.isKnown(avatar, lease.get());
        } catch (SQLException | PoolException e) {
            // It was only meant to be looked at.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
