package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.PerThreadPool;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolClosedException;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
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
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link PerThreadPool} promises on top of {@link Pool}; the test's own thread is one of those that use it. */
class PerThreadPoolTest extends ContractBase {

    /** A thread that can be asked to do things, and lives until the test's end or until it is told. */
    private static final class Worker {
        private final ExecutorService executor = Executors.newSingleThreadExecutor();

        <R> R ask(Callable<R> task) {
            return Waits.result(begin(task));
        }

        <R> CompletableFuture<R> begin(Callable<R> task) {
            CompletableFuture<R> result = new CompletableFuture<>();
            executor.execute(() -> {
                try {
                    result.complete(task.call());
                } catch (Throwable failure) {
                    result.completeExceptionally(failure);
                }
            });
            return result;
        }

        Item use(Pool<Item> pool) {
            return ask(() -> used(pool));
        }

        void end() {
            executor.shutdown();
            try {
                assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Its text is the user's code, and throws. */
    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    private final List<Worker> workers = new ArrayList<>();

    PerThreadPoolTest() {
        super(new ContractSuite() {
            @Override
            protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
                return PerThreadPool.builder(lifecycle).with(settings).build();
            }
        });
    }

    @AfterEach
    void endWorkers() {
        workers.forEach(Worker::end);
    }

    private Worker worker() {
        Worker worker = new Worker();
        workers.add(worker);
        return worker;
    }

    private PerThreadPool<Item> perThread(UnaryOperator<PoolBuilder<Item>> settings) {
        return (PerThreadPool<Item>) open(settings);
    }

    private PerThreadPool<Item> perThread() {
        return perThread(builder -> builder);
    }

    private static Item used(Pool<Item> pool) throws InterruptedException {
        return pool.use(item -> {
            item.use();
            return item;
        });
    }

    private void endedAndSwept(Pool<Item> pool, Worker worker, int left) {
        worker.end();
        Waits.until("objects of ended threads to go", () -> {
            sweepAfter(SECOND); // the thread may not have ended yet though its executor has
            return pool.stats().size() == left;
        });
    }

    // --- Whose

    @Test
    void aThreadGetsItsOwnObjectAgainWhateverOthersDo() throws Exception {
        PerThreadPool<Item> pool = perThread();
        Worker other = worker();
        Item mine = used(pool);
        Item others = other.use(pool);
        assertThat(others).isNotSameAs(mine);
        for (int i = 0; i < 10; i++) {
            assertThat(used(pool)).isSameAs(mine);
            assertThat(other.use(pool)).isSameAs(others);
        }
        assertThat(pool.totalObjects()).isEqualTo(2);
        assertThat(pool.stats().created()).isEqualTo(2);
        PoolAudit.check(pool);
    }

    @Test
    void nestedUseGetsASecondObjectAndTheThreadKeepsBoth() throws Exception {
        PerThreadPool<Item> pool = perThread();
        Worker other = worker();
        List<Item> first = nested(pool, 20);
        assertThat(first).doesNotHaveDuplicates();
        other.use(pool);
        assertThat(nested(pool, 20)).containsExactlyInAnyOrderElementsOf(first);
        assertThat(pool.totalObjects()).isEqualTo(21);
    }

    private static List<Item> nested(Pool<Item> pool, int depth) throws InterruptedException {
        List<Lease<Item>> leases = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            leases.add(pool.acquire());
        }
        List<Item> items = leases.stream().map(Lease::get).toList();
        leases.forEach(Lease::close);
        return items;
    }

    @Test
    void aLeaseClosedElsewhereGoesBackToTheThreadThatAcquiredIt() throws Exception {
        PerThreadPool<Item> pool = perThread();
        Worker other = worker();
        Lease<Item> lease = pool.acquire();
        Item mine = lease.get();
        other.ask(() -> {
            lease.close();
            lease.close();
            return used(pool);
        });
        assertThat(used(pool)).isSameAs(mine);
        assertThat(pool.totalObjects()).isEqualTo(2);
    }

    @Test
    void warmedObjectsAreTakenBeforeOneIsCreated() throws Exception {
        PerThreadPool<Item> pool = perThread();
        assertThat(Waits.result(pool.control().warmUp(2))).isEqualTo(2);
        Item mine = used(pool);
        assertThat(worker().use(pool)).isNotSameAs(mine);
        assertThat(pool.stats().created()).isEqualTo(2);
        assertThat(used(pool)).isSameAs(mine);
        worker().use(pool);
        assertThat(pool.stats().created()).isEqualTo(3);
    }

