package dev.rockpool.jdbc;

import dev.rockpool.text.ConnectionSettings;
import dev.rockpool.text.TextConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A data source from text. */
final class TextSettings {

    private final ConnectionSettings text;
    private final List<String> problems = new ArrayList<>();

    private TextSettings(ConnectionSettings text) {
        this.text = text;
    }

    static RockpoolDataSource read(Properties properties, String prefix) {
        RockpoolDataSource made = new RockpoolDataSource();
        made.configure(TextConfig.read(properties, prefix));
        new TextSettings(ConnectionSettings.from(properties, prefix)).readInto(made);
        return made;
    }

    private void readInto(RockpoolDataSource made) {
        set("jdbcUrl", made::setUrl);
        set("driverClassName", made::setDriverClassName);
        set("dataSourceClassName", made::setDataSourceClassName);
        set("username", made::setUsername);
        set("password", made::setPassword);
        set("connectionTestQuery", made::setConnectionTestQuery);
        set("connectionInitSql", made::setConnectionInitSql);
        set("autoCommit", value -> made.setAutoCommit(truth("autoCommit", value)));
        set("readOnly", value -> made.setReadOnly(truth("readOnly", value)));
        set("catalog", made::setCatalog);
        set("schema", made::setSchema);
        set("transactionIsolation", made::setTransactionIsolation);
        set("statementCacheSize", value -> made.setStatementCacheSize(number("statementCacheSize", value)));
        text.dataSourceProperties().forEach(made::addDataSourceProperty);
        refuse("dataSource", "an object cannot be read from text; call setDataSource");
        refuse("dataSourceJNDI", "look the data source up, and call setDataSource");
        refuse("credentials", "an object cannot be read from text; set username and password");
        refuse("credentialsProvider", "an object cannot be read from text; call setCredentialsProvider");
        refuse("credentialsProviderClassName", "it names a class for HikariCP; call setCredentialsProvider");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    private @Nullable String value(String name) {
        String value = text.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private void set(String name, Consumer<String> setter) {
        String value = value(name);
        if (value != null) {
            try {
                setter.accept(value);
            } catch (IllegalArgumentException refused) {
                problems.add(String.valueOf(refused.getMessage()));
            }
        }
    }

    private static Boolean truth(String name, String value) {
        return switch (value.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " must be true or false, was " + value);
        };
    }

    private static int number(String name, String value) {
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a whole number, was " + value, e);
        }
    }

    private void refuse(String name, String cure) {
        if (value(name) != null) {
            problems.add(name + ": " + cure);
        }
    }
}
