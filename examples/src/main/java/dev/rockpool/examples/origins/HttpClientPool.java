package dev.rockpool.examples.origins;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.PoolStats;
import java.io.IOException;
import java.net.URI;

/**
 * A client of one web server that keeps a few connections open for any number of threads. Nothing needs to be reset between
 * two requests; a connection that failed is not given back but declared broken, and the pool makes another.
 */
public final class HttpClientPool implements AutoCloseable {

    private final Pool<HttpConnection> connections;

    /**
     * Makes a client; it connects when it is used.
     *
     * @param server the server's address, with its port
     * @param size how many connections at most
     */
    public HttpClientPool(URI server, int size) {
        connections = Pool.builder(() -> new HttpConnection(server))
                .name("http")
                .maxSize(size)
                .build();
    }

    /**
     * Asks the server, and waits for a connection if need be.
     *
     * @param path what for
     * @return the body of the answer
     * @throws IOException if the server cannot be reached, or does not say 200
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public String get(String path) throws IOException, InterruptedException {
        try (Lease<HttpConnection> lease = connections.acquire()) {
            HttpConnection.Response response = ask(lease, path);
            if (response.status() != 200) {
                throw new IOException("status " + response.status() + " for " + path);
            }
            return response.body();
        }
    }

    private static HttpConnection.Response ask(Lease<HttpConnection> lease, String path) throws IOException {
        try {
            return lease.get().get(path);
        } catch (IOException e) {
            lease.invalidate(); // Half an answer may still be on its way: nobody can use this connection again.
            throw e;
        }
    }

    /**
     * The pool in numbers.
     *
     * @return a snapshot
     */
    public PoolStats stats() {
        return connections.stats();
    }

    @Override
    public void close() {
        connections.close();
    }
}
