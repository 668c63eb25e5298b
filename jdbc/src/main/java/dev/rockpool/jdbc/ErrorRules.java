package dev.rockpool.jdbc;

import dev.rockpool.jdbc.ErrorClassifier.Verdict;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The classifiers that come with Rockpool.
 *
 * <p>The verdict over a chain is the most specific one of its links: that a server takes no more connections, or does not know the password,
 * says more than that the connection could not be made, which drivers put around it.
 *
 * <p>Not a reason to give up a connection: a feature that is not supported (0A000), a statement that was cancelled or took too
 * long (57014, HYT00, {@link java.sql.SQLTimeoutException}), a deadlock. A read of the socket that took too long is one: the
 * answer may still come, and would be taken for that of the next statement.
 */
final class ErrorRules implements ErrorClassifier {

    private static final int LONGEST_CHAIN = 32;

    private static final Set<String> BROKEN_STATES = Set.of(
            "57P01", // PostgreSQL: shutdown by the administrator, also of one session
            "57P02", // crash shutdown
            "57P03", // cannot connect now: it starts up or shuts down
            "57P04", // the database was dropped
            "57P05", // idle for too long
            "25P03", // idle in a transaction for too long: the session has ended, not only the transaction
            "25P04", // a transaction for too long: the same
            "01002", // disconnect error
            "JZ0C0", // Sybase: the connection is closed
            "JZ0C1"); // Sybase: an I/O error has closed it

    private final Product product;

    ErrorRules(Product product) {
        this.product = product;
    }

    @Override
    public Verdict classify(SQLException failure) {
        try {
            return ofChain(failure);
        } catch (RuntimeException | StackOverflowError e) { // an exception of somebody else, whose methods fail
            return Verdict.BROKEN;
        }
    }

    private Verdict ofChain(SQLException failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> next = new ArrayDeque<>();
        next.add(failure);
        Verdict worst = Verdict.USABLE;
        while (!next.isEmpty() && seen.size() < LONGEST_CHAIN) {
            Throwable link = next.remove();
            if (!seen.add(link)) {
                continue;
            }
            Verdict verdict = ofLink(link);
            // The constants of Verdict stand in this order: the later, the more specific.
            if (verdict.compareTo(worst) > 0) {
                worst = verdict;
            }
            addAll(next, link);
        }
        return worst;
    }

    private static void addAll(Deque<Throwable> next, Throwable link) {
        if (link instanceof SQLException failure && failure.getNextException() != null) {
            next.add(failure.getNextException());
        }
        if (link.getCause() != null) {
            next.add(link.getCause());
        }
        Collections.addAll(next, link.getSuppressed());
    }

    private Verdict ofLink(Throwable link) {
        if (!(link instanceof SQLException failure)) {
            return isNetwork(link) ? Verdict.BROKEN : Verdict.USABLE;
        }
        Product source =
                product == Product.OTHER ? Product.ofDriverClass(link.getClass().getName()) : product;
        Verdict byCode = VendorCodes.of(source, failure.getErrorCode());
        if (byCode != null) {
            return byCode;
        }
        Verdict byText = ofText(source, failure);
        return byText != null ? byText : ofState(failure);
    }

    private static boolean isNetwork(Throwable link) {
        return link instanceof SocketException
                || link instanceof SocketTimeoutException
                || link instanceof EOFException
                || link instanceof UnknownHostException
                || link instanceof SSLException
                || link instanceof ClosedChannelException;
    }

    private static Verdict ofState(SQLException failure) {
        String state =
                failure.getSQLState() == null ? "" : failure.getSQLState().toUpperCase(Locale.ROOT);
        if (state.equals("53300") || state.equals("57030")) { // PostgreSQL; DB2
            return Verdict.TOO_MANY_CONNECTIONS;
        }
        if (state.startsWith("28")) {
            return Verdict.AUTHENTICATION_FAILED;
        }
        if (state.equals("25006")) {
            return Verdict.READ_ONLY;
        }
        // A driver throws SQLRecoverableException to say: close this connection and try with another one.
        boolean isBroken =
                state.startsWith("08") || BROKEN_STATES.contains(state) || failure instanceof SQLRecoverableException;
        return isBroken ? Verdict.BROKEN : Verdict.USABLE;
    }

    /** Where code and state are not enough. The words that count are names of options, which are not translated. */
    private static @Nullable Verdict ofText(Product source, SQLException failure) {
        String text = failure.getMessage();
        if (text == null) {
            return null;
        }
        if (source == Product.MYSQL && failure.getErrorCode() == 1290) { // "running with the --%s option"
            return text.contains("read-only") || text.contains("read_only") ? Verdict.READ_ONLY : null;
        }
        if (source == Product.MYSQL && failure.getErrorCode() == 1226) { // "has exceeded the '%s' resource"
            return text.contains("connections") ? Verdict.TOO_MANY_CONNECTIONS : null;
        }
        boolean isFatal = text.startsWith("FATAL: ") || text.startsWith("PANIC: "); // the session ends with it
        Verdict byState = ofState(failure);
        return source == Product.POSTGRESQL && isFatal && byState == Verdict.USABLE ? Verdict.BROKEN : null;
    }
}
