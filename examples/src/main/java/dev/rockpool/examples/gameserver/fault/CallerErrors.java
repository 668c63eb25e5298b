package dev.rockpool.examples.gameserver.fault;

import dev.rockpool.PoolTimeoutException;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the callers of the pool get while there is a fault. The first exception of a sort is told in full, the others are
 * counted. Safe for use by several threads.
 */
public final class CallerErrors {

    private final Timeline timeline;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param timeline where the first of a sort is told
     */
    public CallerErrors(Timeline timeline) {
        this.timeline = timeline;
    }

    /**
     * A caller got this.
     *
     * @param failure what was thrown
     */
    public void add(Exception failure) {
        LongAdder fresh = new LongAdder();
        LongAdder known = counts.putIfAbsent(sort(failure), fresh);
        (known == null ? fresh : known).increment();
        if (known == null) {
            timeline.say("a caller got " + name(failure) + ": " + failure.getMessage());
        }
    }

    /** Timeouts are told apart by the cause that the pool gives, all else by what was thrown. */
    private static String sort(Exception failure) {
        String sort = name(failure);
        if (failure instanceof PoolTimeoutException timeout) {
            return sort + " in phase " + timeout.phase() + ", likely cause "
                    + timeout.explanation().cause();
        }
        Throwable cause = failure.getCause();
        return cause == null ? sort : sort + " caused by " + name(cause);
    }

    /**
     * What a caller would catch it as.
     *
     * @param failure an exception
     * @return the simple name of the nearest of its classes that is public
     */
    public static String name(Throwable failure) {
        Class<?> type = failure.getClass();
        while (!Modifier.isPublic(type.getModifiers())) {
            type = type.getSuperclass();
        }
        return type.getSimpleName();
    }

    /**
     * How often callers got what.
     *
     * @return a line for each sort, the most frequent first
     */
    public List<String> summary() {
        return counts.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().sum()))
                .map(entry -> entry.getValue().sum() + " x " + entry.getKey())
                .toList();
    }
}
