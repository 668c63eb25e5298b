package dev.rockpool.examples.origins;

import dev.rockpool.Reusable;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Opens files and sockets while it is used, and closes them all when it comes back: also those after one that fails to
 * close. The first failure is thrown with the others suppressed in it; the pool then destroys the object, and its last
 * user sees nothing of that.
 */
public final class ProperResourceManagement implements Reusable, AutoCloseable {

    private final Deque<Closeable> open = new ArrayDeque<>();

    /**
     * Reads a file, and leaves it open.
     *
     * @param file the file, in UTF-8
     * @return its lines in capitals
     * @throws IOException if it cannot be read
     */
    public String processFile(Path file) throws IOException {
        BufferedReader reader = hold(Files.newBufferedReader(file));
        return reader.lines().map(line -> line.toUpperCase(Locale.ROOT)).collect(Collectors.joining("\n"));
    }

    /**
     * Asks a web server, and leaves the connection open.
     *
     * @param address an address of the scheme {@code http}
     * @return the status line
     * @throws IOException if the server does not answer
     */
    public @Nullable String makeRequest(URI address) throws IOException {
        Socket socket = hold(new Socket(address.getHost(), address.getPort()));
        String request = "HEAD " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getHost() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStreamReader input = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
        return new BufferedReader(input).readLine();
    }

    /** Takes care of a resource. */
    <R extends Closeable> R hold(R resource) {
        open.push(resource);
        return resource;
    }

    /**
     * How many resources are open.
     *
     * @return the number
     */
    public int openResources() {
        return open.size();
    }

    /** Closes everything, the last opened first. */
    @Override
    public void reset() throws IOException {
        IOException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public boolean isValid() {
        return open.isEmpty();
    }

    @Override
    public void close() throws IOException {
        reset();
    }
}
