package dev.rockpool.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A driver in the process. Its objects note each call that reaches them, keep what setters set, and do what a test tells them; they are
 * dynamic proxies, so they have every method that the interfaces of the running JDK have.
 */
public final class StubDatabase {

    /** What a test has happen in a call, before its usual result. */
    interface Hook {
        /** The result, or {@link #USUAL}. */
        Object on(Call call) throws Throwable;
    }

    /** Said by a hook that does not say what comes of the call. */
    static final Object USUAL = new Object();

    /**
     * A call that reached the driver.
     *
     * @param target the driver's object
     * @param type the interface
     * @param method which
     * @param arguments with what
     */
    record Call(Object target, Class<?> type, Method method, List<Object> arguments) {

        String name() {
            return method.getName();
        }

        @Override
        public String toString() {
            return type.getSimpleName() + "." + name() + arguments;
        }
    }

    private static final Set<Class<?>> MADE = Set.of(
            Statement.class,
            PreparedStatement.class,
            CallableStatement.class,
            ResultSet.class,
            DatabaseMetaData.class,
            ResultSetMetaData.class,
            ParameterMetaData.class,
            Array.class,
            Blob.class,
            Clob.class,
            NClob.class);

    /** All calls but those that the pool makes to close and that every object has. */
    final List<Call> calls = new CopyOnWriteArrayList<>();

    final List<Connection> connections = new CopyOnWriteArrayList<>();
    final AtomicInteger connects = new AtomicInteger();
    final Map<String, Object> firstValues = new HashMap<>(Map.of(
            "AutoCommit", true, "ReadOnly", false, "TransactionIsolation", 2, "NetworkTimeout", 0, "Holdability", 1));
    volatile Hook hook = call -> USUAL;
    volatile boolean isNoted = true;
    volatile Properties lastProperties = new Properties();

    Driver driver() {
        return proxy(Driver.class, (self, method, arguments) -> switch (method.getName()) {
            case "acceptsURL" -> ((String) arguments[0]).startsWith("jdbc:stub:");
            case "connect" -> {
                lastProperties = (Properties) arguments[1];
                connects.incrementAndGet();
                Object result = hook.on(new Call(self, Driver.class, method, List.of(arguments)));
                yield result == USUAL ? connection() : result;
            }
            default -> null;
        });
    }

    private Connection connection() {
        Map<String, Object> values = new HashMap<>(firstValues);
        Connection made = proxy(Connection.class, (self, method, arguments) -> {
            Object result = noted(self, Connection.class, method, arguments);
            if (result != USUAL) {
                return result;
            }
            String name = method.getName();
            String property = name.replaceFirst("^(get|is|set)", "");
            switch (name) {
                case "close", "abort" -> values.put("Closed", true);
                case "isClosed" -> {
                    return values.containsKey("Closed");
                }
                case "isValid" -> {
                    return !values.containsKey("Closed");
                }
                default -> {
                    if (name.startsWith("set") && arguments != null && method.getReturnType() == void.class) {
                        values.put(property, arguments[arguments.length - 1]);
                    } else if (values.containsKey(property) && arguments == null) {
                        return values.get(property);
                    }
                }
            }
            return usual(self, method);
        });
        connections.add(made);
        return made;
    }

    private Object noted(Object self, Class<?> type, Method method, Object[] arguments) throws Throwable {
        Call call = new Call(self, type, method, arguments == null ? List.of() : Arrays.asList(arguments));
        if (isNoted) {
            calls.add(call);
        }
        return hook.on(call);
    }

    private Object usual(Object self, Method method) {
        Class<?> type = method.getReturnType();
        if (MADE.contains(type)) {
            return part(type, self);
        } else if (type == Connection.class) {
            return self;
        } else if (type == boolean.class) {
            return false;
        } else if (type == int.class) {
            return 0;
        } else if (type == long.class) {
            return 0L;
        } else if (type == short.class) {
            return (short) 0;
        } else if (type == byte.class) {
            return (byte) 0;
        } else if (type == float.class) {
            return 0f;
        } else if (type == double.class) {
            return 0d;
        }
        return type == String.class ? "text" : null;
    }

    /** An object of the driver. */
    <T> T part(Class<T> type, Object parent) {
        boolean[] isClosed = new boolean[1];
        return proxy(type, (self, method, arguments) -> {
            Object result = noted(self, type, method, arguments);
            if (result != USUAL) {
                return result;
            } else if (method.getName().equals("close")) {
                isClosed[0] = true;
            } else if (method.getName().equals("isClosed")) {
                return isClosed[0];
            } else if (method.getReturnType().isInstance(parent)) { // getConnection, getStatement
                return parent;
            }
            return usual(self, method);
        });
    }

    private interface Answer {
        Object to(Object self, Method method, Object[] arguments) throws Throwable;
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, Answer answer) {
        return (T) Proxy.newProxyInstance(
                StubDatabase.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "equals" -> self == arguments[0];
                            case "hashCode" -> System.identityHashCode(self);
                            default -> "stub " + type.getSimpleName();
                        };
                    }
                    try {
                        return answer.to(self, method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A data source over this, with one connection unless a test wants more. */
    public RockpoolDataSource pooled() {
        RockpoolDataSource made = new RockpoolDataSource();
        made.setDataSource(asDataSource());
        made.setMaxSize(1);
        return made;
    }

    /** Opens connections like a driver's own data source. */
    javax.sql.DataSource asDataSource() {
        Driver driver = driver();
        return proxy(javax.sql.DataSource.class, (self, method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                return method.getReturnType() == int.class ? 0 : method.getReturnType() == boolean.class ? false : null;
            }
            Properties properties = new Properties();
            if (arguments != null) {
                properties.setProperty("user", (String) arguments[0]);
                properties.setProperty("password", (String) arguments[1]);
            }
            return driver.connect("jdbc:stub:", properties);
        });
    }

    // --- What tests ask

    /** The calls that reached the driver since the last time, by type and method. */
    public List<String> take() {
        List<String> names = calls.stream().map(Call::toString).toList();
        calls.clear();
        return names;
    }

    /** Fails a method of the driver from now on. */
    void fail(String method, SQLException failure) {
        hook = call -> {
            if (call.name().equals(method)) {
                throw failure;
            }
            return USUAL;
        };
    }
}
