package dev.rockpool.internal.engine;

import dev.rockpool.internal.waiting.Callbacks;

/**
 * Completes a future that somebody outside has. Who is to complete one has made this before: if there is no memory to complete
 * it, the next sweep has it tried again, on a thread of the pool.
 */
final class Ending<T> extends Effect<T> implements Runnable, Endings.Debt {

    private final EngineLock<T> lock;
    private final Callbacks callbacks;
    private final Runnable completion;

    /**
     * For one future.
     *
     * @param completion completes it; it may be called twice
     */
    Ending(EngineLock<T> lock, Callbacks callbacks, Runnable completion) {
        this.lock = lock;
        this.callbacks = callbacks;
        this.completion = completion;
    }

    @Override
    public void isOwed() {
        lock.keep(this);
    }

    /** On a thread of the pool. */
    @Override
    void perform(Performer<T> performer) {
        callbacks.elsewhere(this);
    }

    /** Here. */
    @Override
    public void run() {
        try {
            completion.run();
        } catch (VirtualMachineError | LinkageError noMemory) {
            isOwed();
        }
    }
}
