package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every method of the interfaces of the JDK that runs this test, also of one that is newer than the build's. */
class ProxyCompletenessTest {

    private static final List<Class<?>> PROXIED = List.of(
            Connection.class,
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

    /** What answers by itself, as the JDBC specification wants it or because it is known here. */
    private static final Set<String> ANSWERED = Set.of(
            "Connection.close",
            "Connection.isClosed",
            "Connection.isValid",
            "Connection.abort",
            "Statement.close",
            "Statement.isClosed",
            "Statement.getConnection",
            "ResultSet.close",
            "ResultSet.isClosed",
            "DatabaseMetaData.getConnection",
            "DatabaseMetaData.getDriverMajorVersion",
            "DatabaseMetaData.getDriverMinorVersion");

    /** What a closed connection lets through. */
    private static final Set<String> ALLOWED_WHEN_CLOSED = Set.of(
            "close",
            "isClosed",
            "isValid",
            "abort",
            "getDriverMajorVersion",
            "getDriverMinorVersion",
            "unwrap",
            "isWrapperFor");

    private final StubDatabase database = new StubDatabase();
    private final RockpoolDataSource dataSource = database.pooled();

    @AfterEach
    void close() {
        dataSource.close();
    }

    /** A proxy of each kind, from a connection. */
    private static Object proxyOf(Class<?> type, Connection connection) throws SQLException {
        if (type == Connection.class) {
            return connection;
        } else if (type == Statement.class) {
            return connection.createStatement();
        } else if (type == PreparedStatement.class) {
            return connection.prepareStatement("SELECT 1");
        } else if (type == CallableStatement.class) {
            return connection.prepareCall("CALL 1");
        } else if (type == ResultSet.class) {
            return connection.createStatement().executeQuery("SELECT 1");
        } else if (type == DatabaseMetaData.class) {
            return connection.getMetaData();
        } else if (type == ResultSetMetaData.class) {
            return connection.prepareStatement("SELECT 1").getMetaData();
        } else if (type == ParameterMetaData.class) {
            return connection.prepareStatement("SELECT 1").getParameterMetaData();
        } else if (type == Array.class) {
            return connection.createArrayOf("INT", new Object[0]);
        } else if (type == Blob.class) {
            return connection.createBlob();
        } else if (type == Clob.class) {
            return connection.createClob();
        }
        return connection.createNClob();
    }

    private static List<Method> methodsOf(Class<?> type) {
        List<Method> methods = new ArrayList<>();
        for (Method method : type.getMethods()) {
            boolean isWrapper = method.getDeclaringClass() == Wrapper.class;
            if (!Modifier.isStatic(method.getModifiers()) && !isWrapper) {
                methods.add(method);
            }
        }
        return methods;
    }

    private static String nameOf(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    private static Object[] argumentsOf(Method method) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = argument(types[i]);
        }
        return arguments;
    }

    private static Object argument(Class<?> type) {
        if (type == boolean.class) {
            return true;
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == short.class) {
            return (short) 1;
        } else if (type == byte.class) {
            return (byte) 1;
        } else if (type == float.class) {
            return 1f;
        } else if (type == double.class) {
            return 1d;
        } else if (type == String.class) {
            return "text";
        } else if (type == Class.class) {
            return String.class;
        } else if (type == Properties.class) {
            return new Properties();
        } else if (type == Executor.class) {
            return (Executor) Runnable::run;
        } else if (type == Map.class) {
            return Map.of();
        } else if (type == Object[].class) {
            return new Object[0];
        }
        return null;
    }

    @Test
    void everyMethodReachesTheDriver() throws Exception {
        for (Class<?> type : PROXIED) {
            for (Method method : methodsOf(type)) {
                try (Connection connection = dataSource.getConnection()) {
                    Object proxy = proxyOf(type, connection);
                    assertThat(Proxy.isProxyClass(proxy.getClass()))
                            .as("%s is wrapped", type)
                            .isFalse();
                    database.take();
                    method.invoke(proxy, argumentsOf(method));
                    boolean isDelegated = database.calls.stream()
                            .anyMatch(call -> call.name().equals(method.getName())
                                    && List.of(call.method().getParameterTypes())
                                            .equals(List.of(method.getParameterTypes())));
                    assertThat(isDelegated || ANSWERED.contains(nameOf(method)))
                            .as("%s reaches the driver", method)
                            .isTrue();
                } catch (InvocationTargetException failure) {
                    fail(method + " failed", failure.getCause());
                }
            }
        }
    }

