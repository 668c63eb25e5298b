package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.ValidateOnAcquire;
import dev.rockpool.testkit.FaultInjector;
import dev.rockpool.testkit.FaultInjector.Mischief;
import dev.rockpool.testkit.FaultInjector.Pooled;
import dev.rockpool.testkit.FaultInjector.Site;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * "Nothing that users' code does breaks the pool or another pool": each place at which the engine calls code that is not
 * its own goes wrong in each way, in each state of the pool. While it does, the deadlines of another pool hold, and so do
 * those of this pool's acquires; afterwards the pool serves and the audit balances.
 */
class FaultInjectionTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final AtomicInteger POOLS = new AtomicInteger();

    /** What the pool is at when things go wrong. */
    enum Situation {
        /** Two objects are idle. */
        IDLE,
        /** No object was made yet. */
        EMPTY,
        /** All are leased, and a thread and a future wait. */
        EXHAUSTED,
        /** The pool is suspended. */
        SUSPENDED,
        /** The pool is being closed, and a lease is out. */
        CLOSING
    }

    private final ManualTicker ticker = new ManualTicker();
    private final FaultInjector faults = new FaultInjector();
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "callbacks");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Threads.Actor<?>> actors = new ArrayList<>();
    private final List<CompletableFuture<?>> claims = new ArrayList<>();
    private AutoCloseable log = () -> {};

    @BeforeEach
    void quietLog() {
        log = faults.handleLog("dev.rockpool");
    }

    @AfterEach
    void tidyUp() throws Exception {
        faults.disarm();
        executor.shutdown();
        log.close();
    }

    static Stream<Arguments> everything() {
        return Stream.of(Site.values())
                .flatMap(site -> Stream.of(Mischief.values())
                        .flatMap(mischief -> Stream.of(Situation.values())
                                .map(situation -> Arguments.of(site, mischief, situation))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("everything")
    void onlyTheCallThatGoesWrongSuffers(Site site, Mischief mischief, Situation situation) {
        Pool<Object> bystander = Pool.builder(Object::new)
                .name("bystander-" + POOLS.incrementAndGet())
                .ticker(ticker)
                .maxSize(1)
                .build();
        Lease<Object> taken = Waits.result(bystander.acquireAsync());
        Pool<Pooled> pool = open();
        List<Lease<Pooled>> out = bring(pool, situation);

        faults.arm(site, mischief, pool);
        out.forEach(lease -> act(() -> {
            lease.close();
            return null;
        }));
        useInEveryWay(pool);
        if (situation == Situation.CLOSING) {
            claims.add(pool.control().shutdown(SECOND.multipliedBy(20)));
        }
        CompletableFuture<Lease<Object>> other = bystander.acquireAsync(SECOND);
        int seconds = 0;
        while (!(other.isDone() && claims.stream().allMatch(CompletableFuture::isDone)) && seconds < 600) {
            ticker.advance(SECOND);
            seconds++;
            Waits.until("another pool's deadline to hold", other::isDone);
            letGo();
        }
        assertThat(Waits.failure(other)).isInstanceOf(PoolTimeoutException.class);
        CompletableFuture<?> all = CompletableFuture.allOf(claims.toArray(CompletableFuture[]::new));
        Waits.until("every acquire to end by its deadline", all::isDone);

        faults.disarm();
        Waits.until("every call to end", () -> {
            ticker.advance(Duration.ofMillis(100));
            return actors.stream().allMatch(Threads.Actor::isDone);
        });
        if (situation == Situation.SUSPENDED) {
            pool.control().resume();
        }
        if (situation != Situation.CLOSING) {
            servesAgain(pool);
        }
        endsInOrder(pool);
        taken.close();
        endsInOrder(bystander);
    }

    private Pool<Pooled> open() {
        return Pool.builder(faults.lifecycle())
                .name("victim-" + POOLS.incrementAndGet())
                .ticker(ticker)
                .maxSize(2)
                .acquireTimeout(SECOND.multipliedBy(3))
                .createTimeout(SECOND.multipliedBy(2))
                .validationTimeout(SECOND)
                .validateOnAcquire(ValidateOnAcquire.always())
                .resetInBackground(true)
                .listener(faults.listener())
                .callbackExecutor(faults.executor(executor))
                .build();
    }

    private static List<Lease<Pooled>> bring(Pool<Pooled> pool, Situation situation) {
        List<Lease<Pooled>> leases = new ArrayList<>();
        if (situation != Situation.EMPTY) {
            leases.add(Waits.result(pool.acquireAsync()));
            leases.add(Waits.result(pool.acquireAsync()));
        }
        if (situation == Situation.IDLE || situation == Situation.SUSPENDED) {
            leases.forEach(Lease::close);
            leases.clear();
            Waits.untilEquals("idle", 2, () -> pool.stats().idle());
        }
        if (situation == Situation.SUSPENDED) {
            pool.control().suspend();
        }
        return leases;
    }

    private void useInEveryWay(Pool<Pooled> pool) {
        for (int i = 0; i < 2; i++) {
            claims.add(pool.acquireAsync().whenComplete((lease, failure) -> {
                if (lease != null) {
                    lease.close();
                }
                faults.strike(Site.CALLBACK);
            }));
            claims.add(pool.acquireAsync().whenComplete((lease, failure) -> {
                if (lease != null) {
                    lease.invalidate();
                }
            }));
            acquirer(pool);
        }
        CompletableFuture<Lease<Pooled>> cancelled = pool.acquireAsync();
        act(() -> {
            if (!cancelled.cancel(false)) {
                cancelled.whenComplete((lease, failure) -> {
                    if (lease != null) {
                        lease.close();
                    }
                });
            }
            return null;
        });
        act(() -> {
            Lease<Pooled> lease = pool.tryAcquire();
            if (lease != null) {
                lease.close();
            }
            return null;
        });
        act(pool::stats);
        act(() -> pool.health().toString());
        act(() -> pool.control().explain().toString());
        act(() -> pool.control().describe());
        act(() -> {
            pool.control().clear();
            pool.control().resize(3);
            pool.control().resize(2);
            return null;
        });
    }

    /** A thread of which the methods may go wrong acquires and gives back. */
    private void acquirer(Pool<Pooled> pool) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        Thread thread = faults.thread(() -> {
            try {
                pool.acquire().close();
                outcome.complete(true);
            } catch (Throwable failure) { // which one is not the matter here
                outcome.completeExceptionally(failure);
            }
        });
        thread.start();
        actors.add(new Threads.Actor<>(thread, outcome));
    }

    private <R> void act(Callable<R> task) {
        actors.add(Threads.PLATFORM.act(task));
    }

    /** Lets those who were woken run before more time passes. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void letGo() {
        for (int i = 0; i < 20; i++) {
            Thread.yield();
        }
    }

    private void servesAgain(Pool<Pooled> pool) {
        List<Lease<Pooled>> both = new ArrayList<>();
        Waits.until("the pool to serve again", () -> {
            CompletableFuture<Lease<Pooled>> claim = pool.acquireAsync(SECOND);
            Waits.until("an answer", () -> {
                ticker.advance(Duration.ofMillis(50));
                return claim.isDone();
            });
            if (!claim.isCompletedExceptionally()) {
                both.add(claim.join());
            }
            return both.size() == 2;
        });
        both.forEach(lease -> assertThat(lease.get().destroys()).isZero());
        both.forEach(Lease::close);
        PoolAudit.check(pool);
    }

    private void endsInOrder(Pool<?> pool) {
        CompletableFuture<?> closed = pool.control().shutdown(SECOND.multipliedBy(5));
        Waits.until("the shutdown to end", () -> {
            ticker.advance(Duration.ofMillis(100));
            return closed.isDone();
        });
        PoolAudit.checkClosed(pool);
    }
}
