package dev.rockpool.internal.engine;

import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.stats.Meters;
import dev.rockpool.internal.stats.PoolEvent;
import org.jspecify.annotations.Nullable;

/**
 * The effects of a section, in order; what completes futures apart, as that comes last. Under the engine's lock; what was
 * taken belongs to who took it.
 */
final class Effects<T> {

    private @Nullable Effect<T> first;
    private @Nullable Effect<T> last;
    private @Nullable Effect<T> firstCompletion;
    private @Nullable Effect<T> lastCompletion;

    private final Meters meters;

    Effects(Meters meters) {
        this.meters = meters;
    }

    /** For tests: runs before each effect that is added; null outside of them. */
    @Nullable
    Runnable onAdd;

    /** Adds one. It has been made before the change of state that it belongs to. */
    void add(Effect<T> effect) {
        Runnable test = onAdd;
        if (test != null) {
            test.run();
        }
        if (effect.isCompletion()) {
            if (lastCompletion == null) {
                firstCompletion = effect;
            } else {
                lastCompletion.isBefore(effect);
            }
            lastCompletion = effect;
        } else {
            if (last == null) {
                first = effect;
            } else {
                last.isBefore(effect);
            }
            last = effect;
        }
    }

    /** A waiter is to look at its state, if anybody looks. Before the change of state that it is to see. */
    void wakeUp(Waiter<T> waiter) {
        Effect<T> wakeUp = waiter.wakeUp();
        if (wakeUp != null) {
            add(wakeUp);
        }
    }

    /**
     * Something has happened: it is counted now, and told when the lock is given up. If this fails for want of memory, it has
     * not been counted.
     */
    void happened(PoolEvent event) {
        if (!(event instanceof Counter)) { // those are not told
            add(new Effect.Tell<>(event));
        }
        event.count(meters);
    }

    /** The first of those that complete nothing, or null; none of them is here any more. */
    @Nullable
    Effect<T> takeActions() {
        Effect<T> taken = first;
        first = null;
        last = null;
        return taken;
    }

    /** The first of those that complete futures, or null; none of them is here any more. */
    @Nullable
    Effect<T> takeCompletions() {
        Effect<T> taken = firstCompletion;
        firstCompletion = null;
        lastCompletion = null;
        return taken;
    }
}
