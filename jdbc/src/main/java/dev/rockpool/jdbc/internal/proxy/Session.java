package dev.rockpool.jdbc.internal.proxy;

import dev.rockpool.jdbc.ErrorClassifier;
import dev.rockpool.jdbc.ErrorClassifier.Verdict;
import dev.rockpool.jdbc.SessionReset;
import dev.rockpool.jdbc.internal.proxy.Backstop.Limit;
import dev.rockpool.jdbc.internal.proxy.SessionRules.SessionStart;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session of a database: the driver's connection, and what its present borrower did with it.
 *
 * <h2>Calls in progress</h2>
 *
 * A borrower's connection that was given back must not reach the driver's any more, and one that is given back while another
 * thread is inside a call must not be lent again: that thread goes on using it. So each call is counted before it looks whether
 * its connection has been given back, and whoever gives back says so before it looks at the count:
 *
 * <pre>{@code
 *   a call:       busy = true (compare-and-set) ─ given back? ── no: the driver ─ busy = false
 *   giving back:  given back (get-and-set) ────── busy? ──────── no: reset, to the next borrower
 * }</pre>
 *
 * Both first steps are full fences, so at least one of the two sees the other. The usual call is alone: it takes one locked
 * instruction and a plain store at the end. A call that finds another one (a statement that is cancelled, say) counts itself in
 * {@link #others} instead. The count is here and not with the borrower: a session that is left with a call in it never has another
 * borrower.
 *
 * <h2>What is put back</h2>
 *
 * For each {@link Property} the value from before the first change is kept as long as the connection lives, and a bit says whether
 * the present value may be another one. All of that is written inside calls, and read when no call is in progress.
 */
final class Session {

    private static final VarHandle BUSY;
    private static final VarHandle OTHERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BUSY = lookup.findVarHandle(Session.class, "busy", boolean.class);
            OTHERS = lookup.findVarHandle(Session.class, "others", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Connection raw;
    private final SessionRules rules;

    @SuppressWarnings("UnusedVariable") // by BUSY
    private volatile boolean busy;

    @SuppressWarnings("UnusedVariable") // by OTHERS
    private volatile int others;

    /** It is to be destroyed: the driver said so, or a thread was left in a call. */
    private volatile boolean isBroken;

    /** A thread was left in a call. Written by who gives back, read by who destroys. */
    private volatile boolean isAbandoned;

    /** The driver threw something since the connection was lent. */
    private volatile boolean hasFailed;

    // Inside calls, and when there can be none; of several calls at once only those of `isShared` count on them.

    /** Something was executed, and neither committed nor rolled back since. */
    private boolean isTouched;

    /** Something was executed. */
    private boolean isUsed;

    /** Several calls were in progress at once, so that isTouched may have missed something. */
    private volatile boolean isShared;

    /** The borrower has had the driver's connection, and may have changed anything. */
    private boolean isExposed;

    /** Which properties may have another value than they had. */
    private int changed;

    /** Of which properties the value from before is known. */
    private int known;

    /** Which errors mean that it is broken. Set before it is lent. */
    private ErrorClassifier classifier = ErrorClassifier.standard();

    /** How the session is cleaned; what it began with is known to it. */
    private SessionReset reset = SessionReset.none();

    /** Statements that wait for who prepares the same; null without a cache. */
    private final @Nullable StatementCache statements;

    private final @Nullable Object[] before = new @Nullable Object[Property.COUNT];

    Session(Connection raw, SessionRules rules) {
        this.raw = raw;
        this.rules = rules;
        this.statements = rules.statementCacheSize() == 0 ? null : new StatementCache(rules.statementCacheSize());
    }

    Connection raw() {
        return raw;
    }

    static String identity(Object object) {
        return object.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(object));
    }

    // --- Calls

    /** A call begins. Says whether it is alone, for {@link #leave}; only then may the caller look whether it may go on. */
    boolean enter() {
        if (BUSY.compareAndSet(this, false, true)) {
            return true;
        }
        OTHERS.getAndAdd(this, 1);
        isShared = true;
        return false;
    }

    void leave(boolean isFirst) {
        if (isFirst) {
            BUSY.setRelease(this, false);
        } else {
            OTHERS.getAndAdd(this, -1);
        }
    }

    /** Whether no call is in progress. For who gives back, after nobody can begin one. */
    boolean isQuiet() {
        return !busy && others == 0;
    }

    /** What the driver threw may mean that the connection is of no use any more. */
    void failed(Throwable failure) {
        hasFailed = true;
        if (failure instanceof SQLException sql) {
            try {
                if (isEnd(classifier.classify(sql))) {
                    foundBroken();
                }
            } catch (Throwable unknown) {
                isBroken = true;
            }
        } else if (failure instanceof Error) {
            isBroken = true; // at the end of memory or stack a driver may have stopped anywhere
        }
    }

    /** A server that refuses to write is the wrong one, unless the borrower has asked for that. Null is as good as broken. */
    private boolean isEnd(@Nullable Verdict verdict) throws SQLException {
        return verdict == null || verdict == Verdict.BROKEN || (verdict == Verdict.READ_ONLY && !raw.isReadOnly());
    }

    /** It is not to be lent again, and others may be as it is. */
    private void foundBroken() {
        if (!isBroken) {
            isBroken = true;
            rules.onBroken().run();
        }
    }

    /** It is not to be lent again. */
    void breakDown() {
        isBroken = true;
    }

    /** Something is about to be executed, inside a call. */
    void touch() {
        isTouched = true;
    }

    /** The transaction has ended, inside a call. */
    void endedTransaction() {
        isTouched = false;
        isUsed = true;
    }

    /** The borrower gets the driver's connection, inside a call. */
    void expose() {
        Property.RESTORED.forEach(this::changingIfPossible);
        changingIfPossible(Property.NETWORK_TIMEOUT);
        changingIfPossible(Property.AUTO_COMMIT);
        isExposed = true;
    }

    // --- Statements that are used again

    boolean cachesStatements() {
        return statements != null;
    }

    /** A statement that was prepared so before. Inside a call that is alone. */
    @Nullable
    PreparedStatement takeStatement(StatementCache.Key key) {
        return statements != null && preparesAsBefore() ? statements.take(key) : null;
    }

    /** Keeps a statement; says which one is to be closed, this or another. Inside a call that is alone. */
    @Nullable
    PreparedStatement give(StatementCache.Key key, PreparedStatement statement) {
        return statements != null && preparesAsBefore() ? statements.give(key, statement) : statement;
    }

    /** Whether the same SQL means the same as with a connection that was just lent. */
    private boolean preparesAsBefore() {
        return !isExposed && (changed & Property.MEANING) == 0;
    }

    private void closeStatements() throws SQLException {
        if (statements != null) {
            for (PreparedStatement each : statements.clear()) {
                each.close();
            }
        }
    }

    // --- Properties

    <V extends @Nullable Object> void change(Property<V> property, V value) throws SQLException {
        changing(property);
        property.set(raw, value);
        changed(property, value);
    }

    /** What it was, if that is not known; and from now on it may be something else. */
    void changing(Property<?> property) throws SQLException {
        if ((known & property.bit()) == 0) {
            before[property.index] = property.get(raw);
            known |= property.bit();
        }
        changed |= property.bit();
    }

    /** It is that now. */
    void changed(Property<?> property, @Nullable Object value) {
        Object original = before[property.index];
        if (original == null ? value == null : original.equals(value)) {
            changed &= ~property.bit();
        }
        if (property == Property.AUTO_COMMIT && Boolean.TRUE.equals(value)) {
            endedTransaction(); // committed by that
        }
    }

    /** Like {@link #changing} for what some drivers have none of: then there is nothing to put back. */
    void changingIfPossible(Property<?> property) {
        try {
            changing(property);
        } catch (SQLException | RuntimeException | LinkageError unsupported) {
            changed &= ~property.bit();
        }
    }

    private <V extends @Nullable Object> void begin(Property<V> property, @Nullable V value) throws SQLException {
        if (value != null) {
            property.set(raw, value);
            before[property.index] = value;
            known |= property.bit();
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only values of the property are kept for it, null if it has that
    private <V extends @Nullable Object> void restore(Property<V> property) throws SQLException {
        if ((changed & property.bit()) != 0) {
            property.set(raw, (V) before[property.index]);
        }
    }

    // --- The life of a session, on one thread at a time

    /** Gives it what each session of the data source begins with. */
    void begin() throws SQLException {
        SessionStart start = rules.start();
        Limit limit = rules.backstop().limit(raw, rules.sendMillis());
        classifier = rules.classifier() == null
                ? ErrorClassifier.forProduct(raw.getMetaData().getDatabaseProductName())
                : rules.classifier();
        reset = rules.reset().forSession(raw);
        begin(start);
        begin(Property.AUTO_COMMIT, start.autoCommit());
        limit.end();
    }

    private void begin(SessionStart start) throws SQLException {
        if (start.initSql() != null) {
            boolean isAutoCommit = raw.getAutoCommit();
            raw.setAutoCommit(true);
            execute(List.of(start.initSql()));
            raw.setAutoCommit(isAutoCommit);
        }
        begin(Property.READ_ONLY, start.readOnly());
        begin(Property.TRANSACTION_ISOLATION, start.transactionIsolation());
        begin(Property.CATALOG, start.catalog());
        begin(Property.SCHEMA, start.schema());
    }

    /** Closes statements that were left open, this one and those after it. What that throws says something of the session, too. */
    void close(StatementHandle newest) {
        try {
            Limit limit = rules.backstop().limit(raw, rules.sendMillis());
            for (StatementHandle one = newest; one != null; one = one.older) {
                close(one.wasClosed() ? null : one.rawStatement);
            }
            limit.end();
        } catch (SQLException | RuntimeException failure) {
            isBroken = true; // it has another timeout than it had
        }
    }

    private void close(@Nullable Statement open) {
        if (open != null) {
            try {
                open.close();
            } catch (Throwable failure) {
                failed(failure);
            }
        }
    }

    /** A thread is inside a call while the connection is given back. */
    void abandon() {
        isAbandoned = true;
        isBroken = true;
    }

    /** Whether it may have another borrower once it is reset. By who gives back, when no call is in progress. */
    boolean isReusable() {
        if (hasFailed && !isBroken) {
            try {
                isBroken = raw.isClosed();
            } catch (SQLException | RuntimeException unknown) {
                isBroken = true;
            }
        }
        return !isBroken;
    }

    /** Makes it as it was before it was lent. */
    void reset() throws SQLException {
        boolean wasUsed = isTouched || isUsed || isExposed;
        if (wasUsed || changed != 0) {
            if (changed != 0 || reset != SessionReset.none() || !autoCommitBefore()) {
                restore(Property.NETWORK_TIMEOUT);
                Limit limit = rules.backstop().limit(raw, rules.sendMillis());
                putBack(wasUsed);
                if (isExposed) {
                    closeStatements();
                }
                limit.end(); // where that threw, the connection is destroyed
            }
            raw.clearWarnings();
        }
        isTouched = false;
        isUsed = false;
        isShared = false;
        isExposed = false;
        hasFailed = false;
        changed = 0;
    }

    private void putBack(boolean wasUsed) throws SQLException {
        boolean isAutoCommit = raw.getAutoCommit();
        if (!isAutoCommit && (isTouched || isShared || isExposed)) {
            raw.rollback();
        }
        boolean resetsMore = wasUsed && reset != SessionReset.none();
        if (resetsMore || (changed & ~Property.AUTO_COMMIT.bit()) != 0) {
            if (!isAutoCommit) {
                raw.setAutoCommit(true); // each of these is to be a transaction of its own
                isAutoCommit = true;
            }
            if (resetsMore) {
                closeStatements(); // the server may forget them
                reset.reset(raw);
                raw.setAutoCommit(true); // a driver may have reset that as well
                begin(rules.start()); // of which the reset has undone some
            }
            for (Property<?> property : Property.RESTORED) {
                restore(property);
            }
        }
        if (isAutoCommit != autoCommitBefore()) {
            raw.setAutoCommit(!isAutoCommit);
        }
    }

    private boolean autoCommitBefore() throws SQLException {
        if ((known & Property.AUTO_COMMIT.bit()) == 0) {
            before[Property.AUTO_COMMIT.index] = raw.getAutoCommit();
            known |= Property.AUTO_COMMIT.bit();
        }
        return Boolean.TRUE.equals(before[Property.AUTO_COMMIT.index]);
    }

    private void execute(List<String> statements) throws SQLException {
        try (Statement statement = raw.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The borrower asks whether it is still there, inside a call. */
    boolean isValid(int seconds) throws SQLException {
        boolean isValid = raw.isValid(seconds);
        if (!isValid) {
            isBroken = true;
        }
        return isValid;
    }

    /** Whether it is still there. Where this throws, the answer is no. */
    boolean isValid() throws SQLException {
        if (isBroken) {
            return false;
        }
        Limit limit = rules.backstop().limit(raw, rules.validationMillis());
        boolean isValid;
        if (rules.testQuery() == null) {
            isValid = raw.isValid(rules.validationSeconds());
        } else {
            isValid = true;
            execute(List.of(rules.testQuery()));
        }
        if (isValid && !raw.getAutoCommit()) {
            raw.rollback(); // a driver may ask by a query, which begins a transaction
        }
        limit.end();
        return isValid;
    }

    /** Closes the driver's connection. */
    void destroy() throws SQLException {
        if (isAbandoned || !isQuiet()) { // a lease that the pool ended may still be used
            try {
                raw.abort(Runnable::run); // a close would wait for the call that is in progress
            } finally {
                raw.close(); // where the driver did not
            }
        } else {
            endQuietly();
            raw.close();
        }
    }

    /** Some databases commit when a connection is closed. Not where it is broken: nobody may answer. */
    private void endQuietly() {
        try {
            rules.backstop().limit(raw, rules.sendMillis());
            if (!isBroken && isTouched && !raw.getAutoCommit()) {
                raw.rollback();
            }
        } catch (SQLException | RuntimeException broken) {
            // the server ends the transaction when it notices
        }
    }
}
