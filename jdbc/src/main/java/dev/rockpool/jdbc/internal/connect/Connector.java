package dev.rockpool.jdbc.internal.connect;

import dev.rockpool.jdbc.Credentials;
import dev.rockpool.jdbc.CredentialsProvider;
import dev.rockpool.jdbc.ErrorClassifier;
import dev.rockpool.jdbc.ErrorClassifier.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections, each with user and password as they are then.
 *
 * @param target by what they are opened
 * @param credentials who knows user and password; null where the target has its own
 * @param mayRefresh whether it can say something else when it is asked again
 * @param classifier says whether it was user and password that were refused
 * @param url for the secrets that are in it; null without one
 * @param properties for the secrets that are in them
 */
public record Connector(
        Target target,
        @Nullable CredentialsProvider credentials,
        boolean mayRefresh,
        ErrorClassifier classifier,
        @Nullable String url,
        Properties properties) {

    /**
     * Opens a connection. Where user and password are refused, asks for them once more, and tries again if they are others.
     *
     * @return the driver's connection
     * @throws Exception what went wrong, without secrets
     */
    public Connection connect() throws Exception {
        Credentials first = credentials == null ? null : credentials.get();
        try {
            return connect(first);
        } catch (SQLException refused) {
            if (credentials == null || first == null || !mayRefresh || !isAuthentication(refused)) {
                throw refused;
            }
            Credentials fresh = credentials.refresh(first);
            if (fresh.equals(first)) {
                throw refused;
            }
            return connect(fresh);
        }
    }

    private Connection connect(@Nullable Credentials with) throws Exception {
        Connection opened;
        try {
            opened = target.connect(with);
        } catch (SQLException | RuntimeException failure) {
            throw Secrets.of(with, url, properties).cleaned(failure);
        }
        if (opened == null) {
            throw new SQLException("the driver gave no connection, and no reason", "08001");
        }
        return opened;
    }

    private boolean isAuthentication(SQLException failure) {
        try {
            return classifier.classify(failure) == Verdict.AUTHENTICATION_FAILED;
        } catch (Throwable unknown) { // a user's code: it must not hide the failure
            return false;
        }
    }
}