    @Test
    void virtualThreadsShareWhatBelongsToNobody() throws Exception {
        assumeTrue(Threads.available().contains(Threads.VIRTUAL), "this JDK has no virtual threads");
        PerThreadPool<Item> pool = perThread();
        Item own = used(pool);
        Item shared = Threads.VIRTUAL.act(() -> used(pool)).result();
        assertThat(shared).isNotSameAs(own);
        for (int i = 0; i < 50; i++) {
            assertThat(Threads.VIRTUAL.act(() -> used(pool)).result()).isSameAs(shared);
        }
        assertThat(Threads.VIRTUAL.act(pool::clearThreadCache).result()).isZero();
        assertThat(worker().use(pool)).as("before one is created").isSameAs(shared);
        assertThat(pool.totalObjects()).isEqualTo(2);
    }

    @Test
    void aFutureIsServedAsInEveryPool() throws Exception {
        PerThreadPool<Item> pool = perThread(builder -> builder.maxSize(1));
        Item mine = used(pool);
        Lease<Item> lease = served(future(pool));
        assertThat(lease.get()).isSameAs(mine);
        CompletableFuture<Lease<Item>> waiting = worker().ask(() -> future(pool));
        assertThat(waiting).isNotDone();
        lease.close();
        assertThat(served(waiting).get()).isSameAs(mine);
    }

    // --- The bound

    @Test
    void atMaxSizeAnotherThreadsIdleObjectIsTakenAndChangesHands() throws Exception {
        PerThreadPool<Item> pool = perThread(builder -> builder.maxSize(1));
        Item only = used(pool);
        Worker other = worker();
        for (int i = 0; i < 5; i++) {
            assertThat(other.use(pool)).isSameAs(only);
            assertThat(other.use(pool)).isSameAs(only);
            assertThat(used(pool)).isSameAs(only);
        }
        assertThat(pool.stats().created()).isEqualTo(1);
        assertThat(pool.stats().waited()).isZero();
        assertThat(pool.stats().peakSize()).isEqualTo(1);
    }

    @Test
    void atMaxSizeWithNothingIdleAnAcquireWaitsForAReturn() throws Exception {
        PerThreadPool<Item> pool = perThread(builder -> builder.maxSize(1));
        Lease<Item> lease = pool.acquire();
        Item only = lease.get();
        Threads.Actor<Lease<Item>> waiter = waiter(pool);
        lease.close();
        assertThat(waiter.result().get()).isSameAs(only);
        assertThat(pool.control().explain().toString()).contains(pool.config().name());
    }

    @Test
    void anExplanationNamesWhoHoldsTheLastOne() throws Exception {
        PerThreadPool<Item> pool = perThread(builder -> builder.maxSize(1));
        Lease<Item> lease = pool.acquire();
        waiter(pool);
        Explanation explanation = pool.control().explain();
        assertThat(explanation.holders()).hasSize(1);
        assertThat(explanation.holders().get(0).threadName())
                .isEqualTo(Thread.currentThread().getName());
        lease.close();
    }

    @Test
    void aPoolThatFailsWhenExhaustedTakesAnothersObjectFirst() throws Exception {
        PerThreadPool<Item> pool = perThread(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.FAIL));
        Item only = used(pool);
        assertThat(worker().use(pool)).isSameAs(only);
        assertThat(pool.stats().rejected()).isZero();
    }

    @Test
    void anAcquireThatDoesNotWaitTakesAnothersObjectToo() throws Exception {
        PerThreadPool<Item> pool = perThread(builder -> builder.maxSize(1));
        Item only = used(pool);
        Item others = worker().ask(() -> pool.use(Duration.ZERO, item -> item));
        assertThat(others).isSameAs(only);
        assertThat(pool.stats().timeouts()).isZero();
    }

