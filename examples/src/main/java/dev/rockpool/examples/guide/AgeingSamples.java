package dev.rockpool.examples.guide;

import dev.rockpool.Pool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;

/** Objects that age, a step before each lease, and an end to leases that never come back. */
public final class AgeingSamples {

    private AgeingSamples() {}

    /**
     * Connections to a server that drops old ones, behind a firewall that drops those that are silent.
     *
     * @param url where to connect to
     * @return a pool
     */
    public static Pool<Connection> connections(String url) {
        // @start region="ageing"
        Pool<Connection> connections = Pool.builder(() -> DriverManager.getConnection(url))
                .maxSize(16)
                .minIdle(4)
                .maxLifetime(Duration.ofMinutes(30)) // below the time after which the server drops it
                .maxIdleTime(Duration.ofMinutes(10)) // what is above minIdle goes when nobody needs it
                .healthWith(connection -> connection.isValid(1)) // idle ones are asked in the background
                .healthCheckInterval(Duration.ofMinutes(2)) // below the time after which the firewall drops it
                .build();
        // @end
        return connections;
    }

    /**
     * Compressors that take a little more memory each time, as old native libraries do.
     *
     * @return a pool
     */
    public static Pool<Compressor> worn() {
        // @start region="worn"
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .maxUses(10_000) // exactly: it goes when it comes back from the last of them
                .build();
        // @end
        return compressors;
    }

    /**
     * Connections that are made ready for whoever gets them.
     *
     * @param url where to connect to
     * @param tenant whose data it may see
     * @return a pool
     */
    public static Pool<Connection> forTenants(String url, ThreadLocal<String> tenant) {
        // @start region="tenant"
        Pool<Connection> connections = Pool.builder(() -> DriverManager.getConnection(url))
                .onAcquire(connection -> connection.setSchema(tenant.get())) // on the thread that acquires
                .onReset(connection -> connection.setSchema("PUBLIC")) // no user sees another's
                .build();
        // @end
        return connections;
    }

    /**
     * Leases that must end.
     *
     * @param url where to connect to
     * @return a pool
     */
    public static Pool<Connection> reclaiming(String url) {
        // @start region="reclaim"
        Pool<Connection> connections = Pool.builder(() -> DriverManager.getConnection(url))
                .reclaimAfter(Duration.ofMinutes(10)) // far above the longest work that is meant
                .leakStacks(1) // the explanation has where it was acquired
                .build();
        // @end
        return connections;
    }

    /**
     * What an operator does who knows more than the pool.
     *
     * @param compressors the pool
     * @return how many compressors go
     */
    public static int byHand(Pool<Compressor> compressors) {
        // @start region="by-hand"
        int dirty = compressors.invalidateIdle(compressor -> !compressor.isClean());
        int rest = compressors.control().clearIdle();
        // @end
        return dirty + rest;
    }
}
