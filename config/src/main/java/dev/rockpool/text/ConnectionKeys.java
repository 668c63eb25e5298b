package dev.rockpool.text;

import dev.rockpool.internal.config.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys about connections, most of them HikariCP's. They say nothing to a pool, and are handed on to who makes its objects. */
final class ConnectionKeys {

    /** What the properties of a data source begin with. */
    static final String DATA_SOURCE = "dataSource.";

    /** In the order of the table in docs/coming-from-hikaricp.md. */
    static final List<String> NAMES = List.of(
            "jdbcUrl",
            "driverClassName",
            "dataSourceClassName",
            "dataSourceJNDI",
            "dataSource",
            "username",
            "password",
            "credentials",
            "credentialsProvider",
            "credentialsProviderClassName",
            "connectionTestQuery",
            "connectionInitSql",
            "isolateInternalQueries",
            "autoCommit",
            "readOnly",
            "catalog",
            "schema",
            "transactionIsolation");

    /** Those that HikariCP does not have. */
    private static final List<String> OWN = List.of("statementCacheSize");

    private static final Map<String, String> BY_NAME = new HashMap<>();

    static {
        NAMES.forEach(name -> BY_NAME.put(Names.relaxed(name), name));
        OWN.forEach(name -> BY_NAME.put(Names.relaxed(name), name));
    }

    private ConnectionKeys() {}

    /** The name as HikariCP spells it; {@code dataSource.} and what follows for a property of a data source; or null. */
    static @Nullable String find(String written) {
        int dot = written.indexOf('.');
        if (dot < 0) {
            return BY_NAME.get(Names.relaxed(written));
        }
        boolean isProperty = switch (Names.relaxed(written.substring(0, dot))) {
            case "datasource", "datasourceproperties" -> dot < written.length() - 1;
            default -> false;
        };
        return isProperty ? DATA_SOURCE + written.substring(dot + 1) : null;
    }
}
