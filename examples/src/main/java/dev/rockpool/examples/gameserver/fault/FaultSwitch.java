package dev.rockpool.examples.gameserver.fault;

import java.sql.SQLException;

/** By what a fault of the database begins and ends. Safe for use by several threads. */
public interface FaultSwitch {

    /**
     * The fault begins.
     *
     * @param fault the faults of the server's own code change nothing here
     * @throws SQLException if a connection cannot be broken
     */
    void begin(Fault fault) throws SQLException;

    /** The fault has ended: what hangs goes on. Does nothing if there is none. */
    void end();
}
