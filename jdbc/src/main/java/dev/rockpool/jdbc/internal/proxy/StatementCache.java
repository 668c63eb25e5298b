package dev.rockpool.jdbc.internal.proxy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prepared statements of a connection that are open and that nobody has at present, the least recently used first.
 *
 * <p>Only calls that are alone in a session reach it, and who has the session when there can be no call: so it needs no guard of its
 * own. A call that is not alone prepares its statement, and closes it.
 */
final class StatementCache {

    /**
     * How a statement was prepared.
     *
     * @param sql the statement
     * @param options the numbers that {@code prepareStatement} had with it
     * @param keys the names of the columns that it had with it; null without
     */
    record Key(String sql, List<Integer> options, @Nullable List<String> keys) {

        PreparedStatement prepare(Connection raw) throws SQLException {
            if (keys != null) {
                return raw.prepareStatement(sql, keys.toArray(new String[0]));
            }
            return switch (options.size()) {
                case 0 -> raw.prepareStatement(sql);
                case 1 -> raw.prepareStatement(sql, options.get(0));
                case 2 -> raw.prepareStatement(sql, options.get(0), options.get(1));
                default -> raw.prepareStatement(sql, options.get(0), options.get(1), options.get(2));
            };
        }
    }

    private final int size;
    private final Map<Key, PreparedStatement> idle = new LinkedHashMap<>(); // each is taken out when it is used

    StatementCache(int size) {
        this.size = size;
    }

    /** A statement that was prepared so, if there is one; it is the caller's then. */
    @Nullable
    PreparedStatement take(Key key) {
        return idle.remove(key);
    }

    /** Keeps a statement; says which one is to be closed for it. */
    @Nullable
    PreparedStatement give(Key key, PreparedStatement statement) {
        PreparedStatement other = idle.remove(key); // of somebody who used two at once
        idle.put(key, statement);
        if (other != null || idle.size() <= size) {
            return other;
        }
        Iterator<PreparedStatement> each = idle.values().iterator();
        PreparedStatement eldest = each.next();
        each.remove();
        return eldest;
    }

    /** Keeps none any more; says those that are to be closed. */
    List<PreparedStatement> clear() {
        List<PreparedStatement> all = new ArrayList<>(idle.values());
        idle.clear();
        return all;
    }
}
