package dev.rockpool.jdbc.internal.connect;

import dev.rockpool.SourceExhaustedException;
import dev.rockpool.jdbc.Credentials;
import dev.rockpool.jdbc.CredentialsProvider;
import dev.rockpool.jdbc.ErrorClassifier;
import dev.rockpool.jdbc.ErrorClassifier.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections, each with user and password as they are then.
 *
 * <p><b>When user and password change</b>, those connections that are open were made with the old ones, and are to be renewed. A
 * provider that says something else each time it is asked, as one of tokens may, has changed nothing by that: so it is asked
 * once more. Where the database refuses the old ones, they have changed for sure.
 */
public final class Connector {

    private final Target target;
    private final @Nullable CredentialsProvider provider; // null where the target has its own user
    private final boolean mayChange;
    private final ErrorClassifier classifier;
    private final @Nullable String url;
    private final Properties properties;
    private final Runnable onChange;

    /** What the last connection was opened with; null before the first. By any thread. */
    private final AtomicReference<@Nullable Credentials> latest = new AtomicReference<>();

    /**
     * Who knows user and password.
     *
     * @param provider null where the target has its own
     * @param mayChange whether it can say something else when it is asked again
     * @param onChange what is to be done when it has done so; by the thread that connects, and throws nothing
     */
    public record Login(@Nullable CredentialsProvider provider, boolean mayChange, Runnable onChange) {}

    /**
     * Opens nothing yet.
     *
     * @param target by what connections are opened
     * @param login who knows user and password
     * @param classifier says what it means that the database refuses one
     * @param url for the secrets that are in it; null without one
     * @param properties for the secrets that are in them
     */
    public Connector(
            Target target, Login login, ErrorClassifier classifier, @Nullable String url, Properties properties) {
        this.target = target;
        this.provider = login.provider();
        this.mayChange = login.mayChange();
        this.classifier = classifier;
        this.url = url;
        this.properties = properties;
        this.onChange = login.onChange();
    }

    /**
     * Opens a connection. Where user and password are refused, asks for them once more, and tries again if they are others.
     *
     * @return the driver's connection
     * @throws SourceExhaustedException if the server takes no more connections
     * @throws Exception what else went wrong, without secrets
     */
    public Connection connect() throws Exception {
        Credentials first = provider == null ? null : provider.get();
        try {
            try {
                Connection opened = connect(first);
                noteUse(first, false);
                return opened;
            } catch (SQLException refused) {
                if (provider == null || first == null || !mayChange || !is(Verdict.AUTHENTICATION_FAILED, refused)) {
                    throw refused;
                }
                Credentials fresh = provider.refresh(first);
                if (fresh.equals(first)) {
                    throw refused;
                }
                Connection opened = connect(fresh);
                noteUse(fresh, true);
                return opened;
            }
        } catch (SQLException refused) {
            throw is(Verdict.TOO_MANY_CONNECTIONS, refused) ? exhausted(refused) : refused;
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

    private void noteUse(@Nullable Credentials used, boolean wasRefused) {
        Credentials before = latest.getAndSet(used);
        if (before != null && used != null && mayChange && !used.equals(before) && (wasRefused || isSaidAgain(used))) {
            onChange.run();
        }
    }

    private boolean isSaidAgain(Credentials used) {
        try {
            return provider != null && used.equals(provider.get());
        } catch (Exception unknown) { // the connection is open: it must not fail it
            return false;
        }
    }

    private static SourceExhaustedException exhausted(SQLException refused) {
        String code = refused.getErrorCode() == 0 ? refused.getSQLState() : Integer.toString(refused.getErrorCode());
        return new SourceExhaustedException(
                "the server refused: too many connections (" + code + "): " + refused.getMessage(), refused);
    }

    private boolean is(Verdict verdict, SQLException failure) {
        try {
            return classifier.classify(failure) == verdict;
        } catch (Throwable unknown) { // a user's code: it must not hide the failure
            return false;
        }
    }
}
