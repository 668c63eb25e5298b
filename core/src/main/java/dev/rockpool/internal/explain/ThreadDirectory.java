package dev.rockpool.internal.explain;

import dev.rockpool.internal.process.UserText;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live platform threads at one moment, by their ids, as the pool keeps no reference to a thread. The virtual machine
 * has no look-up of one thread, so all are visited, once for each directory, and only when one is asked for. Virtual
 * threads cannot be found this way, nor, before JDK 19, those that say themselves what their id is. For one thread, and for as long as it takes to gather evidence.
 */
public final class ThreadDirectory {

    /** Since JDK 21 a thread that is not found may be a virtual one. */
    private static final boolean MAY_BE_VIRTUAL = Runtime.version().feature() >= 21;

    private final Map<Class<?>, Boolean> known = new HashMap<>(); // classes of threads: whether their ids are known
    private @Nullable Map<Long, Thread> live;

    /** Whether a thread that is not found must have ended. */
    boolean findsAll() {
        return !MAY_BE_VIRTUAL && !live().isEmpty() && !known.containsValue(false);
    }

    /** The live platform thread with this id, or null. */
    @Nullable
    Thread find(long threadId) {
        if (threadId == 0) {
            return null; // nobody
        }
        return live().get(threadId);
    }

    private Map<Long, Thread> live() {
        Map<Long, Thread> threads = live;
        if (threads == null) {
            threads = visitAll();
            live = threads;
        }
        return threads;
    }

    private Map<Long, Thread> visitAll() {
        Map<Long, Thread> found = new HashMap<>();
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root != null && root.getParent() != null) {
            root = root.getParent();
        }
        if (root == null) {
            return found;
        }
        Thread[] threads = new Thread[root.activeCount() + 16];
        int count = root.enumerate(threads, true);
        while (count == threads.length) { // more have come meanwhile: enumerate leaves out what does not fit
            threads = new Thread[2 * count];
            count = root.enumerate(threads, true);
        }
        for (int i = 0; i < count; i++) {
            if (knowsIdsOf(threads[i].getClass())) {
                found.put(UserText.idOf(threads[i]), threads[i]);
            }
        }
        return found;
    }

    private boolean knowsIdsOf(Class<?> type) {
        Boolean knows = known.get(type);
        if (knows == null) {
            knows = UserText.knowsIdsOf(type);
            known.put(type, knows);
        }
        return knows;
    }
}
