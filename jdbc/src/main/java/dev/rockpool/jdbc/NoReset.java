package dev.rockpool.jdbc;

import java.sql.Connection;

/** None; whoever sees it need not even ask. */
enum NoReset implements SessionReset {
    INSTANCE;

    @Override
    public void reset(Connection connection) {}
}
