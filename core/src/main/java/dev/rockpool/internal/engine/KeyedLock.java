package dev.rockpool.internal.engine;

import dev.rockpool.Ticker;

/**
 * The lock of the engine of a key, which has something to do at the end of each section. A class of its own, so that the end of
 * a section of other engines needs no more stack, and loads nothing, for that.
 */
final class KeyedLock<T> extends EngineLock<T> {

    private final Ends ends;

    /** Who has something to do at the end of each section: the engine of a key. */
    interface Ends {
        /** The section ends: says what is to be done for it by {@link #left}. Under the lock. */
        int leaves();

        /** The lock has been given up, and what is ours has been done. */
        void left(int leftToDo);
    }

    KeyedLock(Monitor<T> monitor, Effects<T> effects, Owed owed, Ticker ticker, Host<T> host, Ends ends) {
        super(monitor, effects, owed, ticker, host);
        this.ends = ends;
    }

    @Override
    void exit() {
        int leftToDo = 0;
        try {
            leftToDo = ends.leaves();
        } catch (Throwable noStack) { // the next section does it
            owed.isOwed = true;
        }
        Effect<T> ours = effects.takeActions();
        Effect<T> others = effects.takeCompletions();
        unlock();
        runAll(ours);
        try { // before the completions, as they may take their time
            ends.left(leftToDo);
        } catch (Throwable noStack) {
            owed.isOwed = true;
        }
        complete(others);
    }
}
