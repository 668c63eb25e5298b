package dev.rockpool.jdbc.internal.proxy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/**
 * A time limit on the network for what the pool itself sends: should the server be gone without a word, the driver gives up. One for
 * all connections of a data source, as they have one driver: where that cannot do it, it is not asked again.
 *
 * <p>The executor that drivers want for this is the calling thread: they use it at once, to set the option, or not at all.
 */
public final class Backstop {

    /** A limit that is in force. */
    record Limit(Connection raw, int before) {

        /** The connection has the timeout again that it had before. Not needed where it is destroyed. */
        void end() throws SQLException {
            if (before >= 0) {
                raw.setNetworkTimeout(Runnable::run, before);
            }
        }
    }

    private static final int UNCHANGED = -1;

    /** Set once, by any thread that finds out. */
    private volatile boolean isUnsupported;

    /**
     * Begins a limit, unless the connection has a shorter one.
     *
     * @param millis how long; 0 for no limit
     */
    Limit limit(Connection raw, int millis) throws SQLException {
        if (millis == 0 || isUnsupported) {
            return new Limit(raw, UNCHANGED);
        }
        try {
            int before = raw.getNetworkTimeout();
            if (before > 0 && before <= millis) {
                return new Limit(raw, UNCHANGED);
            }
            raw.setNetworkTimeout(Runnable::run, millis);
            return new Limit(raw, before);
        } catch (SQLFeatureNotSupportedException | UnsupportedOperationException | LinkageError unsupported) {
            isUnsupported = true;
            return new Limit(raw, UNCHANGED);
        }
    }
}
