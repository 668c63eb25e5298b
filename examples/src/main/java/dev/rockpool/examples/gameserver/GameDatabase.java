package dev.rockpool.examples.gameserver;

import dev.rockpool.examples.gameserver.fault.FaultPlan;
import dev.rockpool.examples.gameserver.fault.FaultSwitch;
import dev.rockpool.examples.gameserver.fault.Tuning;
import java.io.PrintWriter;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database of a run. Its {@code toString} says where it is, without a secret. */
interface GameDatabase extends AutoCloseable {

    /** How a run gets one. */
    @FunctionalInterface
    interface Choice {

        /**
         * Opens the database.
         *
         * @param plan the fault that it will have; null for none
         * @param out told what takes a while
         * @throws CannotStartException if it cannot be opened; the message is for the user
         */
        GameDatabase open(@Nullable FaultPlan plan, PrintWriter out) throws CannotStartException;
    }

    /** Opens the connections, and makes the table for the messages. */
    EventStore store(Tuning tuning) throws SQLException, InterruptedException;

    /** By what its faults begin and end, if it was opened with a plan. */
    FaultSwitch faults();

    /** What it is, in a word: for the report. */
    String product();

    /** Leaves nothing behind. */
    @Override
    void close() throws SQLException, CannotStartException;
}
