package dev.rockpool.jdbc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A method without parameters of a driver's own connection class, called without a dependency on the driver. It is looked up
 * once for each class of connections.
 */
final class DriverCall {

    private final String typeName;
    private final String method;
    private final String descriptor; // of the method, as in a class file
    private final ClassValue<Target> targets = new ClassValue<>() {
        @Override
        protected Target computeValue(Class<?> connectionClass) {
            return find(connectionClass);
        }
    };

    /** What to call; both null if the driver is another one. */
    private record Target(@Nullable Class<?> type, @Nullable MethodHandle call) {}

    DriverCall(String typeName, String method, String descriptor) {
        this.typeName = typeName;
        this.method = method;
        this.descriptor = descriptor;
    }

    /** Whether the connection is, or wraps, one of that driver. */
    boolean fits(Connection connection) throws SQLException {
        Target target = targets.get(connection.getClass());
        return target.type != null && (target.type.isInstance(connection) || connection.isWrapperFor(target.type));
    }

    /** Calls it if the connection is, or wraps, one of that driver, and says whether it was. */
    boolean on(Connection connection) throws SQLException {
        Target target = targets.get(connection.getClass());
        if (target.type == null || target.call == null) {
            return false;
        }
        Object own = target.type.isInstance(connection) ? connection : unwrapped(connection, target.type);
        if (own == null) {
            return false;
        }
        try {
            target.call.invoke(own);
            return true;
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new SQLException(typeName + "." + method + " failed", e);
        }
    }

    private static @Nullable Object unwrapped(Connection connection, Class<?> type) throws SQLException {
        return connection.isWrapperFor(type) ? connection.unwrap(type) : null;
    }

    private Target find(Class<?> connectionClass) {
        try {
            Class<?> type = Class.forName(typeName, false, connectionClass.getClassLoader());
            MethodHandle call = MethodHandles.publicLookup()
                    .findVirtual(
                            type, method, MethodType.fromMethodDescriptorString(descriptor, type.getClassLoader()));
            return new Target(type, call.asType(MethodType.methodType(void.class, Object.class)));
        } catch (ReflectiveOperationException | LinkageError e) {
            return new Target(null, null);
        }
    }
}
