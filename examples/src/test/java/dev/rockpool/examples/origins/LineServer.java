package dev.rockpool.examples.origins;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A server that answers each line with a line. */
final class LineServer implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();
    private final UnaryOperator<String> answers;

    LineServer(UnaryOperator<String> answers) throws IOException {
        this.answers = answers;
        threads.execute(this::accept);
    }

    URI address(String scheme) {
        return URI.create(scheme + "://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort());
    }

    /** Ends all connections, as a restart of the server would. */
    void hangUp() throws IOException {
        for (Socket client = clients.poll(); client != null; client = clients.poll()) {
            client.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                clients.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // closed: the test has ended
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                client.getOutputStream().write((answers.apply(line) + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // hung up
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
        threads.shutdownNow();
    }
}
