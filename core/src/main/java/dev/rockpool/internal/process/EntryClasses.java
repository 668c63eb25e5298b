package dev.rockpool.internal.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The classes whose acquires are those of their callers, such as a data source: a stack that tells where an object was acquired
 * begins behind them. Each says so itself, when it is initialised; by any thread. Known by name, so that no class is kept alive.
 */
public final class EntryClasses {

    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    private EntryClasses() {}

    /** What these classes acquire is for whoever calls them. */
    public static void add(Class<?>... classes) {
        for (Class<?> each : classes) {
            NAMES.add(each.getName());
        }
    }

    /** Whether the class of that name is one of them. */
    public static boolean contains(String className) {
        return NAMES.contains(className);
    }
}
