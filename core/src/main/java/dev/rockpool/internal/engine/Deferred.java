package dev.rockpool.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * What is put off until a lock is given up, in order. A list of its own, as most sections put off one thing or nothing,
 * and what was taken is run while others put off more: an array that changed hands each time cost more than the rest of
 * a hand-over. Under the engine's lock; what was taken belongs to who took it.
 */
final class Deferred {

    private @Nullable Action first;
    private @Nullable Action last;

    /** A thing to do, and the one after it. */
    static final class Action {
        private final Runnable task;
        private @Nullable Action next;

        private Action(Runnable task) {
            this.task = task;
        }

        Runnable task() {
            return task;
        }

        @Nullable
        Action next() {
            return next;
        }

        /** It comes before another one. For whoever has taken it. */
        void isBefore(@Nullable Action other) {
            next = other;
        }
    }

    void add(Runnable task) {
        Action added = new Action(task);
        if (last == null) {
            first = added;
        } else {
            last.next = added;
        }
        last = added;
    }

    /** The first of all that were added, or null; none of them is here any more. */
    @Nullable
    Action takeAll() {
        Action taken = first;
        first = null;
        last = null;
        return taken;
    }
}
