package dev.rockpool.examples.origins;

import dev.rockpool.Reusable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Just enough of a Redis client for an example: commands without spaces in them, and answers of one line. Not thread-safe. */
public final class RedisConnection implements Reusable, AutoCloseable {

    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 2_000;

    private final Socket socket;
    private final BufferedReader answers;

    /**
     * Connects.
     *
     * @param server an address such as {@code redis://localhost:6379}
     * @throws IOException if the server does not answer
     */
    public RedisConnection(URI server) throws IOException {
        socket = new Socket();
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_MILLIS);
        socket.setSoTimeout(READ_MILLIS);
        answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Sends a command.
     *
     * @param words the command and its arguments
     * @return the answer's first line, with the mark of its type
     * @throws IOException if the server does not answer
     */
    public String call(String... words) throws IOException {
        socket.getOutputStream().write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.UTF_8));
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the server closed the connection");
        }
        return answer;
    }

    @Override
    public boolean isValid() throws IOException {
        return call("PING").equals("+PONG");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
