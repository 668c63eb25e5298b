package dev.rockpool.jdbc.internal.connect;

import java.sql.Connection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The levels of isolation of transactions, as text. */
public final class Isolation {

    private static final String PREFIX = "TRANSACTION_";

    private static final Map<String, Integer> LEVELS = new TreeMap<>(Map.of(
            "NONE", Connection.TRANSACTION_NONE,
            "READ_UNCOMMITTED", Connection.TRANSACTION_READ_UNCOMMITTED,
            "READ_COMMITTED", Connection.TRANSACTION_READ_COMMITTED,
            "REPEATABLE_READ", Connection.TRANSACTION_REPEATABLE_READ,
            "SERIALIZABLE", Connection.TRANSACTION_SERIALIZABLE));

    private Isolation() {}

    /**
     * The level.
     *
     * @param text its name in {@link Connection}, with or without {@code TRANSACTION_}, or the number that a driver has for one of
     *     its own
     * @return the number
     * @throws IllegalArgumentException if there is no such level
     */
    public static int level(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        if (name.matches("-?\\d{1,9}")) {
            return Integer.parseInt(name);
        }
        Integer level = LEVELS.get(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name);
        if (level == null) {
            throw new IllegalArgumentException("transactionIsolation must be a number or one of "
                    + String.join(", ", LEVELS.keySet()) + ", was " + text);
        }
        return level;
    }
}
