package dev.rockpool.internal.process;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The only place that turns what belongs to users into text: their exceptions, and their threads.
 *
 * <p>The text of an exception is user code: it may throw, recurse, block, and be of any length. So it is read once, on the
 * thread where the exception was thrown, under no lock, and kept ({@link CapturedFailure}); what throws is replaced by the
 * name of the class. A thread may override {@code getId} (before JDK 19) and {@code getStackTrace}. An override is never
 * called on a thread of another: such a thread has a stack that nobody knows.
 *
 * <p>Control characters, and those that turn the direction of a text, are escaped, so that a text stays within its line.
 * Escaping twice changes nothing.
 */
public final class UserText {

    private static final int MOST_CHARS = 1_000;
    private static final int MOST_OF_A_KEY = 100;
    private static final @Nullable MethodHandle THREAD_ID = findThreadId();
    private static final MethodType TO_STACK = MethodType.methodType(StackTraceElement[].class);
    private static final MethodType TO_ID = MethodType.methodType(long.class);
    private static final long INVENTED_ID = 1L << 40; // no virtual machine numbers as many threads

    private UserText() {}

    // ---- exceptions

    /** An exception in words, on one line of at most 1,000 characters. Calls the exception; see above who may. */
    public static String of(Throwable failure) {
        String text;
        try {
            text = failure.toString();
        } catch (Throwable broken) {
            return className(failure) + " (its text cannot be read: " + className(broken) + ")";
        }
        return text == null ? className(failure) + " (without a text)" : line(text);
    }

    /** What caused an exception; the exception itself if it does not say. Calls the exception. */
    public static Throwable causeOf(Throwable failure) {
        try {
            Throwable cause = failure.getCause();
            return cause == null ? failure : cause;
        } catch (Throwable broken) {
            return failure;
        }
    }

    private static String className(Throwable failure) {
        return line(failure.getClass().getName());
    }

    private static String line(String text) {
        return text.length() <= MOST_CHARS ? escaped(text) : escaped(text.substring(0, MOST_CHARS)) + "...";
    }

    // ---- objects

    /** A user's object in words, on one line of at most 100 characters. Calls the object, so on a thread of its user. */
    public static String ofKey(Object key) {
        String text;
        try {
            text = key.toString();
        } catch (Throwable broken) {
            text = null;
        }
        if (text == null) {
            return "a " + line(key.getClass().getName());
        }
        return text.length() <= MOST_OF_A_KEY ? escaped(text) : escaped(text.substring(0, MOST_OF_A_KEY)) + "...";
    }

    // ---- characters

    /** The text with control characters as {@code \n} or {@code \u001b}; the same object if there is nothing to escape. */
    public static String escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isDangerous(text.charAt(i))) {
                return escapedFrom(text, i);
            }
        }
        return text;
    }

    private static String escapedFrom(String text, int first) {
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDangerous(c)) {
                safe.append(c);
            } else if (c == '\n') {
                safe.append("\\n");
            } else if (c == '\r') {
                safe.append("\\r");
            } else if (c == '\t') {
                safe.append("\\t");
            } else {
                safe.append(String.format("\\u%04x", (int) c));
            }
        }
        return safe.toString();
    }

    private static boolean isDangerous(char c) {
        return Character.isISOControl(c)
                || (c >= '\u2028' && c <= '\u202e') // line and paragraph separators, marks of direction
                || (c >= '\u2066' && c <= '\u2069') // isolating marks of direction
                || c == '\u200e'
                || c == '\u200f'
                || c == '\ufeff';
    }

    // ---- threads

    /** The id of the current thread. */
    public static long currentThreadId() {
        return idOf(Thread.currentThread());
    }

    /** The id of a thread. Before JDK 19 the thread itself is asked; if it throws, it gets one. */
    public static long idOf(Thread thread) {
        try {
            return THREAD_ID != null ? (long) THREAD_ID.invokeExact(thread) : thread.getId();
        } catch (Throwable broken) {
            return INVENTED_ID | System.identityHashCode(thread);
        }
    }

    /** Whether the ids of such threads can be had without asking them. */
    public static boolean knowsIdsOf(Class<?> ofThread) {
        return THREAD_ID != null || inherits(ofThread, "getId", TO_ID);
    }

    /** The name of a thread, on one line. */
    public static String nameOf(Thread thread) {
        return line(thread.getName());
    }

    /** Where a thread stands; empty if it has ended, or only it could tell. */
    public static List<StackTraceElement> stackOf(Thread thread) {
        return inherits(thread.getClass(), "getStackTrace", TO_STACK) ? List.of(thread.getStackTrace()) : List.of();
    }

    private static @Nullable MethodHandle findThreadId() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "threadId", MethodType.methodType(long.class));
        } catch (NoSuchMethodException | IllegalAccessException before19) {
            return null;
        }
    }

    /**
     * Whether threads of a class have a method from the JDK. Asked by method handles, as reflection loads the classes of all other
     * methods' signatures, and class loaders are users', too.
     */
    private static boolean inherits(Class<?> ofThread, String method, MethodType type) {
        return ofThread.getClassLoader() == null
                || isFromJdk(MethodHandles.publicLookup(), ofThread, method, type)
                || isFromJdk(insideOf(ofThread), ofThread, method, type);
    }

    private static boolean isFromJdk(@Nullable Lookup lookup, Class<?> ofThread, String method, MethodType type) {
        if (lookup == null) {
            return false;
        }
        try {
            MethodHandle found = lookup.findVirtual(ofThread, method, type);
            return lookup.revealDirect(found).getDeclaringClass().getClassLoader() == null;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unknown) {
            return false;
        }
    }

    /** For classes that are not public. */
    private static @Nullable Lookup insideOf(Class<?> ofThread) {
        try {
            UserText.class.getModule().addReads(ofThread.getModule());
            return MethodHandles.privateLookupIn(ofThread, MethodHandles.lookup());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError closed) {
            return null;
        }
    }
}
