package dev.rockpool.jdbc.internal.proxy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a borrower can change of a session by a setter of {@link Connection}, and what is put back when the connection comes back.
 *
 * @param <V> the type of its values
 */
final class Property<V extends @Nullable Object> {

    private interface Getter<V extends @Nullable Object> {
        V of(Connection raw) throws SQLException;
    }

    private interface Setter<V extends @Nullable Object> {
        void on(Connection raw, V value) throws SQLException;
    }

    static final Property<Boolean> AUTO_COMMIT =
            new Property<>(0, Connection::getAutoCommit, Connection::setAutoCommit);
    static final Property<Boolean> READ_ONLY = new Property<>(1, Connection::isReadOnly, Connection::setReadOnly);
    static final Property<Integer> TRANSACTION_ISOLATION =
            new Property<>(2, Connection::getTransactionIsolation, Connection::setTransactionIsolation);
    static final Property<@Nullable String> CATALOG = new Property<>(3, Connection::getCatalog, Connection::setCatalog);
    static final Property<@Nullable String> SCHEMA = new Property<>(4, Connection::getSchema, Connection::setSchema);
    static final Property<Integer> HOLDABILITY =
            new Property<>(5, Connection::getHoldability, Connection::setHoldability);
    static final Property<@Nullable Map<String, Class<?>>> TYPE_MAP =
            new Property<>(6, Property::typeMap, Connection::setTypeMap);
    static final Property<Properties> CLIENT_INFO = new Property<>(7, Property::clientInfo, Connection::setClientInfo);
    static final Property<Integer> NETWORK_TIMEOUT = new Property<>(
            8, Connection::getNetworkTimeout, (raw, millis) -> raw.setNetworkTimeout(Runnable::run, millis));

    /** In the order in which they are put back. The network timeout comes before the transaction is ended, auto-commit last. */
    static final List<Property<?>> RESTORED =
            List.of(READ_ONLY, TRANSACTION_ISOLATION, CATALOG, SCHEMA, HOLDABILITY, TYPE_MAP, CLIENT_INFO);

    /** The bits of those that decide what a statement means which is prepared. */
    static final int MEANING = CATALOG.bit() | SCHEMA.bit() | HOLDABILITY.bit() | TYPE_MAP.bit();

    /** How many there are. */
    static final int COUNT = RESTORED.size() + 2;

    /** Its place among all of them. */
    final int index;

    private final Getter<V> getter;
    private final Setter<V> setter;

    private Property(int index, Getter<V> getter, Setter<V> setter) {
        this.index = index;
        this.getter = getter;
        this.setter = setter;
    }

    /** The bit that says something of it. */
    int bit() {
        return 1 << index;
    }

    V get(Connection raw) throws SQLException {
        return getter.of(raw);
    }

    void set(Connection raw, V value) throws SQLException {
        setter.on(raw, value);
    }

    // Copies, as a driver may give what it goes on to change.

    private static @Nullable Map<String, Class<?>> typeMap(Connection raw) throws SQLException {
        Map<String, Class<?>> map = raw.getTypeMap();
        return map == null ? null : new HashMap<>(map);
    }

    private static Properties clientInfo(Connection raw) throws SQLException {
        Properties known = raw.getClientInfo();
        Properties copy = new Properties();
        if (known != null) {
            known.stringPropertyNames().forEach(name -> copy.setProperty(name, known.getProperty(name)));
        }
        return copy;
    }
}
