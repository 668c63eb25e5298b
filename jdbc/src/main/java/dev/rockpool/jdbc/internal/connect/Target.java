package dev.rockpool.jdbc.internal.connect;

import dev.rockpool.jdbc.Credentials;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What connections are opened by: a driver and a URL, or another data source. */
public interface Target {

    /**
     * Opens a connection.
     *
     * @param credentials null where the target has its own
     * @return the driver's connection
     * @throws SQLException if that fails
     */
    Connection connect(@Nullable Credentials credentials) throws SQLException;

    /**
     * A driver.
     *
     * @param driver null for the one that the driver manager has for the URL
     * @param url the URL
     * @param properties what the driver gets beside user and password
     * @return the target
     * @throws SQLException if there is no driver for the URL
     */
    static Target of(@Nullable Driver driver, String url, Properties properties) throws SQLException {
        Driver chosen = driver == null ? driverFor(url) : driver;
        if (!chosen.acceptsURL(url)) {
            throw new SQLNonTransientConnectionException(
                    "the driver " + chosen.getClass().getName() + " does not accept the URL " + Secrets.masked(url),
                    "08001");
        }
        return credentials -> {
            Properties all = new Properties();
            all.putAll(properties);
            if (credentials != null) {
                all.setProperty("user", credentials.user());
                if (credentials.password() != null) {
                    all.setProperty("password", credentials.password());
                }
            }
            return chosen.connect(url, all);
        };
    }

    /** The driver manager's own message has the URL in it, passwords and all. */
    private static Driver driverFor(String url) throws SQLException {
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException none) {
            throw new SQLNonTransientConnectionException(
                    "no driver accepts the URL " + Secrets.masked(url)
                            + "; put the database's driver on the class path, or set driverClassName",
                    "08001");
        }
    }

    /**
     * Another data source.
     *
     * @param dataSource one that does not pool
     * @return the target
     */
    static Target of(DataSource dataSource) {
        return credentials -> credentials == null
                ? dataSource.getConnection()
                : dataSource.getConnection(credentials.user(), credentials.password());
    }
}
