package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.PerThreadPool;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.RecordingListener;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/**
 * The hands of a contract test: a ticker, a scripted lifecycle and a recording listener for its pools, threads and
 * futures that acquire, and the audit after every test. Whatever a test leaves behind here (leases, gates, open pools) is
 * put away before the audit, so that a test says only what it is about.
 */
abstract class ContractBase {

    /** The two kinds of waiters. */
    enum WaiterKind {
        THREAD,
        FUTURE
    }

    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration MINUTE = Duration.ofMinutes(1);
    /** Longer than any default timeout. */
    static final Duration HOUR = Duration.ofHours(1);

    private static final AtomicInteger POOLS = new AtomicInteger();

    final ScriptedLifecycle lifecycle = new ScriptedLifecycle();
    final RecordingListener listener = new RecordingListener();
    ManualTicker ticker = new ManualTicker();
    /** Set by tests that reset the statistics: the sums since the building cannot be seen any more. */
    boolean statsWereReset;

    private final ContractSuite suite;
    private final List<Pool<Item>> pools = new ArrayList<>();
    private final Queue<CompletableFuture<?>> acts = new ConcurrentLinkedQueue<>();
    private final Queue<Lease<Item>> leases = new ConcurrentLinkedQueue<>();

    ContractBase(ContractSuite suite) {
        this.suite = suite;
        lifecycle.allowLate(this::overruns);
    }

    private int overruns(ScriptedLifecycle.Step step) {
        String failure = switch (step) {
            case RESET -> "resetFailed";
            case ACTIVATE -> "activationFailed";
            default -> "validationFailed";
        };
        return (int) listener.events(failure).stream()
                .filter(event -> event.detail() instanceof TimeoutException)
                .count();
    }

    // --- Pools and time
    // -----------------------------------------------------------------------------------------------

    /** A pool with the test's ticker and listener, waits of an hour and default settings otherwise. */
    final Pool<Item> open(UnaryOperator<PoolBuilder<Item>> settings) {
        String name = "contract-" + POOLS.incrementAndGet();
        Pool<Item> pool = suite.open(
                this, lifecycle, builder -> settings.apply(builder.name(name).acquireTimeout(HOUR)));
        pools.add(pool);
        return pool;
    }

    final Pool<Item> open(int maxSize) {
        return open(builder -> builder.maxSize(maxSize));
    }

    final void advance(Duration by) {
        ticker.advance(by);
    }

