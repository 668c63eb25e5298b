package dev.rockpool.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Undoes what H2 tells of a session that is not as it was: each thing with the SQL that makes it so. */
final class H2Reset implements SessionReset {

    private static final String STATE = """
            SELECT STATE_KEY, STATE_COMMAND FROM INFORMATION_SCHEMA.SESSION_STATE
            UNION ALL SELECT 'SCHEMA', 'SET SCHEMA ' || QUOTE_IDENT(CURRENT_SCHEMA) WHERE CURRENT_SCHEMA = 'PUBLIC'
            UNION ALL SELECT 'LOCK_TIMEOUT', 'SET LOCK_TIMEOUT ' || LOCK_TIMEOUT()""";
    private static final String TABLE = "TABLE ";

    private final Map<String, String> original; // what the session began with

    H2Reset() {
        this(Map.of("SCHEMA", "SET SCHEMA PUBLIC"));
    }

    private H2Reset(Map<String, String> original) {
        this.original = original;
    }

    @Override
    public SessionReset forSession(Connection connection) throws SQLException {
        H2Reset reset = new H2Reset(state(connection));
        Statements.commit(connection);
        return reset;
    }

    @Override
    public void reset(Connection connection) throws SQLException {
        Map<String, String> now = state(connection);
        List<String> undo = new ArrayList<>();
        now.forEach((key, command) -> {
            String sql = original.containsKey(key) ? null : undoing(key);
            if (sql != null) {
                undo.add(sql);
            }
        });
        original.forEach((key, command) -> {
            if (!key.startsWith(TABLE) && !command.equals(now.get(key))) {
                undo.add(command);
            }
        });
        Statements.execute(connection, undo);
        Statements.commit(connection);
    }

    private static Map<String, String> state(Connection connection) throws SQLException {
        Map<String, String> state = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(STATE)) {
            while (rows.next()) {
                state.put(rows.getString(1), rows.getString(2));
            }
        }
        return state;
    }

    /** For what the session did not have. */
    private @Nullable String undoing(String key) {
        if (key.startsWith("@")) {
            return "SET @" + quoted(key.substring(1)) + " = NULL";
        }
        if (key.startsWith(TABLE)) {
            return "DROP TABLE IF EXISTS " + quoted(key.substring(TABLE.length())) + " CASCADE";
        }
        return switch (key) {
            // There is no SQL for none. The schema of the session comes first anyway.
            case "SCHEMA_SEARCH_PATH" ->
                original.getOrDefault("SCHEMA", "SET SCHEMA PUBLIC").replace("SET SCHEMA ", "SET SCHEMA_SEARCH_PATH ");
            case "TIME ZONE" -> "SET TIME ZONE LOCAL";
            default -> null;
        };
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
