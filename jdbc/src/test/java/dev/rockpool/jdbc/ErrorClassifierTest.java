package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.jdbc.ErrorClassifier.Verdict;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the classifiers say of exceptions that are made here; see {@link ErrorsOfServersTest} for those of real servers. */
class ErrorClassifierTest {

    private static final ErrorClassifier STANDARD = ErrorClassifier.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08000", "08001", "08003", "08004", "08006", "08007", "08P01", "08S01", "57P01", "57P02", "57P03",
                "57P04", "57P05", "25P03", "25P04", "01002", "JZ0C0", "JZ0C1", "jz0c1"
            })
    void statesOfLostConnectionsAreBrokenWithAnyDatabase(String state) {
        assertThat(STANDARD.classify(state(state))).isEqualTo(Verdict.BROKEN);
        assertThat(ErrorClassifier.forUrl("jdbc:postgresql://host/db").classify(state(state)))
                .isEqualTo(Verdict.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000", "01000", "0A000", "22003", "23505", "25001", "25P02", "40001", "40P01", "42601", "42501",
                "53100", "53200", "55P03", "57014", "57000", "70100", "HY000", "HYT00", "XX000", ""
            })
    void statesOfMistakesOfDeadlocksAndOfCancelledStatementsAreUsable(String state) {
        assertThat(STANDARD.classify(state(state))).isEqualTo(Verdict.USABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "53300, TOO_MANY_CONNECTIONS",
        "57030, TOO_MANY_CONNECTIONS",
        "28P01, AUTHENTICATION_FAILED",
        "28000, AUTHENTICATION_FAILED",
        "25006, READ_ONLY"
    })
    void statesThatSayMoreAreToldApart(String state, Verdict expected) {
        assertThat(STANDARD.classify(state(state))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "mysql, 1040, 08004, TOO_MANY_CONNECTIONS",
        "mysql, 1203, 42000, TOO_MANY_CONNECTIONS",
        "mariadb, 1045, 28000, AUTHENTICATION_FAILED",
        "mysql, 1862, HY000, AUTHENTICATION_FAILED",
        "mysql, 1836, HY000, READ_ONLY",
        "mariadb, 1927, 70100, BROKEN",
        "mysql, 1053, 08S01, BROKEN",
        "mysql, 2006, HY000, BROKEN",
        "mysql, 2013, HY000, BROKEN",
        "mysql, 1105, HY000, BROKEN",
        "mysql, 4031, HY000, BROKEN",
        "mysql, 1317, 70100, USABLE",
        "mysql, 1205, HY000, USABLE",
        "mysql, 1213, 40001, USABLE",
        "mysql, 3024, HY000, USABLE",
        "mariadb, 1969, 70100, USABLE",
        "oracle:thin, 28, , BROKEN",
        "oracle:thin, 600, , BROKEN",
        "oracle:thin, 1012, , BROKEN",
        "oracle:thin, 1014, , BROKEN",
        "oracle:thin, 1033, , BROKEN",
        "oracle:thin, 1034, , BROKEN",
        "oracle:thin, 1035, , BROKEN",
        "oracle:thin, 1089, , BROKEN",
        "oracle:thin, 1090, , BROKEN",
        "oracle:thin, 1092, , BROKEN",
        "oracle:thin, 2399, , BROKEN",
        "oracle:thin, 3113, , BROKEN",
        "oracle:thin, 3114, , BROKEN",
        "oracle:thin, 12170, , BROKEN",
        "oracle:thin, 12537, , BROKEN",
        "oracle:thin, 12541, , BROKEN",
        "oracle:thin, 12571, , BROKEN",
        "oracle:thin, 17002, , BROKEN",
        "oracle:thin, 17008, , BROKEN",
        "oracle:thin, 17410, , BROKEN",
        "oracle:thin, 17447, , BROKEN",
        "oracle:thin, 12516, , TOO_MANY_CONNECTIONS",
        "oracle:thin, 12519, , TOO_MANY_CONNECTIONS",
        "oracle:thin, 12520, , TOO_MANY_CONNECTIONS",
        "oracle:thin, 18, , TOO_MANY_CONNECTIONS",
        "oracle:thin, 1017, , AUTHENTICATION_FAILED",
        "oracle:thin, 16000, , READ_ONLY",
        "oracle:thin, 1, 23000, USABLE",
        "oracle:thin, 60, 61000, USABLE",
        "oracle:thin, 1013, 72000, USABLE",
        "oracle:thin, 12899, 72000, USABLE",
        "oracle:thin, 20113, 72000, USABLE",
        "sqlserver, 18456, S0001, AUTHENTICATION_FAILED",
        "sqlserver, 3906, S0004, READ_ONLY",
        "sqlserver, 596, S0001, BROKEN",
        "sqlserver, 40613, S0001, BROKEN",
        "sqlserver, 1205, 40001, USABLE",
        "sqlserver, 1105, S0002, USABLE",
        "sqlserver, 10928, S0001, TOO_MANY_CONNECTIONS",
        "db2, -4499, 08001, BROKEN",
        "db2, -4470, , BROKEN",
        "db2, -1040, 57030, TOO_MANY_CONNECTIONS",
        "db2, -803, 23505, USABLE",
        "h2, 90067, 90067, BROKEN",
        "h2, 90098, 90098, BROKEN",
        "h2, 90121, 90121, BROKEN",
        "h2, 90097, 90097, READ_ONLY",
        "h2, 90007, 90007, USABLE",
        "h2, 57014, 57014, USABLE",
        "redshift, 500150, HY000, BROKEN",
        "postgresql, 1045, 22000, USABLE",
        "other, 1040, 22000, USABLE"
    })
    void codesOfADatabaseCountForThatDatabase(String scheme, int code, String state, Verdict expected) {
        SQLException failure = new SQLException("it failed", state, code);
        assertThat(ErrorClassifier.forUrl("jdbc:" + scheme + ":something").classify(failure))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://host/db, TOO_MANY_CONNECTIONS", "jdbc:mariadb://host/db, TOO_MANY_CONNECTIONS",
        "jdbc:mysql:loadbalance://host/db, TOO_MANY_CONNECTIONS", "jdbc:p6spy:mysql://host/db, TOO_MANY_CONNECTIONS",
        "jdbc:tc:mysql:8.0:///db, TOO_MANY_CONNECTIONS", "JDBC:MYSQL://host/db, TOO_MANY_CONNECTIONS",
        "jdbc:aws-wrapper:mysql://host/db, TOO_MANY_CONNECTIONS", "jdbc:postgresql://mysql:5432/mysql, BROKEN",
        "jdbc:other://mysql:1/mysql?mysql, BROKEN", "'', BROKEN"
    })
    void theDatabaseIsFoundInTheUrl(String url, Verdict ofTooMany) {
        SQLException failure = new SQLException("too many connections", "08004", 1040);
        assertThat(ErrorClassifier.forUrl(url).classify(failure)).isEqualTo(ofTooMany);
    }

    @ParameterizedTest
    @CsvSource({"MySQL, TOO_MANY_CONNECTIONS", "MariaDB, TOO_MANY_CONNECTIONS", "PostgreSQL, BROKEN", "Whatever, BROKEN"
    })
    void theDatabaseIsFoundByItsName(String name, Verdict ofTooMany) {
        SQLException failure = new SQLException("too many connections", "08004", 1040);
        assertThat(ErrorClassifier.forProduct(name).classify(failure)).isEqualTo(ofTooMany);
    }

    @Test
    void anOptionThatPreventsAStatementCountsIfItIsReadOnly() {
        ErrorClassifier classifier = ErrorClassifier.forUrl("jdbc:mysql://host/db");
        String text = "The MySQL server is running with the --%s option so it cannot execute this statement";
        for (String option : new String[] {"read-only", "super-read-only"}) {
            assertThat(classifier.classify(new SQLException(text.formatted(option), "HY000", 1290)))
                    .isEqualTo(Verdict.READ_ONLY);
        }
        assertThat(classifier.classify(new SQLException(text.formatted("secure-file-priv"), "HY000", 1290)))
                .isEqualTo(Verdict.USABLE);
        assertThat(classifier.classify(new SQLException(null, "HY000", 1290))).isEqualTo(Verdict.USABLE);
    }

    @Test
    void aLimitOfTheUserCountsIfItIsOneOfConnections() {
        ErrorClassifier classifier = ErrorClassifier.forUrl("jdbc:mysql://host/db");
        String text = "User 'x' has exceeded the '%s' resource (current value: 1)";
        assertThat(classifier.classify(new SQLException(text.formatted("max_user_connections"), "42000", 1226)))
                .isEqualTo(Verdict.TOO_MANY_CONNECTIONS);
        assertThat(classifier.classify(new SQLException(text.formatted("max_questions"), "42000", 1226)))
                .isEqualTo(Verdict.USABLE);
    }

    @Test
    void whatIsFatalForPostgreSqlEndsTheSession() {
        ErrorClassifier classifier = ErrorClassifier.forUrl("jdbc:postgresql://host/db");
        assertThat(classifier.classify(new SQLException("FATAL: whatever it is", "XX000")))
                .isEqualTo(Verdict.BROKEN);
        assertThat(classifier.classify(new SQLException("FATAL: too many", "53300")))
                .isEqualTo(Verdict.TOO_MANY_CONNECTIONS);
        assertThat(classifier.classify(new SQLException("ERROR: whatever it is", "XX000")))
                .isEqualTo(Verdict.USABLE);
    }

    @Test
    void aStatementThatTookTooLongIsUsableAndAReadOfTheSocketThatDidIsNot() {
        assertThat(STANDARD.classify(new SQLTimeoutException("query timeout", "HYT00")))
                .isEqualTo(Verdict.USABLE);
        assertThat(STANDARD.classify(new SQLTimeoutException("read timeout", new SocketTimeoutException())))
                .isEqualTo(Verdict.BROKEN);
        assertThat(STANDARD.classify(new SQLException("I/O", new IOException(new SocketException("Connection reset")))))
                .isEqualTo(Verdict.BROKEN);
        assertThat(STANDARD.classify(new SQLException("I/O", new EOFException())))
                .isEqualTo(Verdict.BROKEN);
        assertThat(STANDARD.classify(new SQLException("the stream of a parameter", new IOException("disk"))))
                .isEqualTo(Verdict.USABLE);
    }

    @Test
    void theClassOfTheExceptionCountsWhereItSaysToConnectAgain() {
        assertThat(STANDARD.classify(new SQLRecoverableException("closed"))).isEqualTo(Verdict.BROKEN);
        assertThat(STANDARD.classify(new SQLFeatureNotSupportedException("no"))).isEqualTo(Verdict.USABLE);
    }

    @Test
    void theWholeChainCountsAndTheMostSpecificLinkWins() {
        SQLException next = new SQLException("batch");
        next.setNextException(state("57P01"));
        assertThat(STANDARD.classify(next)).isEqualTo(Verdict.BROKEN);

        SQLException deep = new SQLException("outer", new RuntimeException(new RuntimeException(state("08006"))));
        assertThat(STANDARD.classify(deep)).isEqualTo(Verdict.BROKEN);

        SQLException wrapped = new SQLNonTransientConnectionException("cannot connect", "08000", state("28P01"));
        assertThat(STANDARD.classify(wrapped)).isEqualTo(Verdict.AUTHENTICATION_FAILED);

        SQLException suppressing = new SQLException("outer");
        suppressing.addSuppressed(state("53300"));
        assertThat(STANDARD.classify(suppressing)).isEqualTo(Verdict.TOO_MANY_CONNECTIONS);
    }

    @Test
    void aChainThatBitesItsTailOrHasNoEndIsLookedAtOnce() {
        SQLException first = new SQLException("first");
        SQLException second = new SQLException("second", first);
        first.initCause(second);
        first.setNextException(second);
        assertThat(STANDARD.classify(first)).isEqualTo(Verdict.USABLE);

        SQLException endless = new SQLException("a cause that is new each time") {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                return new SQLException("one more", this);
            }
        };
        assertThat(STANDARD.classify(endless)).isEqualTo(Verdict.USABLE);
    }

    @Test
    void anExceptionWhoseMethodsFailIsBroken() {
        SQLException hostile = new SQLException("hostile") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getSQLState() {
                throw new IllegalStateException("no state");
            }
        };
        assertThat(STANDARD.classify(hostile)).isEqualTo(Verdict.BROKEN);
    }

    @Test
    void theDriverIsKnownByTheClassOfItsException() {
        assertThat(STANDARD.classify(new org.postgresql.util.PSQLException(
                        "FATAL: it ends", org.postgresql.util.PSQLState.UNKNOWN_STATE)))
                .isEqualTo(Verdict.BROKEN);
        assertThat(STANDARD.classify(new SQLException("FATAL: it ends", "99999")))
                .isEqualTo(Verdict.USABLE);
    }

    private static SQLException state(String state) {
        return new SQLException("state " + state, state);
    }
}
