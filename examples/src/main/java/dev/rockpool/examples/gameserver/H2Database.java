package dev.rockpool.examples.gameserver;

import dev.rockpool.examples.gameserver.fault.FaultPlan;
import dev.rockpool.examples.gameserver.fault.FaultSwitch;
import dev.rockpool.examples.gameserver.fault.RemoteDatabase;
import dev.rockpool.examples.gameserver.fault.Tuning;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** H2 in this process, with its files in a folder, and a plain pool of its connections. */
final class H2Database implements GameDatabase {

    private final DataFolder folder;
    private final @Nullable RemoteDatabase remote; // null without a fault

    private H2Database(DataFolder folder, @Nullable RemoteDatabase remote) {
        this.folder = folder;
        this.remote = remote;
    }

    /** One whose folder is made in {@code parent}. */
    static Choice in(Path parent) {
        return (plan, out) -> open(parent, plan);
    }

    private static H2Database open(Path parent, @Nullable FaultPlan plan) throws CannotStartException {
        DataFolder folder = DataFolder.create(parent);
        try {
            return new H2Database(
                    folder,
                    plan == null
                            ? null
                            : RemoteDatabase.open(EventStore.database(folder.path(), ";DB_CLOSE_DELAY=-1"), plan));
        } catch (SQLException e) {
            folder.close();
            throw new CannotStartException("cannot use a database in " + parent + ": " + e.getMessage(), e);
        }
    }

    @Override
    public EventStore store(Tuning tuning) throws SQLException, InterruptedException {
        return remote == null ? EventStore.open(folder.path(), tuning) : EventStore.pooled(remote::connect, tuning);
    }

    @Override
    public FaultSwitch faults() {
        return Objects.requireNonNull(remote, "it was opened without a plan");
    }

    @Override
    public String product() {
        return "h2";
    }

    @Override
    public void close() throws SQLException {
        try {
            if (remote != null) {
                remote.close();
            }
        } finally {
            folder.close();
        }
    }

    @Override
    public String toString() {
        return "database in " + folder.path();
    }
}
