package dev.rockpool.jdbc.databases;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Ends a server when this process ends, however it ends, and deletes the server's directory: a shell that waits for the end of
 * a stream which nobody writes to. Ctrl-C at a terminal reaches the shell as well; it must outlive that.
 */
final class Watchdog implements AutoCloseable {

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            cat >/dev/null
            pid=$(head -n 1 "$1" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
            tries=0
            while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
            [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null
            rm -rf "$2"
            """;

    private static final Queue<Watchdog> ALL = new ConcurrentLinkedQueue<>(); // holds the streams open

    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /** Watches over the process whose number is in the first line of the file, now or later. */
    static Watchdog over(Path pidFile, Path directory) throws IOException {
        Watchdog watchdog = new Watchdog(
                new ProcessBuilder("sh", "-c", SCRIPT, "watchdog", pidFile.toString(), directory.toString())
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start());
        ALL.add(watchdog);
        return watchdog;
    }

    /** Ends the server now, and waits until its directory is gone. */
    @Override
    public void close() throws IOException {
        ALL.remove(this);
        shell.getOutputStream().close();
        shell.onExit().join();
    }
}
