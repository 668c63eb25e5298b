package dev.rockpool.jdbc;

import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.SourceExhaustedException;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** What the pool throws, as what users of JDBC expect. */
final class AcquireFailures {

    private static final String NO_CONNECTION = "08001";
    private static final String CONNECTION_DOES_NOT_EXIST = "08003";
    private static final String AUTHORIZATION = "28";

    private AcquireFailures() {}

    static SQLException of(PoolException failure) {
        if (failure instanceof PoolTimeoutException timeout) {
            return new Timeout(timeout);
        } else if (failure instanceof PoolClosedException) {
            return closed(failure);
        } else if (failure instanceof ObjectCreationException creation) {
            return notOpened(creation);
        }
        return new SQLTransientConnectionException(failure.getMessage(), NO_CONNECTION, failure);
    }

    static SQLException closed(@Nullable PoolException failure) {
        String message = failure == null ? "the data source is closed" : failure.getMessage();
        return new SQLNonTransientConnectionException(message, CONNECTION_DOES_NOT_EXIST, failure);
    }

    static SQLException interrupted(InterruptedException interrupt) {
        Thread.currentThread().interrupt();
        return new SQLException("interrupted while waiting for a connection", interrupt);
    }

    /** What the driver threw, where the pool was told in other words that the server takes no more connections. */
    private static @Nullable Throwable driversOwn(@Nullable Throwable failure) {
        Throwable cause = failure instanceof SourceExhaustedException ? failure.getCause() : null;
        return cause instanceof SQLException ? cause : failure;
    }

    /** With the state and the code of what the driver said. */
    private static SQLException notOpened(ObjectCreationException creation) {
        Throwable cause = driversOwn(creation.getCause());
        if (cause instanceof SQLException sql && sql.getSQLState() != null) {
            return sql.getSQLState().startsWith(AUTHORIZATION)
                    ? new SQLInvalidAuthorizationSpecException(
                            creation.getMessage(), sql.getSQLState(), sql.getErrorCode(), cause)
                    : new SQLTransientConnectionException(
                            creation.getMessage(), sql.getSQLState(), sql.getErrorCode(), cause);
        }
        return new SQLTransientConnectionException(creation.getMessage(), NO_CONNECTION, cause);
    }

    /** Its words are made when somebody reads them, as those of the pool's exception are: of thousands hardly any is read. */
    private static final class Timeout extends SQLTransientConnectionException {

        private static final long serialVersionUID = 1L;

        /** What the pool said. */
        private final PoolTimeoutException timeout;

        Timeout(PoolTimeoutException timeout) {
            super(null, NO_CONNECTION, timeout.getCause() == null ? timeout : driversOwn(timeout.getCause()));
            this.timeout = timeout;
        }

        @Override
        public @Nullable String getMessage() {
            return timeout.getMessage();
        }
    }
}
