package dev.rockpool.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The parts of {@code DISCARD ALL}, which is not allowed together with other statements.
 *
 * <p>{@code DEALLOCATE ALL} and {@code DISCARD PLANS} are left out: the first takes the server-prepared statements of the driver
 * as well, which would have to be prepared again on each lease, the second can show nothing of a borrower. The block at the end
 * takes those that were prepared by SQL, by name. {@code RESET ALL} spares the role, and takes what the driver has set after it has
 * connected: {@link #forSession} reads that, and the reset sets it again.
 */
final class PostgreSqlReset implements SessionReset {

    private static final String PARTS = """
            CLOSE ALL;
            RESET SESSION AUTHORIZATION;
            RESET ROLE;
            RESET ALL;
            UNLISTEN *;
            SELECT pg_catalog.pg_advisory_unlock_all();
            DISCARD TEMP;
            DISCARD SEQUENCES;
            DO $rockpool$
            DECLARE
                prepared text;
            BEGIN
                FOR prepared IN SELECT name FROM pg_catalog.pg_prepared_statements WHERE from_sql LOOP
                    EXECUTE pg_catalog.format('DEALLOCATE %I', prepared);
                END LOOP;
            END
            $rockpool$""";

    private static final String SETTINGS_OF_THE_DRIVER = """
            SELECT pg_catalog.string_agg(
                pg_catalog.format('SELECT pg_catalog.set_config(%L, %L, false)', name, setting), '; ' ORDER BY name)
            FROM pg_catalog.pg_settings
            WHERE name IN ('application_name', 'extra_float_digits') AND setting <> reset_val""";

    private static final DriverCall DROP_NOTIFICATIONS =
            new DriverCall("org.postgresql.PGConnection", "getNotifications", "()[Lorg/postgresql/PGNotification;");

    private final String sql;

    PostgreSqlReset() {
        this(PARTS);
    }

    private PostgreSqlReset(String sql) {
        this.sql = sql;
    }

    @Override
    public SessionReset forSession(Connection connection) throws SQLException {
        String settings;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SETTINGS_OF_THE_DRIVER)) {
            settings = row.next() ? row.getString(1) : null;
        }
        Statements.commit(connection);
        return settings == null ? this : new PostgreSqlReset(PARTS + ";\n" + settings);
    }

    @Override
    public void reset(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false); // the text of a setting may have braces
            statement.execute(sql);
        }
        Statements.commit(connection);
        DROP_NOTIFICATIONS.on(connection); // those that have arrived
    }
}
