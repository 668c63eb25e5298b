package dev.rockpool.contract;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Ticker;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a {@link LockedPool} and its one lock. Whatever changes the state does so in a {@link #section}; what must
 * happen outside the lock (user code, completing a future) is put on a list there, and done when the lock is free again.
 */
final class LockedState<T> {

    final ReentrantLock lock = new ReentrantLock();
    final String name;
    final Lifecycle<T> lifecycle;
    final Ticker ticker;
    final LockedTimer timer;
    private final @Nullable PoolListener listener;

    // All below under the lock.
    PoolConfig config;
    LockedCounts counts;
    Instant lastReset;
    boolean closed;
    boolean suspended;
    long epoch;
    final IdentityHashMap<T, LockedParts.Entry<T>> entries = new IdentityHashMap<>(); // all that are alive
    final Deque<LockedParts.Entry<T>> idle = new ArrayDeque<>(); // the one that came back last is the last
    final List<LockedParts.Waiter<T>> queue = new ArrayList<>(); // in arrival order
    final Set<LockedParts.Attempt<T>> attempts = new LinkedHashSet<>(); // those that have not overrun
    int hanging; // calls of user code that have overrun and not come back
    int hangingCreations; // those of them that create
    boolean down; // the last attempt failed

    @Nullable
    Throwable lastFailure;

    long nextAttempt;
    final Set<Thread> closers = ConcurrentHashMap.newKeySet(); // in close()
    private PoolHealth health;
    private List<Runnable> afterwards = new ArrayList<>();
    private final Deque<Consumer<PoolListener>> events = new ArrayDeque<>();
    private boolean telling;

    private final AtomicInteger threadCount = new AtomicInteger();
    private final Set<Thread> working = ConcurrentHashMap.newKeySet(); // own threads that are alive
    private final Map<Thread, Integer> inUserCode = new ConcurrentHashMap<>(); // how deep
    private final Map<Thread, Deque<Runnable>> callbacks = new ConcurrentHashMap<>(); // per thread that runs some

    LockedState(PoolConfig config, Lifecycle<T> lifecycle, Ticker ticker, @Nullable PoolListener listener) {
        this.name = config.name();
        this.config = config;
        this.lifecycle = lifecycle;
        this.ticker = ticker;
        this.listener = listener;
        this.timer = new LockedTimer("rockpool-" + name + "-timer", ticker, lock, () -> section(() -> {}));
        this.counts = new LockedCounts(config.histograms());
        this.lastReset = ticker.wallTime();
        this.health = new PoolHealth(State.UP, lastReset, "", null, null, null, 0, stats());
    }

    // --- The lock
    // -----------------------------------------------------------------------------------------------------

    void section(Runnable body) {
        section(() -> {
            body.run();
            return true;
        });
    }

    <R> R section(Supplier<R> body) {
        List<Runnable> todo = List.of();
        lock.lock();
        try {
            return body.get();
        } finally {
            noteHealth();
            notePeaks();
            todo = afterwards;
            afterwards = new ArrayList<>();
            lock.unlock();
            todo.forEach(Runnable::run);
            wakeClosers(!todo.isEmpty());
        }
    }

    /** Does it when the lock is free again, on the same thread. */
    void afterwards(Runnable action) {
        afterwards.add(action);
    }

    /** Completes a future when the lock is free again; callbacks on one thread do not nest. */
    void callBackAfterwards(Runnable completion) {
        afterwards.add(() -> trampoline(completion));
    }

    private void trampoline(Runnable completion) {
        Thread me = Thread.currentThread();
        Deque<Runnable> mine = callbacks.get(me);
        if (mine != null) {
            mine.add(completion); // whoever is below us on this stack does it
            return;
        }
        mine = new ArrayDeque<>(List.of(completion));
        callbacks.put(me, mine);
        try {
            for (Runnable next = mine.poll(); next != null; next = mine.poll()) {
                next.run();
            }
        } finally {
            callbacks.remove(me);
        }
    }

    // --- Threads and user code
    // ----------------------------------------------------------------------------------------

    /** Starts a thread of the pool that ends with its task. Cheap enough for an oracle. */
    void start(String kind, Runnable task) {
        Threads.PLATFORM.start("rockpool-" + name + "-" + kind + "-" + threadCount.incrementAndGet(), () -> {
            working.add(Thread.currentThread());
            try {
                task.run();
            } finally {
                working.remove(Thread.currentThread());
            }
        });
    }

    void interruptAll() {
        working.forEach(Thread::interrupt);
    }

    /** A step of user code; null when it went well, else what it threw. */
    @Nullable
    Throwable failureOf(Step step) {
        inUserCode.merge(Thread.currentThread(), 1, Integer::sum);
        try {
            step.run();
            return null;
        } catch (Throwable e) { // any failure is a failure of the step
            return e;
        } finally {
            inUserCode.compute(
                    Thread.currentThread(), (thread, depth) -> depth == null || depth == 1 ? null : depth - 1);
        }
    }

    /** User code. */
    interface Step {
        void run() throws Throwable;
    }

    /** Does this thread run code of the user that we called? Then it must not wait for itself. */
    boolean isInside(Thread thread) {
        return inUserCode.containsKey(thread) || callbacks.containsKey(thread) || working.contains(thread);
    }

    /** Is nothing left but leases that this thread has acquired itself? */
    boolean hasAllElseEnded(Thread thread) {
        return attempts.isEmpty()
                && hanging == 0
                && entries.values().stream()
                        .allMatch(entry -> entry.state == LockedParts.State.LEASED && thread.equals(entry.holder));
    }

    /** Tells the listener, on a thread that lives while there is something to tell. */
    void tell(Consumer<PoolListener> event) {
        if (listener == null) {
            return;
        }
        events.add(event);
        if (!telling) {
            telling = true;
            start("listener", () -> tellAll(listener));
        }
    }

    private void tellAll(PoolListener to) {
        while (true) {
            Consumer<PoolListener> event;
            lock.lock();
            try {
                event = events.poll();
                if (event == null) {
                    telling = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            Throwable failure = failureOf(() -> event.accept(to));
            if (failure != null) {
                System.getLogger("dev.rockpool.testkit").log(System.Logger.Level.DEBUG, "listener failed", failure);
            }
        }
    }

    // --- Sums
    // ---------------------------------------------------------------------------------------------------------

    long in(Duration duration) {
        long most = Long.MAX_VALUE / 2; // 146 years are for ever
        boolean fits = duration.compareTo(Duration.ofNanos(most)) < 0;
        return ticker.nanoTime() + (fits ? duration.toNanos() : most);
    }

    int count(LockedParts.State state) {
        return (int)
                entries.values().stream().filter(entry -> entry.state == state).count();
    }

    /** Objects that somebody may still be served with. */
    boolean anyAlive() {
        return alive() > 0;
    }

    int alive() {
        return entries.size() - count(LockedParts.State.DESTROYING);
    }

    boolean hasRoom() {
        return entries.size() + attempts.size() < config.maxSize();
    }

    PoolStats stats() {
        notePeaks();
        int size = entries.size();
        PoolStats.Gauges gauges = new PoolStats.Gauges(
                size,
                idle.size(),
                count(LockedParts.State.LEASED),
                attempts.size(),
                queue.size(),
                config.maxSize(),
                Math.max(0, size - config.maxSize()));
        return new PoolStats(
                name, ticker.wallTime(), lastReset, gauges, counts.peaks(), counts.counts(), counts.latencies());
    }

    void resetStats() {
        counts = new LockedCounts(config.histograms());
        counts.acquired = count(LockedParts.State.LEASED);
        lastReset = ticker.wallTime();
    }

    private void notePeaks() {
        counts.peaks(entries.size(), idle.size(), count(LockedParts.State.LEASED), queue.size());
    }

    PoolHealth health() {
        return new PoolHealth(
                health.state(),
                health.since(),
                "",
                health.cause(),
                health.causeText(),
                health.nextAttempt(),
                0,
                stats());
    }

    /** The state, without a search for causes: an oracle for what a pool does, not for what it says about it. */
    Explanation explain() {
        Explanation.Verdict none = new Explanation.Verdict(Explanation.Cause.NONE, "not looked for", "");
        return new Explanation(none, health(), List.of(), List.of(), List.of(), List.of(), config);
    }

    /** Who closes looks again when another has been here, or it has done something itself: else it would never wait. */
    private void wakeClosers(boolean hasDoneSomething) {
        Thread me = Thread.currentThread();
        for (Thread closer : closers) {
            if (closer != me || hasDoneSomething) {
                LockSupport.unpark(closer);
            }
        }
    }

    private void noteHealth() {
        State now = State.UP;
        if (closed || (down && !anyAlive())) {
            now = State.DOWN;
        } else if (down || suspended) {
            now = State.DEGRADED;
        }
        Instant next = down ? ticker.wallTime().plusNanos(nextAttempt - ticker.nanoTime()) : null;
        PoolHealth before = health;
        Instant since = now == before.state() ? before.since() : ticker.wallTime();
        Throwable cause = down ? lastFailure : null;
        health = new PoolHealth(now, since, "", cause, cause == null ? null : cause.toString(), next, 0, stats());
        if (now != before.state()) {
            PoolHealth after = health;
            tell(to -> to.healthChanged(name, before, after));
        }
    }

    /** A lease on the object, which is noted as such. */
    Lease<T> lease(LockedEngine<T> engine, LockedParts.Entry<T> entry, boolean miss, @Nullable Thread holder) {
        entry.state = LockedParts.State.LEASED;
        entry.holder = holder;
        entry.leasedSince = ticker.nanoTime();
        counts.acquired++;
        counts.misses += miss ? 1 : 0;
        return new LockedParts.LockedLease<>(engine, entry);
    }
}
