package dev.rockpool.examples.gameserver;

import dev.rockpool.examples.gameserver.ServerDatabase.Access;
import dev.rockpool.examples.gameserver.fault.FaultPlan;
import dev.rockpool.examples.gameserver.fault.FaultSwitch;
import dev.rockpool.examples.gameserver.fault.Tuning;
import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.Databases;
import dev.rockpool.jdbc.databases.PostgresServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of the run's own: its programs come from a jar, its data are in a folder, and both are gone at the end. */
final class EmbeddedPostgres implements GameDatabase {

    private final DataFolder folder;
    private final PostgresServer server;
    private final GameDatabase database;

    private EmbeddedPostgres(DataFolder folder, PostgresServer server, GameDatabase database) {
        this.folder = folder;
        this.server = server;
        this.database = database;
    }

    /** One whose folder is made in {@code parent}. */
    static Choice in(Path parent) throws CannotStartException {
        if (!Databases.hasPostgreSql()) {
            throw new CannotStartException(
                    "--db postgres needs Linux on x86-64: use --jdbc-url with a server of yours");
        }
        return (plan, out) -> open(parent, plan, out);
    }

    private static GameDatabase open(Path parent, @Nullable FaultPlan plan, PrintWriter out)
            throws CannotStartException {
        DataFolder folder = DataFolder.create(parent);
        PostgresServer server = null;
        try {
            out.println("starting a PostgreSQL in " + folder.path() + ", which takes some seconds");
            server = PostgresServer.start(folder.path());
            Access access = new Access(server.url(), Database.USER, Database.PASSWORD);
            return new EmbeddedPostgres(folder, server, ServerDatabase.open(access, plan, out));
        } catch (IOException | SQLException | RuntimeException e) {
            close(folder, server);
            throw new CannotStartException("PostgreSQL did not start in " + folder.path() + ": " + e.getMessage(), e);
        } catch (CannotStartException e) {
            close(folder, server);
            throw e;
        }
    }

    private static void close(DataFolder folder, @Nullable PostgresServer server) throws CannotStartException {
        try (folder) {
            if (server != null) {
                server.stop();
            }
        } catch (IOException e) {
            throw new CannotStartException("PostgreSQL did not end: " + e.getMessage(), e);
        }
    }

    @Override
    public EventStore store(Tuning tuning) throws SQLException, InterruptedException {
        return database.store(tuning);
    }

    @Override
    public FaultSwitch faults() {
        return database.faults();
    }

    @Override
    public String product() {
        return database.product();
    }

    @Override
    public void close() throws SQLException, CannotStartException {
        try {
            database.close();
        } finally {
            close(folder, server);
        }
    }

    @Override
    public String toString() {
        return database.toString();
    }
}
