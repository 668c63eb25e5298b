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

    private final Path directory;
    private final int port;
    private @Nullable EmbeddedPostgres embedded; // null before the start

    private PostgresServer(Path directory, int port) {
        super("PostgreSQL");
        this.directory = directory;
        this.port = port;
    }

    static PostgresServer start() throws IOException, SQLException {
        Path directory = Databases.freshDirectory("postgresql");
        Path data = directory.resolve("data");
        Watchdog.over(data.resolve("postmaster.pid"), directory);
        PostgresServer server = new PostgresServer(directory, Databases.freePort());
        server.launch();
        server.administer(
                "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'",
                "CREATE ROLE tenant",
                "GRANT tenant TO " + USER,
                "CREATE DATABASE rockpool OWNER " + USER);
        server.needsPassword(USER); // unlike the administrator
        return server;
    }

    /** Has the server ask a role for its password; else it trusts everybody. */
    public void needsPassword(String role) throws IOException, SQLException {
        Path access = directory.resolve("data/pg_hba.conf");
        String rule = "host all " + role + " 127.0.0.1/32 scram-sha-256\n";
        Files.writeString(access, rule + Files.readString(access));
        administer("SELECT pg_reload_conf()");
    }

    private void launch() throws IOException {
        embedded = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(
                        Databases.directory().resolve("binaries").toFile())
                .setDataDirectory(directory.resolve("data"))
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
            List<String> lines = Files.readAllLines(directory.resolve("data/postmaster.pid"));
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
