package dev.rockpool.examples.origins;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Sends metrics to a StatsD server, a datagram each. What is lost on the way is lost; nobody waits for it. */
public final class StatsDClient implements MetricsReporter, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(StatsDClient.class.getName());

    private final DatagramSocket socket;
    private final InetSocketAddress server;

    /**
     * Makes a client.
     *
     * @param server where StatsD listens
     * @throws IOException if there is no socket to be had
     */
    public StatsDClient(InetSocketAddress server) throws IOException {
        this.server = server;
        this.socket = new DatagramSocket();
    }

    @Override
    public void timing(String metric, double seconds) {
        send(metric + ":" + Math.round(seconds * 1_000) + "|ms");
    }

    @Override
    public void increment(String metric, long by) {
        send(metric + ":" + by + "|c");
    }

    @Override
    public void gauge(String metric, double value) {
        send(metric + ":" + value + "|g");
    }

    private void send(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, server));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "not sent: " + line, e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
