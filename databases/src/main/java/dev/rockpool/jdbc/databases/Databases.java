package dev.rockpool.jdbc.databases;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** The databases, each started once in a process, when the first test asks for it. */
public final class Databases {

    private static final Once<Path> RECORDING = new Once<>(Databases::record);
    private static final Once<H2Database> H2 = new Once<>(H2Database::start);
    private static final Once<PostgresServer> POSTGRESQL = new Once<>(() -> PostgresServer.start(directory()));
    private static final Once<MariaDbServer> MARIADB = new Once<>(MariaDbServer::start);

    private Databases() {}

    public static H2Database h2() {
        return recorded(H2);
    }

    public static PostgresServer postgreSql() {
        return recorded(POSTGRESQL);
    }

    /** Whether {@link #postgreSql()} can be had: its binaries are those for Linux on x86-64. */
    public static boolean hasPostgreSql() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** Whether {@link #mariaDb()} can be had; {@code ./rockpool test} installs it, or says that this part is left out. */
    public static boolean hasMariaDb() {
        return MariaDbServer.isInstalled();
    }

    public static MariaDbServer mariaDb() {
        return recorded(MARIADB);
    }

    /** All that are there. */
    public static Stream<Database> all() {
        return Stream.concat(Stream.of(h2()), servers());
    }

    /** Those in a process of their own. */
    public static Stream<Server> servers() {
        Stream<Server> postgreSql = hasPostgreSql() ? Stream.of(postgreSql()) : Stream.of();
        return hasMariaDb() ? Stream.concat(postgreSql, Stream.of(mariaDb())) : postgreSql;
    }

    private static <D> D recorded(Once<D> database) {
        RECORDING.get();
        return database.get();
    }

    /**
     * What an operator would record of the process, with the names of all its threads, if the build wants it: {@code .ci/canary} looks
     * for the password in it.
     */
    private static Path record() throws IOException, ParseException {
        Path file = directory()
                .resolveSibling("recording-" + ProcessHandle.current().pid() + ".jfr");
        if (Boolean.getBoolean("rockpool.recording")) {
            Recording recording = new Recording(Configuration.getConfiguration("default"));
            recording.setDestination(file);
            recording.setDumpOnExit(true);
            recording.start();
        }
        return file;
    }

    /** Where servers have their files. */
    static Path directory() {
        return Path.of("target", "databases").toAbsolutePath();
    }

    /** One that nobody has used: what a run that was killed has left behind is in nobody's way. */
    static Path freshDirectory(Path parent, String name) throws IOException {
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, name + "-");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts something at most once; a start that failed fails everyone the same way. */
    private static final class Once<D> {
        private final Callable<D> start;
        private @Nullable D started; // under this
        private @Nullable Exception failure; // under this

        Once(Callable<D> start) {
            this.start = start;
        }

        synchronized D get() {
            if (started == null && failure == null) {
                try {
                    started = start.call();
                } catch (Exception e) {
                    failure = e;
                }
            }
            if (failure != null) {
                throw new IllegalStateException("it did not start", failure);
            }
            return Objects.requireNonNull(started, "started");
        }
    }
}
