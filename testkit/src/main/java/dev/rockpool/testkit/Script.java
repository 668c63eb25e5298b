package dev.rockpool.testkit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the calls of one step do, one after the other, and how many there were. Thread-safe; see
 * {@link ScriptedLifecycle}.
 */
public final class Script {

    private final String step;
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile Behaviour always = Behaviour.ok();
    private volatile Thread lastThread = Thread.currentThread();

    Script(String step) {
        this.step = step;
    }

    /**
     * What the next calls do. They come after those that were said before, and before what is said with
     * {@link #always}.
     *
     * @param behaviours one for each call
     * @return this script
     */
    public Script next(Behaviour... behaviours) {
        for (Behaviour behaviour : behaviours) {
            next.add(behaviour);
        }
        return this;
    }

    /**
     * What all calls do that {@link #next} says nothing about.
     *
     * @param behaviour the behaviour; at first {@link Behaviour#ok()}
     * @return this script
     */
    public Script always(Behaviour behaviour) {
        always = behaviour;
        return this;
    }

    /** All calls from now on end well. */
    public void heal() {
        next.clear();
        always = Behaviour.ok();
    }

    /**
     * How often the step was called.
     *
     * @return the number of calls begun
     */
    public int calls() {
        return calls.get();
    }

    /**
     * How many calls are under way.
     *
     * @return the number of calls begun and not ended
     */
    public int inside() {
        return inside.get();
    }

    /**
     * The thread of the call that began last.
     *
     * @return the thread
     */
    public Thread lastThread() {
        return lastThread;
    }

    /**
     * Waits until the step has been called so often.
     *
     * @param count how often
     */
    public void awaitCalls(int count) {
        Waits.untilEquals("calls of " + step, count, calls::get);
    }

    /**
     * Waits until so many calls are under way.
     *
     * @param count how many
     */
    public void awaitInside(int count) {
        Waits.untilEquals("calls inside " + step, count, inside::get);
    }

    Behaviour.Answer call() throws Exception {
        lastThread = Thread.currentThread();
        inside.incrementAndGet();
        calls.incrementAndGet();
        try {
            Behaviour behaviour = next.poll();
            return (behaviour != null ? behaviour : always).perform();
        } finally {
            inside.decrementAndGet();
        }
    }
}
