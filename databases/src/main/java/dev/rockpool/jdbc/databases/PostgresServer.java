package dev.rockpool.jdbc.databases;

import dev.rockpool.testkit.Waits;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, whose binaries come from a jar. */
public final class PostgresServer extends Server {

    /** Connections that it has at all; three of them are kept for administrators. */
    public static final int MAX_CONNECTIONS = 40;

    private static final String ADMINISTRATOR = "postgres"; // trusted on the loopback address, without a password
    private static final Duration PATIENCE = Duration.ofSeconds(60); // it starts in 5 s, but the machine may be busy

    private final Path binaries;
    private final Path directory;
    private final int port;
    private final Watchdog watchdog;
    private @Nullable EmbeddedPostgres embedded; // null before the start

    private PostgresServer(Path parent) throws IOException {
        super("PostgreSQL");
        binaries = parent.resolve("binaries");
        directory = Databases.freshDirectory(parent, "postgresql");
        port = Databases.freePort();
        watchdog = Watchdog.over(data().resolve("postmaster.pid"), directory);
    }

    /**
     * Starts one, on a free port of the loopback address.
     *
     * @param parent where its programs and its data are; the data are deleted when it is stopped, and when this process ends
     */
    public static PostgresServer start(Path parent) throws IOException, SQLException {
        PostgresServer server = new PostgresServer(parent);
        try {
            server.begin();
            return server;
        } catch (IOException | SQLException | RuntimeException e) {
            server.stop();
            throw e;
        }
    }

    private void begin() throws IOException, SQLException {
        launch();
        administer(
                "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'",
                "CREATE ROLE tenant",
                "GRANT tenant TO " + USER,
                "CREATE DATABASE rockpool OWNER " + USER);
        needsPassword(USER); // unlike the administrator
    }

    /** Has the server ask a role for its password; else it trusts everybody. */
    public void needsPassword(String role) throws IOException, SQLException {
        Path access = directory.resolve("data/pg_hba.conf");
        String rule = "host all " + role + " 127.0.0.1/32 scram-sha-256\n";
        Files.writeString(access, rule + Files.readString(access));
        administer("SELECT pg_reload_conf()");
    }

    private Path data() {
        return directory.resolve("data");
    }

    private void launch() throws IOException {
        embedded = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(binaries.toFile())
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(PATIENCE)
                .setPort(port)
                .setServerConfig("max_connections", Integer.toString(MAX_CONNECTIONS))
                // What was committed is with the system when the client hears of it, and the system does not crash.
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("fsync", "off")
                .start();
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public String url(int port, String... options) {
        return joined("jdbc:postgresql://127.0.0.1:" + port + "/rockpool", "?", "&", options);
    }

    @Override
    public Connection admin() throws SQLException {
        String options = "options=-c%20default_transaction_read_only=off";
        return connect("jdbc:postgresql://127.0.0.1:" + port + "/postgres?" + options, ADMINISTRATOR, "");
    }

    @Override
    public void kill() {
        try {
            List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
            ProcessHandle master =
                    ProcessHandle.of(Long.parseLong(lines.get(0).trim())).orElseThrow();
            List<ProcessHandle> all =
                    Stream.concat(Stream.of(master), master.descendants()).toList();
            all.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle one : all) {
                Waits.until("process " + one.pid() + " ends", () -> !one.isAlive());
            }
            Objects.requireNonNull(embedded, "embedded")
                    .close(); // gives up its lock on the directory; there is no server for it to stop
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it for good, and deletes its data. It is no {@code close()}: JUnit would call that after the first test that gets it. */
    public void stop() throws IOException {
        watchdog.close();
        if (embedded != null) {
            embedded.close(); // gives up its lock on the directory; there is no server for it to stop
        }
    }

    @Override
    public void restart() {
        try {
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    @Override
    public void readOnly(boolean isReadOnly) throws SQLException {
        administer(
                "ALTER SYSTEM SET default_transaction_read_only = " + (isReadOnly ? "on" : "off"),
                "SELECT pg_reload_conf()");
        try (Connection connection = connect()) {
            Waits.until("the server has read its settings again", () -> {
                try {
                    return number(connection, "SELECT current_setting('default_transaction_read_only')::boolean::int")
                            == (isReadOnly ? 1 : 0);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    @Override
    public void limitConnections(int limit) throws SQLException {
        administer("ALTER ROLE " + USER + " CONNECTION LIMIT " + limit);
    }

    @Override
    public long session(Connection connection) throws SQLException {
        return number(connection, "SELECT pg_backend_pid()");
    }

    @Override
    public void terminate(long session) throws SQLException {
        administer("SELECT pg_terminate_backend(" + session + ", " + TimeUnit.SECONDS.toMillis(20) + ")");
    }
}
