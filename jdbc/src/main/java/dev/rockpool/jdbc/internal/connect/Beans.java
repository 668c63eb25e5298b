package dev.rockpool.jdbc.internal.connect;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Classes that a configuration names, and their properties. */
public final class Beans {

    private Beans() {}

    /**
     * An object of a class that is known by its name: to the context class loader of this thread, or else to ours.
     *
     * @param setting which setting has the name
     * @param className the name
     * @param type what the class must be
     * @param <T> what the class must be
     * @return a new object
     * @throws IllegalArgumentException if there is no such class, or no object of it can be made
     */
    public static <T> T make(String setting, String className, Class<T> type) {
        try {
            return type.cast(load(className).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | ClassCastException | LinkageError failure) {
            throw new IllegalArgumentException(
                    setting + " must be the name of a " + type.getSimpleName()
                            + " with a constructor without arguments, was " + className + " (" + failure + ")",
                    failure);
        }
    }

    private static Class<?> load(String className) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            try {
                return Class.forName(className, true, context);
            } catch (ClassNotFoundException elsewhere) {
                // ours may know it
            }
        }
        return Class.forName(className, true, Beans.class.getClassLoader());
    }

    /**
     * Calls the setters of a bean.
     *
     * @param bean the bean
     * @param properties names of properties with their values; a value that is not text is passed on as it is
     * @throws IllegalArgumentException if there is no such setter, or it does not take the value; without the value, as it may be a
     *     secret
     */
    public static void setAll(Object bean, Properties properties) {
        properties.forEach((name, value) -> set(bean, String.valueOf(name), value));
    }

    private static void set(Object bean, String name, Object value) {
        String setter = "set" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        for (Method method : bean.getClass().getMethods()) {
            if (method.getName().equals(setter) && method.getParameterCount() == 1) {
                Object argument = converted(value, method.getParameterTypes()[0]);
                if (argument != null) {
                    call(bean, method, argument, name);
                    return;
                }
            }
        }
        throw new IllegalArgumentException(
                "dataSource." + name + ": " + bean.getClass().getName() + " has no " + setter
                        + " that takes this value; correct the name or the value");
    }

    private static void call(Object bean, Method method, Object argument, String name) {
        try {
            method.invoke(bean, argument);
        } catch (InvocationTargetException failure) {
            Throwable cause = failure.getTargetException(); // its text may have the value in it
            throw new IllegalArgumentException(
                    "dataSource." + name + " was refused: " + cause.getClass().getName());
        } catch (IllegalAccessException failure) {
            throw new IllegalArgumentException(
                    "dataSource." + name + " cannot be set: " + failure.getMessage(), failure);
        }
    }

    /** The value as the type; null if it is none of it. */
    private static @Nullable Object converted(Object value, Class<?> type) {
        if (type.isInstance(value)) {
            return value;
        }
        String text = String.valueOf(value).strip();
        try {
            if (type == int.class) {
                return Integer.valueOf(text);
            } else if (type == long.class) {
                return Long.valueOf(text);
            } else if (type == short.class) {
                return Short.valueOf(text);
            } else if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
                return Boolean.valueOf(text);
            }
            return type == String.class ? String.valueOf(value) : null;
        } catch (NumberFormatException notThis) {
            return null;
        }
    }
}
