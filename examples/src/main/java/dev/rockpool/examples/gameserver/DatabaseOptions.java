package dev.rockpool.examples.gameserver;

import dev.rockpool.examples.gameserver.ServerDatabase.Access;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about the database. */
final class DatabaseOptions {

    private static final String H2 = "h2";
    private static final String POSTGRES = "postgres";

    @Option(
            names = "--db",
            paramLabel = "<database>",
            description =
                    "h2, in this process and with a plain pool, which is the default; or postgres, a server from a jar"
                            + " that is started for the run, with a data source of rockpool-jdbc. A --fault of the database then"
                            + " is one of the network between the two.")
    private @Nullable String db;

    @Option(
            names = "--jdbc-url",
            paramLabel = "<url>",
            description =
                    "The same with a server of yours: of PostgreSQL, MariaDB or MySQL. The demo makes a table of its"
                            + " own there, and drops it at the end.")
    private @Nullable String jdbcUrl;

    @Option(names = "--user", paramLabel = "<name>", description = "Who connects there.")
    private @Nullable String user;

    @Option(
            names = "--password-env",
            paramLabel = "<variable>",
            description = "The variable of the environment that has the password.")
    private @Nullable String passwordVariable;

    @Option(names = "--password", arity = "0..1", hidden = true)
    private @Nullable String password;

    /** Whether the database is H2 in this process. */
    boolean isDefault() {
        return jdbcUrl == null && (db == null || db.equals(H2));
    }

    /** The option that says which one it is. */
    String name() {
        return jdbcUrl == null ? "--db" : "--jdbc-url";
    }

    /**
     * The database.
     *
     * @param parent where one that the run makes has its folder
     * @param hasFault whether the run has a fault
     * @param environment the variables of the environment
     */
    GameDatabase.Choice choice(Path parent, boolean hasFault, Map<String, String> environment)
            throws CannotStartException {
        if (password != null) {
            throw new CannotStartException("a password among the arguments can be seen by all who list the processes:"
                    + " put it into a variable of the environment, and name that by --password-env");
        }
        if (jdbcUrl != null) {
            if (db != null) {
                throw new CannotStartException("--db and --jdbc-url cannot be combined");
            }
            Access access = new Access(checked(jdbcUrl, hasFault), user, passwordIn(environment));
            return (plan, out) -> ServerDatabase.open(access, plan, out);
        }
        if (user != null || passwordVariable != null) {
            throw new CannotStartException((user != null ? "--user" : "--password-env") + " needs --jdbc-url");
        }
        if (db == null || db.equals(H2)) {
            return H2Database.in(parent);
        }
        if (!db.equals(POSTGRES)) {
            throw new CannotStartException("--db must be " + H2 + " or " + POSTGRES + ", was '" + db + "'");
        }
        return EmbeddedPostgres.in(parent);
    }

    /** What is wrong with a URL is said without it: there may be a password in it. */
    private static String checked(String url, boolean hasFault) throws CannotStartException {
        if (!url.matches("jdbc:[A-Za-z0-9]+:.*")) {
            throw new CannotStartException("--jdbc-url must be a JDBC URL, such as jdbc:postgresql://localhost/orders");
        }
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            String product = url.substring(0, url.indexOf(':', "jdbc:".length()) + 1);
            throw new CannotStartException(
                    "no driver here takes this URL that begins with " + product
                            + "; those of PostgreSQL, MariaDB, MySQL and H2 are here",
                    e);
        }
        if (hasFault) {
            ServerUrl parts = ServerUrl.parse(url)
                    .orElseThrow(() -> new CannotStartException(
                            "--fault needs a --jdbc-url with one host, such as jdbc:postgresql://localhost/orders: a proxy"
                                    + " gets in between"));
            if (parts.address().isUnresolved()) {
                throw new CannotStartException("--jdbc-url: there is no host " + parts.host());
            }
        }
        return url;
    }

    private @Nullable String passwordIn(Map<String, String> environment) throws CannotStartException {
        if (passwordVariable == null) {
            return null;
        }
        if (user == null) {
            throw new CannotStartException("--password-env needs --user");
        }
        String value = environment.get(passwordVariable);
        if (value == null) {
            throw new CannotStartException("--password-env: the environment has no variable " + passwordVariable);
        }
        return value;
    }
}
