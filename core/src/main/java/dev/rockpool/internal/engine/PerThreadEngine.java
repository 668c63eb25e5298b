package dev.rockpool.internal.engine;

import dev.rockpool.PerThreadPool;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.Home;
import dev.rockpool.internal.slot.Homes;
import dev.rockpool.internal.slot.Slot;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The pool whose objects belong to threads. It is a pool like any other: the same slots, lock, queue and sweeps, so all that a
 * pool promises holds. What differs is which idle object an acquire may take.
 *
 * <pre>{@code
 *   acquire ─ the thread's Home: the last, else an older one ── CAS ──────────────────> lease
 *              └─ one that belongs to nobody ── CAS ── adopted ───────────────────────> lease
 *                  └─ ThreadAcquirer: room? ── created here ── adopted ───────────────> lease
 *                      └─ no room, or the creation failed: another thread's ── adopted > lease
 *                          └─ none: the queue, as in every pool ── adopted ───────────> lease
 * }</pre>
 *
 * <p>Whose an object is, is one more field of its slot ({@link dev.rockpool.internal.slot.Slot#home}):
 *
 * <table>
 * <caption>Whose an object is</caption>
 * <tr><th>it is</th><th>how it came to that</th><th>who takes it when it is idle</th><th>what ends it</th></tr>
 * <tr><td>nobody's</td><td>warm-up, minIdle; last used by a virtual thread, or by way of a future</td><td>anyone, before one
 * is created</td><td>as in every pool</td></tr>
 * <tr><td>a thread's</td><td>a platform thread created it or took it</td><td>that thread; another one if it cannot create,
 * and then it is that one's; a future or waiter in the queue</td><td>as in every pool; clearThreadCache(); the end of the
 * thread</td></tr>
 * <tr><td>an ended thread's</td><td>the thread ended</td><td>as before</td><td>the next sweep ({@link EndedThreads})</td></tr>
 * </table>
 *
 * <p><b>Invariants.</b>
 *
 * <ul>
 *   <li>Whose an object is decides only who looks at it first. Who has it, the slot's word says; so a home that is read too
 *       late costs a thread its object, and never lends one twice.
 *   <li>Only its holder writes whose an object is.
 *   <li>The list in a {@link Home} is the thread's alone; the table of {@link Homes} changes under its lock, and no user code
 *       runs under that.
 *   <li>No thread keeps anything of the pool, and the pool no thread: there is no {@code ThreadLocal}, and a home knows its thread
 *       weakly.
 * </ul>
 *
 * @param <T> the pooled objects' type
 */
final class PerThreadEngine<T> extends PoolEngine<T> implements PerThreadPool<T> {

    PerThreadEngine(PoolConfig config, LifecycleSteps<T> steps, Shared<T> shared, Hints<T> hints) {
        super(config, steps, shared, hints);
    }

    @Override
    public int clearThreadCache() {
        Home<T> home = Objects.requireNonNull(core.state.homes, "homes").of(UserText.currentThreadId());
        return home == null ? 0 : core.idleObjects.clear(new Of<>(home));
    }

    private record Of<T>(Home<T> home) implements Predicate<Slot<T>> {
        @Override
        public boolean test(Slot<T> slot) {
            return slot.home() == home;
        }
    }

    @Override
    public int totalObjects() {
        return stats().size();
    }
}
