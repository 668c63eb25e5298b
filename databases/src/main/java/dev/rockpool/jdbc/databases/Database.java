package dev.rockpool.jdbc.databases;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database that runs for as long as the process of the tests, started by the first test that asks for it. */
public abstract class Database {

    /** The user of tests, who owns what is in the database and administers nothing. */
    public static final String USER = "rockpool";

    /** Their password: one that is found wherever it leaks. {@code .ci/canary} reads it here, and looks for it. */
    public static final String PASSWORD = "canary-Zk4711-secret";

    private final String name;

    Database(String name) {
        this.name = name;
    }

    /** Where drivers connect, with {@link #USER} and {@link #PASSWORD}. */
    public abstract String url();

    /** A new connection of the driver, for the user of tests. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    /** Executes statements, each in a string, as the user of tests. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            execute(connection, statements);
        }
    }

    /** Executes statements, each in a string. */
    public static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
