package dev.rockpool.jdbc.databases;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** MariaDB, if its server is installed. */
public final class MariaDbServer extends Server {

    private static final String ADMINISTRATOR = "keeper";

    private final Path directory;
    private final int port;
    private @Nullable Process process; // null before the start

    private MariaDbServer(Path directory, int port) {
        super("MariaDB");
        this.directory = directory;
        this.port = port;
    }

    static boolean isInstalled() {
        return program("mariadbd").isPresent() && program("mariadb-install-db").isPresent();
    }

    static MariaDbServer start() throws IOException, InterruptedException {
        Path directory = Databases.freshDirectory(Databases.directory(), "mariadb");
        Watchdog.over(directory.resolve("pid"), directory);
        MariaDbServer server = new MariaDbServer(directory, Databases.freePort());
        server.install();
        server.restart();
        return server;
    }

    private void install() throws IOException, InterruptedException {
        Process install = process(
                        "mariadb-install-db",
                        "--no-defaults",
                        "--user=" + System.getProperty("user.name"),
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db",
                        "--datadir=" + directory.resolve("data"))
                .start();
        if (install.waitFor() != 0) {
            throw new IOException("mariadb-install-db failed:\n" + Files.readString(log()));
        }
        Files.writeString(directory.resolve("init.sql"), """
                CREATE DATABASE IF NOT EXISTS rockpool;
                CREATE USER IF NOT EXISTS '%1$s'@'%%' IDENTIFIED BY '%2$s';
                GRANT ALL ON rockpool.* TO '%1$s'@'%%';
                CREATE USER IF NOT EXISTS '%3$s'@'%%' IDENTIFIED BY '%2$s';
                GRANT ALL ON *.* TO '%3$s'@'%%' WITH GRANT OPTION;
                """.formatted(USER, PASSWORD, ADMINISTRATOR));
    }

    private ProcessBuilder process(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program(program).orElseThrow());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    }

    private Path log() {
        return directory.resolve("log");
    }

    private static Optional<String> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    @Override
    public void restart() {
        try {
            process = process(
                            "mariadbd",
                            "--no-defaults",
                            "--user=" + System.getProperty("user.name"),
                            "--datadir=" + directory.resolve("data"),
                            "--pid-file=" + directory.resolve("pid"),
                            "--socket=socket", // in the data directory: the path may be too long for a socket
                            "--init-file=" + directory.resolve("init.sql"),
                            "--bind-address=127.0.0.1",
                            "--port=" + port,
                            "--skip-name-resolve",
                            "--innodb-buffer-pool-size=16M",
                            "--innodb-flush-log-at-trx-commit=2")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public String url(int port, String... options) {
        String url = "jdbc:mariadb://127.0.0.1:" + port + "/rockpool?sslMode=disable&useResetConnection=true";
        return joined(url, "&", "&", options);
    }

    /** The URL of the driver of MySQL, which talks to this server as well. */
    public String mySqlUrl(String... options) {
        String url = "jdbc:mysql://127.0.0.1:" + port + "/rockpool?sslMode=DISABLED&allowPublicKeyRetrieval=true";
        return joined(url, "&", "&", options);
    }

    @Override
    public Connection admin() throws SQLException {
        return connect(url(port), ADMINISTRATOR, PASSWORD);
    }

    @Override
    public void kill() {
        Process running = Objects.requireNonNull(process, "process");
        running.destroyForcibly();
        running.onExit().join();
    }

    @Override
    public void readOnly(boolean isReadOnly) throws SQLException {
        administer("SET GLOBAL read_only = " + (isReadOnly ? 1 : 0));
    }

    @Override
    public void limitConnections(int limit) throws SQLException {
        administer("ALTER USER '" + USER + "'@'%' WITH MAX_USER_CONNECTIONS " + Math.max(0, limit)); // 0 for none
    }

    @Override
    public long session(Connection connection) throws SQLException {
        return number(connection, "SELECT CONNECTION_ID()");
    }

    @Override
    public void terminate(long session) throws SQLException {
        administer("KILL " + session);
    }
}
