package dev.rockpool.examples.jdbc;

import dev.rockpool.jdbc.Credentials;
import dev.rockpool.jdbc.ErrorClassifier;
import dev.rockpool.jdbc.ErrorClassifier.Verdict;
import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.jdbc.SessionReset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Data sources. */
public final class JdbcSamples {

    private JdbcSamples() {}

    /**
     * The usual one.
     *
     * @param url where the database is
     * @param secret the password
     * @return the data source
     */
    public static RockpoolDataSource open(String url, String secret) {
        // @start region="open"
        RockpoolDataSource orders = RockpoolDataSource.builder()
                .url(url) // jdbc:postgresql://localhost/orders
                .username("app")
                .password(secret)
                .maxSize(16)
                .acquireTimeout(Duration.ofSeconds(5))
                .build();
        // @end
        return orders;
    }

    /**
     * Uses a connection.
     *
     * @param orders the data source
     * @param id of an order
     * @return its total
     * @throws SQLException if the database refuses
     */
    public static int total(RockpoolDataSource orders, int id) throws SQLException {
        // @start region="use"
        try (Connection connection = orders.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT total FROM orders WHERE id = ?")) {
            statement.setInt(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
        // @end
    }

    /**
     * One that leaves nothing of a borrower in the session.
     *
     * @param url where the database is
     * @return the data source
     */
    public static RockpoolDataSource clean(String url) {
        // @start region="reset"
        RockpoolDataSource tenants = RockpoolDataSource.builder()
                .url(url)
                .sessionReset(SessionReset.h2()) // or postgreSql(), mySql(), mariaDb(), of("…", "…")
                .build();
        // @end
        return tenants;
    }

    /**
     * One whose password changes.
     *
     * @param url where the database is
     * @param secret the file that has the password
     * @return the data source
     */
    public static RockpoolDataSource rotating(String url, Path secret) {
        // @start region="credentials"
        RockpoolDataSource orders = RockpoolDataSource.builder()
                .url(url)
                .credentialsProvider(
                        () -> new Credentials("app", Files.readString(secret).strip()))
                .build();
        // @end
        return orders;
    }

    /**
     * One with an error of its own.
     *
     * @param url where the database is
     * @return the data source
     */
    public static RockpoolDataSource classifying(String url) {
        // @start region="errors"
        ErrorClassifier known = ErrorClassifier.forUrl(url);
        RockpoolDataSource orders = RockpoolDataSource.builder()
                .url(url)
                .errorClassifier(failure -> failure.getErrorCode() == 12345 ? Verdict.BROKEN : known.classify(failure))
                .build();
        // @end
        return orders;
    }

    /**
     * One from text.
     *
     * @param file a {@code hikari.properties}
     * @return the data source
     * @throws IOException if the file cannot be read
     */
    public static RockpoolDataSource fromText(Path file) throws IOException {
        // @start region="text"
        Properties properties = new Properties();
        try (var in = Files.newInputStream(file)) {
            properties.load(in);
        }
        RockpoolDataSource orders = RockpoolDataSource.from(properties);
        // @end
        return orders;
    }

    /**
     * Starts only with its database.
     *
     * @param orders the data source
     * @throws SQLException if the database is not there
     */
    public static void start(RockpoolDataSource orders) throws SQLException {
        // @start region="start"
        orders.open(Duration.ofSeconds(10)); // throws what getConnection() would
        // @end
    }
}
