package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import java.util.function.Consumer;

/**
 * What an error kept somebody from doing, so that the next sweep does it: see {@link Repair}. By any thread, without the lock
 * unless a method says otherwise. What {@link #isOwed} is set for alone needs neither memory nor stack.
 */
final class Owed {

    /** Something was cut short, and the next sweep is to look after it. */
    volatile boolean isOwed;

    private final Consumer<Throwable> judge;
    private final Runnable wake;

    /**
     * Nothing is owed.
     *
     * @param judge looks, under the lock, whether the state can be trusted after a section was cut short
     * @param wake sees to it that there is a next sweep, also when the pool is closed and done
     */
    Owed(Consumer<Throwable> judge, Runnable wake) {
        this.judge = judge;
        this.wake = wake;
    }

    /** The next sweep is to do something, and there will be one. Where there is stack for it. */
    void owe() {
        isOwed = true;
        wake.run();
    }

    /** The owner of a slot in hand cannot say what becomes of it: the next sweep does that. */
    void strand(Slot<?> slot, Enum<?> fate) {
        slot.fate = fate;
        isOwed = true;
    }

    /** The lease of a slot could not be given to anybody, or could not be ended: the next sweep ends it. */
    void orphan(Slot<?> slot, long lease) {
        slot.orphan = lease;
        isOwed = true;
    }

    /** A section was cut short: the next sweep looks after it; or the pool ends, if its state cannot be trusted. Under the lock. */
    void cutShort(Throwable cause) {
        isOwed = true;
        judge.accept(cause);
    }
}
