package dev.rockpool.jdbc.internal.proxy;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** What a database says about itself. */
final class DatabaseMetaDataHandle extends GeneratedDatabaseMetaData {

    DatabaseMetaDataHandle(TrackedConnection owner, DatabaseMetaData raw) {
        super(owner, raw);
    }

    @Override
    public Connection getConnection() throws SQLException {
        ensureOpen();
        return owner;
    }

    // Numbers of the driver, which throw nothing, and reach no database.

    @Override
    public int getDriverMajorVersion() {
        return rawDatabaseMetaData.getDriverMajorVersion();
    }

    @Override
    public int getDriverMinorVersion() {
        return rawDatabaseMetaData.getDriverMinorVersion();
    }
}
