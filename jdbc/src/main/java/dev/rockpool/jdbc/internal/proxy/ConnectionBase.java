package dev.rockpool.jdbc.internal.proxy;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** What the generated methods of a connection call. */
abstract class ConnectionBase {

    /** The driver's connection. */
    abstract Connection raw();

    /** A call that may reach the database, and begin a transaction there, begins; see {@link Session#enter}. */
    abstract boolean enter() throws SQLException;

    /** Refuses what comes after the connection was given back. */
    abstract void ensureOpen() throws SQLException;

    /** It has ended, whatever came of it. */
    abstract void leave(boolean isFirst);

    /** The driver threw. */
    abstract void failed(Throwable failure);

    abstract Statement statement(Statement raw);

    abstract PreparedStatement preparedStatement(PreparedStatement raw);

    abstract CallableStatement callableStatement(CallableStatement raw);

    abstract DatabaseMetaData databaseMetaData(DatabaseMetaData raw);

    abstract Array array(Array raw);

    abstract Blob blob(Blob raw);

    abstract Clob clob(Clob raw);

    abstract NClob nClob(NClob raw);
}