    /**
     * Lets time go on until the claim has ended, a little slower with each step: so a call that is held up on a busy
     * machine has more and more real time to end before its own time is up.
     */
    final void advanceUntilDone(CompletableFuture<?> claim, AtomicInteger steps) {
        Waits.until("an answer, while time goes on", () -> {
            advance(SECOND);
            try {
                return claim.handle((lease, failure) -> true).get(steps.incrementAndGet() / 4, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                return false;
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        });
    }

    /**
     * Advances, and waits for the sweep of upkeep that this brings about. Upkeep must wait for it: a thread that has not
     * parked yet, or is still in the sweep before, would see the time only later. For the engine, while the pool is open.
     */
    final void sweepAfter(Duration by) {
        Waits.until(
                "upkeep to wait",
                () -> ticker.parkedThreads().stream()
                        .anyMatch(thread -> thread.getName().equals("rockpool-upkeep")));
        ticker.advanceAndSettle(by);
    }

    /** Advances by so much, with a sweep each second, as if nobody slept. */
    final void sweepFor(Duration time) {
        for (Duration left = time; !left.isZero(); left = left.minus(SECOND)) {
            if (left.compareTo(SECOND) <= 0) {
                sweepAfter(left);
                return;
            }
            sweepAfter(SECOND);
        }
    }

    /** Advances for so long that a sweep sees it and the next one acts, where there are any: the plain locked pool has none. */
    final void restFor(Pool<?> pool, Duration by, int times) {
        for (int i = 0; i < times; i++) {
            if (pool instanceof LockedPool<?>) {
                ticker.advance(by);
            } else {
                sweepAfter(by);
            }
        }
    }

    // --- Actors
    // -------------------------------------------------------------------------------------------------------

    /** The name that the threads of a pool bear. */
    final String nameInThreads(Pool<?> pool) {
        return suite.nameInThreads(pool);
    }

    /** Runs the task on a thread of its own, of the suite's kind. */
    final <R> Threads.Actor<R> act(Callable<R> task) {
        Threads.Actor<R> actor = suite.threads().act(task);
        acts.add(actor.outcome());
        return actor;
    }

    /** A lease that is put away after the test. */
    final Lease<Item> kept(Lease<Item> lease) {
        leases.add(lease);
        return lease;
    }

    /** Acquires at once or by a creation; by no other thread where objects go with the thread that acquired them. */
    final Lease<Item> acquire(Pool<Item> pool) {
        if (pool instanceof PerThreadPool) {
            try {
                return kept(pool.acquire(HOUR));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return acquirer(pool, HOUR).result();
    }

    final List<Lease<Item>> acquire(Pool<Item> pool, int count) {
        List<Lease<Item>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(acquire(pool));
        }
        return all;
    }

    /** A thread that acquires; may be anywhere yet. */
    final Threads.Actor<Lease<Item>> acquirer(Pool<Item> pool, Duration timeout) {
        return act(() -> kept(pool.acquire(timeout)));
    }

    /** A thread that waits in acquire: it is in the queue, and its deadline is fixed. */
    final Threads.Actor<Lease<Item>> waiter(Pool<Item> pool, Duration timeout) {
        int before = pool.stats().waiting();
        Threads.Actor<Lease<Item>> actor = acquirer(pool, timeout);
        Waits.until("an acquire to wait", () -> actor.isDone() || pool.stats().waiting() == before + 1);
        Waits.until("a thread to park", () -> actor.isDone() || ticker.isParked(actor.thread()));
        if (actor.isDone()) {
            throw new AssertionError("did not wait, but ended with "
                    + actor.outcome()
                            .handle((lease, failure) -> failure == null ? lease : failure)
                            .join());
        }
        return actor;
    }

    final Threads.Actor<Lease<Item>> waiter(Pool<Item> pool) {
        return waiter(pool, HOUR);
    }

    final CompletableFuture<Lease<Item>> future(Pool<Item> pool, Duration timeout) {
        CompletableFuture<Lease<Item>> future = pool.acquireAsync(timeout);
        acts.add(future);
        return future;
    }

    final CompletableFuture<Lease<Item>> future(Pool<Item> pool) {
        return future(pool, HOUR);
    }

    /** Waits as one of the two kinds. */
    final CompletableFuture<Lease<Item>> waitAt(WaiterKind kind, Pool<Item> pool, Duration timeout) {
        return kind == WaiterKind.THREAD ? waiter(pool, timeout).outcome() : future(pool, timeout);
    }

    final CompletableFuture<Lease<Item>> waitAt(WaiterKind kind, Pool<Item> pool) {
        return waitAt(kind, pool, HOUR);
    }

    /** Asks as one of the two kinds; may be served at once. */
    final CompletableFuture<Lease<Item>> claim(WaiterKind kind, Pool<Item> pool, Duration timeout) {
        return kind == WaiterKind.THREAD ? acquirer(pool, timeout).outcome() : future(pool, timeout);
    }

    final CompletableFuture<Lease<Item>> claim(WaiterKind kind, Pool<Item> pool) {
        return claim(kind, pool, HOUR);
    }

    /** Waits to be served. */
    final Lease<Item> served(CompletableFuture<Lease<Item>> claim) {
        return kept(Waits.result(claim));
    }

    /** What an acquire throws that must fail, or a future. */
    final Throwable failure(Threads.Actor<?> actor) {
        return actor.failure();
    }

    /** Takes an idle object that must be there. */
    final Lease<Item> tryAcquired(Pool<Item> pool) {
        Lease<Item> lease = pool.tryAcquire();
        if (lease == null) {
            throw new AssertionError("nothing idle: " + pool.stats());
        }
        return kept(lease);
    }

    /** Acquires and gives back, so that so many objects are idle. */
    final List<Item> fill(Pool<Item> pool, int count) {
        List<Lease<Item>> all = acquire(pool, count);
        List<Item> items = all.stream().map(Lease::get).toList();
        all.forEach(Lease::close);
        awaitIdle(pool, count);
        return items;
    }

    // --- What must come
    // -----------------------------------------------------------------------------------------------

    final void awaitWaiting(Pool<Item> pool, int count) {
        Waits.untilEquals("waiting", count, () -> pool.stats().waiting());
    }

    final void awaitIdle(Pool<Item> pool, int count) {
        Waits.untilEquals("idle", count, () -> pool.stats().idle());
    }

    final void awaitSize(Pool<Item> pool, int count) {
        Waits.untilEquals("size", count, () -> pool.stats().size());
    }

    /** The claim must end by its deadline: a timeout in the given phase. */
    static PoolTimeoutException timedOut(CompletableFuture<?> claim, PoolTimeoutException.Phase phase) {
        Throwable failure = Waits.failure(claim);
        assertThat(failure).isInstanceOf(PoolTimeoutException.class);
        PoolTimeoutException timeout = (PoolTimeoutException) failure;
        assertThat(timeout.phase()).as(timeout.getMessage()).isEqualTo(phase);
        return timeout;
    }

    // --- The end
    // ------------------------------------------------------------------------------------------------------

    @AfterEach
    final void putAwayAndAudit() {
        listener.react(null);
        lifecycle.heal();
        putLeasesAway();
        long detached = 0;
        for (Pool<Item> pool : pools) {
            CompletableFuture<?> closed = pool.control().shutdown(Duration.ofDays(1));
            Waits.until("all acts to end", () -> acts.stream().allMatch(CompletableFuture::isDone));
            putLeasesAway();
            Waits.result(closed);
            if (!statsWereReset) {
                PoolAudit.check(pool);
                PoolAudit.checkClosed(pool);
            }
            detached += pool.stats().detached();
        }
        advance(SECOND); // the shared upkeep thread may look once more before it ends
        Waits.untilAsserted(
                "no thread to be left",
                () -> assertThat(ticker.parkedThreads())
                        .as("threads that wait for time")
                        .isEmpty());
        PoolAudit.checkItems(lifecycle, detached);
    }

    private void putLeasesAway() {
        leases.forEach(Lease::close);
        for (CompletableFuture<?> act : acts) {
            if (act.isDone() && !act.isCompletedExceptionally() && act.join() instanceof Lease<?> lease) {
                lease.close();
            }
        }
    }
}
