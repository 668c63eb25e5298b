package dev.rockpool.jdbc.internal.connect;

import dev.rockpool.jdbc.Credentials;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keeps passwords out of URLs that are shown, and out of what drivers say in their exceptions. */
public final class Secrets {

    private static final String MASK = "***";

    /** A shorter one would be found in words that have nothing to do with it, and is no secret. */
    private static final int SHORTEST = 4;

    private static final int MOST_CAUSES = 16;

    private static final String NAMES =
            "[\\w.-]*(?:passw(?:or)?d|pwd|passphrase|secret|token|apikey|api_key|accesskey|privatekey)[\\w.-]*";
    private static final Pattern NAME = Pattern.compile("(?i)" + NAMES);

    /** {@code password=…} up to what can follow it in the URLs of the drivers. */
    private static final Pattern PARAMETER = Pattern.compile("(?i)(" + NAMES + ")(\\s*=\\s*)([^&;,?)\\s]+)");

    /** {@code //user:password@host}. */
    private static final Pattern USER_INFO = Pattern.compile("(//[^/:@\\s]*:)([^/@\\s]+)(?=@)");

    /** {@code jdbc:oracle:thin:user/password@host}. */
    private static final Pattern ORACLE = Pattern.compile("(?i)(jdbc:oracle:[a-z]+:[^/@\\s]+/)([^@\\s]+)(?=@)");

    private final List<String> values = new ArrayList<>();

    private Secrets() {}

    /**
     * A text as it may be shown.
     *
     * @param text a URL, or what has one in it
     * @return the same with {@code ***} in place of passwords
     */
    public static String masked(String text) {
        String masked = PARAMETER.matcher(text).replaceAll("$1$2" + Matcher.quoteReplacement(MASK));
        masked = USER_INFO.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(MASK));
        return ORACLE.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(MASK));
    }

    /** What must not be said of an attempt to connect: the values themselves, wherever they are. */
    static Secrets of(@Nullable Credentials credentials, @Nullable String url, Properties properties) {
        Secrets secrets = new Secrets();
        if (credentials != null) {
            secrets.add(credentials.password());
        }
        if (url != null) {
            secrets.addAll(PARAMETER.matcher(url), 3);
            secrets.addAll(USER_INFO.matcher(url), 2);
            secrets.addAll(ORACLE.matcher(url), 2);
        }
        for (String name : properties.stringPropertyNames()) {
            if (NAME.matcher(name).matches()) {
                secrets.add(properties.getProperty(name));
            }
        }
        return secrets;
    }

    private void addAll(Matcher matcher, int group) {
        while (matcher.find()) {
            add(matcher.group(group));
        }
    }

    private void add(@Nullable String value) {
        if (value != null && value.length() >= SHORTEST) {
            values.add(value);
        }
    }

    private String cleaned(String text) {
        String clean = masked(text);
        for (String value : values) {
            clean = clean.replace(value, MASK);
        }
        return clean;
    }

    /** The exception as it is if there is no secret in it; else a copy without them, with the same SQLState and vendor code. */
    Exception cleaned(Exception failure) {
        return isClean(failure, MOST_CAUSES) ? failure : (Exception) copyOf(failure, MOST_CAUSES);
    }

    private boolean isClean(@Nullable Throwable failure, int depth) {
        if (failure == null || depth == 0) {
            return failure == null;
        }
        String text = failure.toString();
        boolean isClean = cleaned(text).equals(text) && isClean(failure.getCause(), depth - 1);
        if (failure instanceof SQLException sql) {
            isClean = isClean && isClean(sql.getNextException(), depth - 1);
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            isClean = isClean && isClean(suppressed, depth - 1);
        }
        return isClean;
    }

    private Throwable copyOf(Throwable failure, int depth) {
        String text = cleaned(String.valueOf(failure.getMessage()));
        Throwable copy;
        if (failure instanceof SQLException sql) {
            SQLException sqlCopy = new SQLException(text, sql.getSQLState(), sql.getErrorCode());
            if (sql.getNextException() != null && depth > 1) {
                Throwable next = copyOf(sql.getNextException(), depth - 1);
                sqlCopy.setNextException((SQLException) next);
            }
            copy = sqlCopy;
        } else {
            copy = new Exception(failure.getClass().getName() + ": " + text);
        }
        if (failure.getCause() != null && depth > 1) {
            copy.initCause(copyOf(failure.getCause(), depth - 1));
        }
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }
}
