package dev.rockpool.examples.origins;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.monitor.PoolStats;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client of web servers that keeps a few connections to each open, for any number of threads. Nothing needs to be reset
 * between two requests. A connection that failed, or that the server is about to close, is not given back but declared
 * broken, and the pool makes another; one that was idle for a second is looked at before it is used.
 */
public final class HttpClientPool implements AutoCloseable {

    private static final int HTTP = 80;

    private final int size;
    private final Map<String, Pool<HttpConnection>> origins = new ConcurrentHashMap<>();

    /**
     * Makes a client; it connects when it is used.
     *
     * @param size how many connections to each server at most
     */
    public HttpClientPool(int size) {
        this.size = size;
    }

    /**
     * Asks a server, and waits for a connection if need be.
     *
     * @param address where, and what for; over HTTP without encryption
     * @return the body of the answer
     * @throws IOException if the server cannot be reached, or does not say 200
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public String get(URI address) throws IOException, InterruptedException {
        try (Lease<HttpConnection> lease = connections(address).acquire()) {
            HttpConnection.Response response = ask(lease, address.getRawPath());
            if (response.status() != 200) {
                throw new IOException("status " + response.status() + " for " + address);
            }
            return response.body();
        }
    }

    /**
     * The same over a connection that is opened for it, to compare with.
     *
     * @param address where, and what for
     * @return the body of the answer
     * @throws IOException if the server cannot be reached
     */
    public static String getOnce(URI address) throws IOException {
        try (HttpConnection connection = new HttpConnection(address)) {
            return connection.get(address.getRawPath()).body();
        }
    }

    private static HttpConnection.Response ask(Lease<HttpConnection> lease, String path) throws IOException {
        try {
            HttpConnection.Response response = lease.get().get(path);
            if (!response.canGoOn()) {
                lease.invalidate();
            }
            return response;
        } catch (IOException e) {
            lease.invalidate(); // Half an answer may still be on its way: nobody can use this connection again.
            throw e;
        }
    }

    private Pool<HttpConnection> connections(URI address) {
        int port = address.getPort() < 0 ? HTTP : address.getPort();
        return origins.computeIfAbsent(address.getHost() + ":" + port, this::open);
    }

    private Pool<HttpConnection> open(String origin) {
        URI server = URI.create("http://" + origin);
        return Pool.builder(() -> new HttpConnection(server))
                .name("http " + origin)
                .maxSize(size)
                .validateWith(HttpConnection::isOpen)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(1)))
                .build();
    }

    /**
     * The connections to a server in numbers.
     *
     * @param server any address of the server
     * @return a snapshot
     */
    public PoolStats stats(URI server) {
        return connections(server).stats();
    }

    @Override
    public void close() {
        origins.values().forEach(Pool::close);
    }
}
