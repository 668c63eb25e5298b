package dev.rockpool.jdbc.internal.proxy;

import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/**
 * What was made through a connection and can reach the database: a statement, a result set, metadata, an array, a large object.
 * It works as long as the connection has not been given back.
 *
 * <p>Structs, references, row ids, XML and savepoints are the driver's own: they are values, or reach the database only as
 * arguments. So are streams and readers.
 */
abstract class Part implements Wrapper {

    /** The borrower's connection. */
    final TrackedConnection owner;

    Part(TrackedConnection owner) {
        this.owner = owner;
    }

    /** The driver's object. */
    abstract Object raw();

    // --- What generated methods call

    /** A call that may reach the database begins. */
    boolean enter() throws SQLException {
        return owner.enter();
    }

    /** It has ended, whatever came of it. */
    final void leave(boolean isFirst) {
        owner.leave(isFirst);
    }

    /** Refuses what comes after the connection was given back. */
    void ensureOpen() throws SQLException {
        owner.ensureOpen();
    }

    /** The driver threw. */
    void failed(Throwable failure) {
        owner.failed(failure);
    }

    @Nullable
    ResultSet resultSet(@Nullable ResultSet raw) {
        return raw == null ? null : new ResultSetHandle(owner, null, raw);
    }

    final @Nullable ResultSetMetaData resultSetMetaData(@Nullable ResultSetMetaData raw) {
        return raw == null ? null : new GeneratedResultSetMetaData(owner, raw);
    }

    final @Nullable ParameterMetaData parameterMetaData(@Nullable ParameterMetaData raw) {
        return raw == null ? null : new GeneratedParameterMetaData(owner, raw);
    }

    final @Nullable Array array(@Nullable Array raw) {
        return raw == null ? null : owner.array(raw);
    }

    final @Nullable Blob blob(@Nullable Blob raw) {
        return raw == null ? null : owner.blob(raw);
    }

    final @Nullable Clob clob(@Nullable Clob raw) {
        return raw == null ? null : raw instanceof NClob nClob ? owner.nClob(nClob) : owner.clob(raw);
    }

    final @Nullable NClob nClob(@Nullable NClob raw) {
        return raw == null ? null : owner.nClob(raw);
    }

    /** Wraps what a column or a parameter has, if it can reach the database. */
    final @Nullable Object object(@Nullable Object raw) {
        if (raw == null || raw.getClass().getClassLoader() == null) { // the usual: a string, a number
            return raw;
        }
        if (raw instanceof ResultSet rows) {
            return resultSet(rows);
        } else if (raw instanceof Array array) {
            return array(array);
        } else if (raw instanceof Blob blob) {
            return blob(blob);
        } else if (raw instanceof Clob clob) {
            return clob(clob);
        }
        return raw;
    }

    /** The same as the type that was asked for: where that is the driver's own, as the driver gave it. */
    static <T> @Nullable T typed(Class<T> type, @Nullable Object object) {
        if (object instanceof Part part && !type.isInstance(part)) {
            return type.cast(part.raw());
        }
        @SuppressWarnings("unchecked") // not cast: a primitive type's class is not that of its values
        T result = (T) object;
        return result;
    }

    /** What the driver gets for an argument: its own object for one that was wrapped. */
    @SuppressWarnings("unchecked") // a wrapper and what it wraps implement the same interface
    static <V extends @Nullable Object> V unwrapped(V argument) {
        return argument instanceof Part part ? (V) part.raw() : argument;
    }

    /** The same for the elements of an array or a struct. */
    static @Nullable Object @Nullable [] unwrapped(@Nullable Object @Nullable [] elements) {
        if (elements == null) {
            return null;
        }
        @Nullable Object[] all = elements;
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] instanceof Part part) {
                all = all == elements ? elements.clone() : all;
                all[i] = part.raw();
            }
        }
        return all;
    }

    // --- Wrapper

    /** The borrower gets the driver's object. */
    void expose() {}

    /** The driver's object under this one is the borrower's own affair. */
    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        ensureOpen();
        expose();
        Object raw = raw();
        if (type.isInstance(raw)) {
            return type.cast(raw);
        }
        if (raw instanceof Wrapper wrapper) {
            return wrapper.unwrap(type);
        }
        throw new SQLException("not a wrapper for " + type.getName());
    }

    @Override
    public final boolean isWrapperFor(Class<?> type) throws SQLException {
        if (type.isInstance(this)) {
            return true;
        }
        ensureOpen();
        Object raw = raw();
        return type.isInstance(raw) || (raw instanceof Wrapper wrapper && wrapper.isWrapperFor(type));
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + Session.identity(raw()) + "]";
    }
}