    @Test
    void tryAcquireTakesAnothersIdleObjectAndNeverCreates() throws Exception {
        PerThreadPool<Item> pool = perThread();
        assertThat(pool.tryAcquire()).isNull();
        Item only = worker().use(pool);
        try (Lease<Item> lease = tryAcquired(pool)) {
            assertThat(lease.get()).isSameAs(only);
            assertThat(pool.tryAcquire()).isNull();
        }
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    // --- Threads that end, and caches that are cleared

    @Test
    void objectsOfAThreadThatEndedAreDestroyed() throws Exception {
        PerThreadPool<Item> pool = perThread();
        Item mine = used(pool);
        Worker ending = worker();
        ending.ask(() -> nested(pool, 3));
        assertThat(pool.totalObjects()).isEqualTo(4);
        endedAndSwept(pool, ending, 1);
        assertThat(pool.stats().destroyed(DestroyCause.THREAD_ENDED)).isEqualTo(3);
        assertThat(used(pool)).isSameAs(mine);
        Waits.untilEquals("destroys", 3, () -> lifecycle.destroyed().size());
        PoolAudit.check(pool);
    }

    @Test
    void whatIsGivenBackForAThreadThatEndedIsDestroyed() throws Exception {
        PerThreadPool<Item> pool = perThread();
        Worker ending = worker();
        Lease<Item> handedOn = ending.ask(pool::acquire);
        ending.end();
        sweepAfter(SECOND);
        handedOn.get().use();
        handedOn.close();
        endedAndSwept(pool, ending, 0);
        assertThat(pool.stats().destroyed(DestroyCause.THREAD_ENDED)).isEqualTo(1);
    }

    @Test
    void clearThreadCacheDestroysTheIdleObjectsOfThisThreadOnly() throws Exception {
        PerThreadPool<Item> pool = perThread();
        assertThat(pool.clearThreadCache()).isZero();
        Worker other = worker();
        Item others = other.use(pool);
        nested(pool, 3);
        try (Lease<Item> kept = pool.acquire()) {
            assertThat(pool.clearThreadCache()).isEqualTo(2);
            assertThat(kept.get().isDestroyed()).isFalse();
            kept.get().use();
        }
        assertThat(pool.clearThreadCache()).isEqualTo(1);
        assertThat(pool.clearThreadCache()).isZero();
        Waits.untilEquals("destroys", 3, () -> pool.stats().destroyed(DestroyCause.CLEARED));
        assertThat(other.use(pool)).isSameAs(others);
        used(pool);
        PoolAudit.check(pool);
    }

    @Test
    void clearThreadCacheWorksInASuspendedPoolToo() throws Exception {
        PerThreadPool<Item> pool = perThread();
        worker().use(pool);
        used(pool);
        pool.control().suspend();
        assertThat(pool.clearThreadCache()).isEqualTo(1);
        awaitSize(pool, 1);
        pool.control().resume();
        used(pool);
    }

    @Test
    void threadsThatComeAndGoLeaveNothingBehind() throws Exception {
        PerThreadPool<Item> pool = perThread();
        Item mine = used(pool);
        for (int round = 0; round < 3; round++) {
            List<Worker> crowd = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Worker worker = new Worker();
                crowd.add(worker);
                worker.use(pool);
            }
            crowd.forEach(Worker::end);
            endedAndSwept(pool, worker(), 1);
        }
        assertThat(used(pool)).isSameAs(mine);
        assertThat(pool.stats().destroyed(DestroyCause.THREAD_ENDED)).isEqualTo(150);
    }

    // --- Close

    @Test
    void closeDestroysTheObjectsOfAllThreads() throws Exception {
        PerThreadPool<Item> pool = perThread();
        used(pool);
        Worker other = worker();
        other.use(pool);
        pool.close();
        assertThat(lifecycle.destroyed()).hasSize(2);
        assertThat(pool.totalObjects()).isZero();
        assertThat(pool.clearThreadCache()).isZero();
        assertThatThrownBy(() -> used(pool)).isInstanceOf(PoolClosedException.class);
        assertThatThrownBy(() -> other.use(pool)).hasRootCauseInstanceOf(PoolClosedException.class);
        PoolAudit.checkClosed(pool);
    }

    @Test
    void clearReplacesTheObjectOfEachThread() throws Exception {
        PerThreadPool<Item> pool = perThread();
        Item before = used(pool);
        pool.control().clear();
        assertThat(used(pool)).isNotSameAs(before);
        awaitSize(pool, 1);
    }

    // --- Users' code that fails

    @Test
    void aFailingCreationTakesAnotherThreadsIdleObject() throws Exception {
        PerThreadPool<Item> pool = perThread();
        Item only = worker().use(pool);
        lifecycle.onCreate().always(Behaviour.fail(new IllegalStateException("down")));
        for (int i = 0; i < 4; i++) { // also while it backs off
            assertThat(used(pool)).isSameAs(only);
            assertThat(worker().use(pool)).isSameAs(only);
        }
        Lease<Item> lease = pool.acquire();
        CompletableFuture<Item> waiting = worker().begin(() -> used(pool));
        awaitWaiting(pool, 1);
        lease.close();
        assertThat(Waits.result(waiting)).as("what is given back serves").isSameAs(only);
        assertThat(pool.health().state()).isNotEqualTo(PoolHealth.State.UP);
        lifecycle.heal();
    }