    @Test
    void noMethodOfAClosedConnectionReachesTheDriver() throws Exception {
        for (Class<?> type : PROXIED) {
            for (Method method : methodsOf(type)) {
                Connection connection = dataSource.getConnection();
                Object proxy = proxyOf(type, connection);
                connection.close();
                database.take();
                try {
                    method.invoke(proxy, argumentsOf(method));
                    assertThat(ALLOWED_WHEN_CLOSED)
                            .as("%s of a closed connection", method)
                            .contains(method.getName());
                } catch (InvocationTargetException failure) {
                    assertThat(failure.getCause())
                            .as("%s of a closed connection", method)
                            .isInstanceOf(SQLException.class)
                            .extracting(cause -> ((SQLException) cause).getSQLState())
                            .isEqualTo("08003");
                }
                if (!method.getName().startsWith("getDriver")) {
                    assertThat(database.take())
                            .as("%s reached the driver", method)
                            .isEmpty();
                }
            }
        }
    }

    /** A default method of an interface would answer for the driver, which may know better. */
    @Test
    void noDefaultMethodIsInherited() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            for (Class<?> type : PROXIED) {
                Object proxy = proxyOf(type, connection);
                for (Method method : methodsOf(type)) {
                    Method found = proxy.getClass().getMethod(method.getName(), method.getParameterTypes());
                    assertThat(found.getDeclaringClass().isInterface())
                            .as("%s is inherited from the interface: ProxyGenerator does not know it", method)
                            .isFalse();
                }
            }
        }
    }

    /** What a proxy hands out, if it is of a kind that reaches the database. */
    @Test
    void whatComesFromAProxyIsAProxy() throws Exception {
        for (Class<?> type : PROXIED) {
            for (Method method : methodsOf(type)) {
                if (!PROXIED.contains(method.getReturnType())) {
                    continue;
                }
                try (Connection connection = dataSource.getConnection()) {
                    Object result = method.invoke(proxyOf(type, connection), argumentsOf(method));
                    assertThat(result).as("%s", method).isInstanceOf(method.getReturnType());
                    assertThat(Proxy.isProxyClass(result.getClass()))
                            .as("%s gives the driver's own object", method)
                            .isFalse();
                    if (method.getReturnType() == Connection.class) {
                        assertThat(result).as("%s", method).isSameAs(connection);
                    }
                }
            }
        }
    }

    /** Columns can hold what reaches the database, whatever method reads them. */
    @ParameterizedTest
    @ValueSource(classes = {ResultSet.class, Array.class, Blob.class, Clob.class, NClob.class})
    void whatAColumnHoldsIsWrappedAndUnwrappedForTheDriver(Class<?> type) throws Exception {
        Object raw = database.part(type, null);
        database.hook = call -> call.name().equals("getObject") ? raw : StubDatabase.USUAL;
        try (Connection connection = dataSource.getConnection()) {
            ResultSet rows = connection.createStatement().executeQuery("SELECT 1");
            assertThat(rows.getObject(1)).isInstanceOf(type).isNotSameAs(raw);
            assertThat(rows.getObject(1, type)).isInstanceOf(type).isNotSameAs(raw);
            assertThat((Object) rows.getObject(1, raw.getClass())).isSameAs(raw);
            PreparedStatement statement = connection.prepareStatement("INSERT ?");
            database.take();
            statement.setObject(1, rows.getObject(1));
            assertThat(database.calls)
                    .filteredOn(call -> call.name().equals("setObject"))
                    .singleElement()
                    .satisfies(call -> assertThat(call.arguments().get(1)).isSameAs(raw));
        }
    }

    @Test
    void elementsOfAnArrayAreUnwrappedForTheDriver() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            Object[] elements = {"text", connection.createBlob()};
            database.take();
            connection.createArrayOf("BLOB", elements);
            Object[] given = (Object[]) database.calls.get(0).arguments().get(1);
            assertThat(given[0]).isEqualTo("text");
            assertThat(Proxy.isProxyClass(given[1].getClass())).isTrue();
            assertThat(Proxy.isProxyClass(elements[1].getClass())).isFalse();
        }
    }
}
