package dev.rockpool.jdbc.databases;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Ends a server when this process ends, however it ends, and deletes the server's directory: a shell that waits for the end of
 * a stream which nobody writes to.
 */
final class Watchdog {

    private static final String SCRIPT = """
            cat >/dev/null
            pid=$(head -n 1 "$1" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
            tries=0
            while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
            [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null
            rm -rf "$2"
            """;

    private static final Queue<Process> SHELLS = new ConcurrentLinkedQueue<>(); // holds their streams open

    private Watchdog() {}

    /** Watches over the process whose number is in the first line of the file, now or later. */
    static void over(Path pidFile, Path directory) throws IOException {
        SHELLS.add(new ProcessBuilder("sh", "-c", SCRIPT, "watchdog", pidFile.toString(), directory.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start());
    }
}