    @Test
    void aFailingCreationFailsTheAcquireWhereNothingIsIdle() {
        PerThreadPool<Item> pool = perThread();
        lifecycle.onCreate().next(Behaviour.fail(new Hostile()));
        assertThatThrownBy(() -> used(pool)).isInstanceOf(ObjectCreationException.class);
        assertThat(pool.totalObjects()).isZero();
    }

    @Test
    void whatAResetFailsOfIsDestroyedAndTheThreadGetsAnother() throws Exception {
        PerThreadPool<Item> pool = perThread();
        lifecycle.onReset().next(Behaviour.fail(new Hostile()));
        lifecycle.onDestroy().next(Behaviour.fail(new Hostile()));
        Item first = used(pool);
        assertThat(used(pool)).isNotSameAs(first);
        Waits.untilEquals("size", 1, pool::totalObjects);
        assertThat(pool.stats().destroyed(DestroyCause.RESET_FAILED)).isEqualTo(1);
    }

    @Test
    void aThreadValidatesItsOwnObjectAndNotAnothers() throws Exception {
        PerThreadPool<Item> pool = perThread(builder -> builder.validateOnAcquire(true));
        Worker other = worker();
        Item mine = used(pool);
        Item others = other.use(pool);
        assertThat(others).isNotSameAs(mine);
        assertThat(used(pool)).isSameAs(mine);
        assertThat(other.use(pool)).isSameAs(others);
        assertThat(lifecycle.onValidate().calls()).isEqualTo(2);
    }

    @Test
    void aThreadActivatesItsOwnObject() throws Exception {
        PerThreadPool<Item> pool = perThread(builder -> builder.onAcquire(item -> {}));
        Worker other = worker();
        Item mine = used(pool);
        Item others = other.use(pool);
        assertThat(others).isNotSameAs(mine);
        assertThat(used(pool)).isSameAs(mine);
        assertThat(other.use(pool)).isSameAs(others);
    }

    /** Before JDK 19 a thread says by itself which id it has. */
    @Test
    void threadsThatSayTheyHaveTheSameIdShareNoHome() throws Exception {
        class SameId extends Thread {
            SameId(Runnable task) {
                super(task);
            }

            @Override
            @SuppressWarnings("deprecation") // that is what a thread could do
            public long getId() {
                return 4711;
            }
        }
        PerThreadPool<Item> pool = perThread();
        Worker[] twins = {worker(), worker()};
        for (int round = 0; round < 3; round++) {
            for (Worker twin : twins) {
                twin.ask(() -> {
                    Thread thread = new SameId(() -> {
                        try {
                            nested(pool, 3);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
                    thread.start();
                    thread.join();
                    return null;
                });
            }
        }
        PoolAudit.check(pool);
        sweepAfter(SECOND);
        used(pool);
    }

    // --- Settings

    @Test
    void theDefaultsAreNoBoundAndCreationByTheCaller() {
        PoolConfig config = perThread().config();
        assertThat(config.order()).isEqualTo(Order.PER_THREAD);
        assertThat(config.creation()).isEqualTo(Creation.CALLER);
        assertThat(config.maxSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(PerThreadPool.builder(Object::new)
                        .configure(Pool.builder(Object::new).maxIdleTime(MINUTE).config())
                        .name("from-config")
                        .maxSize(3)
                        .build()
                        .config())
                .satisfies(other -> {
                    assertThat(other.maxIdleTime()).isEqualTo(MINUTE);
                    assertThat(other.maxSize()).isEqualTo(3);
                    assertThat(other.name()).isEqualTo("from-config");
                    assertThat(other.order()).isEqualTo(Order.PER_THREAD);
                });
    }

    @Test
    void settingsThatContradictAreRefusedWithRuleAndValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PerThreadPool.builder(Object::new)
                        .with(pool -> pool.creation(Creation.BACKGROUND).whenExhausted(WhenExhausted.OVERFLOW))
                        .build())
                .withMessageContaining("creation (BACKGROUND) must be CALLER with order PER_THREAD")
                .withMessageContaining("whenExhausted (OVERFLOW) must be WAIT or FAIL with order PER_THREAD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PerThreadPool.builder(Object::new)
                        .with(pool -> pool.order(Order.LIFO))
                        .build())
                .withMessageContaining("order (LIFO) must be PER_THREAD in a PerThreadPool");
    }

    @Test
    void aPoolBuiltWithTheOrderIsAPerThreadPool() {
        try (Pool<Object> pool =
                        Pool.builder(Object::new).order(Order.PER_THREAD).build();
                Pool<Object> other = Pool.builder(Object::new).build()) {
            assertThat(pool).isInstanceOf(PerThreadPool.class);
            assertThat(other).isNotInstanceOf(PerThreadPool.class);
        }
    }
}
