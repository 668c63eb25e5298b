package dev.rockpool.examples.gameserver;

import java.sql.SQLException;

/** Where messages are stored. */
@FunctionalInterface
interface EventSink {

    /** Stores one message; when this returns, it is committed, and when it throws, it is not. */
    void store(Message message, Avatar avatar) throws SQLException, InterruptedException;
}
