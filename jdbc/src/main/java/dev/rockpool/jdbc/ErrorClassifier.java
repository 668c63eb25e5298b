package dev.rockpool.jdbc;

import java.sql.SQLException;

/**
 * Says what the failure of a connection means: whether the connection can be used again, and why a connect failed.
 *
 * <p>The ones of this interface look at SQLStates, at vendor codes where they know the database, and at the whole chain: the
 * failure, its next exceptions, its causes and what was suppressed, at most 32 of them. A classifier of one's own covers what
 * they do not know:
 *
 * <pre>{@code
 * ErrorClassifier standard = ErrorClassifier.forUrl(url);
 * ErrorClassifier mine = failure -> failure.getErrorCode() == 12345 ? Verdict.BROKEN : standard.classify(failure);
 * }</pre>
 *
 * <p>A classifier is called by any thread, by several at once, and each time that a connection, a statement or a result set
 * throws. It must not block and not use the connection. One that throws or returns null is taken to have said
 * {@link Verdict#BROKEN}. Those of this interface are immutable and never throw.
 */
@FunctionalInterface
public interface ErrorClassifier {

    /** What a failure means. */
    enum Verdict {
        /** The connection can be used again: a mistake in SQL, a constraint, a deadlock, a statement that took too long. */
        USABLE,
        /** The connection is lost, or nobody can say what state it is in: it must not be used again. */
        BROKEN,
        /**
         * The server refuses to write, as one does that has become a standby in a fail-over. A connection that its borrower has
         * made read-only can be used again, every other one must not: it leads to the wrong server.
         */
        READ_ONLY,
        /** The server does not take another connection now. To connect again at once makes it worse. */
        TOO_MANY_CONNECTIONS,
        /** The server does not accept the user or the password. */
        AUTHENTICATION_FAILED
    }

    /**
     * Says what a failure means.
     *
     * @param failure what the driver threw
     * @return the verdict
     */
    Verdict classify(SQLException failure);

    /**
     * A classifier for any database: SQLStates, and vendor codes where the class of the exception tells the database. Drivers
     * that throw exceptions of the JDK only (MySQL, MariaDB, Oracle) are judged better by {@link #forUrl}.
     *
     * @return the classifier
     */
    static ErrorClassifier standard() {
        return new ErrorRules(Product.OTHER);
    }

    /**
     * The classifier for the database of a JDBC URL: PostgreSQL, MySQL, MariaDB, Oracle, SQL Server, DB2 and H2, also behind a
     * driver that wraps another one ({@code jdbc:p6spy:postgresql:…}).
     *
     * @param url the URL; it is not kept
     * @return the classifier; {@link #standard()} if the database is another one
     */
    static ErrorClassifier forUrl(String url) {
        return new ErrorRules(Product.ofUrl(url));
    }

    /**
     * The classifier for a database by its name, as {@link java.sql.DatabaseMetaData#getDatabaseProductName()} gives it.
     *
     * @param productName the name, such as {@code PostgreSQL}
     * @return the classifier; {@link #standard()} if the database is another one
     */
    static ErrorClassifier forProduct(String productName) {
        return new ErrorRules(Product.ofName(productName));
    }
}
