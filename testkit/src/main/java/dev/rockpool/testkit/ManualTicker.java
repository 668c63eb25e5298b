package dev.rockpool.testkit;

import dev.rockpool.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Time that stands still until a test moves it.
 *
 * <pre>{@code
 * ManualTicker ticker = new ManualTicker();
 * Pool<Parser> pool = Pool.builder(Parser::new).maxSize(1).ticker(ticker).build();
 * ...                                    // a thread waits in pool.acquire()
 * ticker.awaitParked(thread);            // its deadline is fixed, and it sleeps
 * ticker.advance(Duration.ofSeconds(30)) // its deadline has passed: it wakes up
 * }</pre>
 *
 * <p>A thread that parks here wakes up as from {@link LockSupport#park(Object)} (unpark, interrupt, no reason), and when
 * {@link #advance} takes the time to its deadline. The wall clock goes with the time, and can be moved apart from it.
 *
 * <p>Thread-safe. Nothing in here blocks in a way that would eat the permit of {@link LockSupport#unpark}: a parking
 * thread enters itself into a concurrent map first and reads the time after that, and {@link #advance} does it the other
 * way round, so no wake-up is lost between look and sleep.
 */
public final class ManualTicker implements Ticker {

    private static final Instant DAY_ONE = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong now;
    private final AtomicLong wall = new AtomicLong(); // nanoseconds since DAY_ONE
    private final ConcurrentHashMap<Thread, Long> parked = new ConcurrentHashMap<>(); // thread -> its deadline

    /** Time begins at an arbitrary moment. */
    public ManualTicker() {
        this(1_000_000_007L);
    }

    /**
     * Time begins at the given moment. A moment shortly before {@link Long#MAX_VALUE} shows code that compares moments
     * instead of subtracting them.
     *
     * @param nanos the first {@link #nanoTime()}
     */
    public ManualTicker(long nanos) {
        now = new AtomicLong(nanos);
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public Instant wallTime() {
        return DAY_ONE.plusNanos(wall.get());
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        Thread me = Thread.currentThread();
        parked.put(me, deadlineNanos);
        try {
            if (deadlineNanos - now.get() > 0) { // read after the put: see the class comment
                LockSupport.park(blocker);
            }
        } finally {
            parked.remove(me);
        }
    }

    /**
     * Moves time and wall clock forward and wakes the threads whose deadline that reaches. Returns at once; what they
     * do then is theirs.
     *
     * @param by how far; zero wakes nobody new
     * @throws IllegalArgumentException if negative: this time is monotonic
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time must not go back, was " + by);
        }
        wall.addAndGet(by.toNanos());
        long reached = now.addAndGet(by.toNanos());
        parked.forEach((thread, deadline) -> {
            if (deadline - reached <= 0) {
                LockSupport.unpark(thread);
            }
        });
    }

    /**
     * Advances, and waits until the threads that this woke have parked again or ended: a sweep of upkeep has run then. Only
     * for when those that wait do so for time alone.
     *
     * @param by how far
     */
    public void advanceAndSettle(Duration by) {
        long reached = now.get() + by.toNanos();
        Set<Thread> due = new HashSet<>();
        parked.forEach((thread, deadline) -> {
            if (deadline - reached <= 0) {
                due.add(thread);
            }
        });
        advance(by);
        Waits.until("those whose time has come to settle", () -> due.stream().allMatch(this::isSettled));
    }

    private boolean isSettled(Thread thread) {
        Long deadline = parked.get(thread);
        return deadline == null ? !thread.isAlive() : deadline - now.get() > 0;
    }

    /**
     * Sets the wall clock apart from the time, as an operator, NTP or a leap second does. {@link #nanoTime()} does not
     * move and nobody wakes up.
     *
     * @param by how far; negative for back
     */
    public void jumpWallClock(Duration by) {
        wall.addAndGet(by.toNanos());
    }

    /**
     * The threads that are in {@link #parkUntil} now, the pools' own included.
     *
     * @return a copy
     */
    public Set<Thread> parkedThreads() {
        return Set.copyOf(parked.keySet());
    }

    /**
     * Is the thread in {@link #parkUntil} now? If so, its deadline is fixed.
     *
     * @param thread the thread
     * @return whether it is
     */
    public boolean isParked(Thread thread) {
        return parked.containsKey(thread);
    }

    /**
     * Waits until at least so many threads are in {@link #parkUntil}, the pools' own included.
     *
     * @param count how many
     */
    public void awaitParked(int count) {
        Waits.until(count + " parked threads", () -> parked.size() >= count);
    }

    /**
     * Waits until the thread is in {@link #parkUntil}.
     *
     * @param thread the thread
     */
    public void awaitParked(Thread thread) {
        Waits.until(thread + " to park", () -> isParked(thread));
    }
}
