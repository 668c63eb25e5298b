package dev.rockpool.examples.origins;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An open connection to a web server, kept alive from one request to the next. Just enough HTTP for an example: GET, and
 * answers with a length. Not thread-safe.
 */
final class HttpConnection implements AutoCloseable {

    /** What the server said. */
    record Response(int status, String body) {}

    private static final String LENGTH = "content-length:";

    private final URI server;
    private final Socket socket;
    private final InputStream input;

    HttpConnection(URI server) throws IOException {
        this.server = server;
        socket = new Socket(server.getHost(), server.getPort());
        input = new BufferedInputStream(socket.getInputStream());
    }

    Response get(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        int status = Integer.parseInt(readLine().split(" ", 3)[1]);
        int length = 0;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        return new Response(status, new String(input.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Neither the end of the stream nor an answer that nobody asked for has arrived. Takes a millisecond. */
    boolean isOpen() throws IOException {
        socket.setSoTimeout(1);
        try {
            input.read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
