package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolClosedException;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * "Where the futures of acquireAsync are completed when they had to wait. Default: on the thread that has the object.
 * Should the executor refuse, that thread does it after all." Beyond what {@link EngineOnlyTest} says of it.
 */
class CallbackExecutorTest extends ContractBase {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean isSlow = true;

    CallbackExecutorTest() {
        super(new ContractSuite() {
            @Override
            protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
                return settings.apply(Pool.builder(lifecycle)).build();
            }
        });
    }

    private Pool<Item> open(int maxSize, Executor executor) {
        return open(builder -> builder.maxSize(maxSize).callbackExecutor(executor));
    }

    /** A pool whose executor runs nothing before {@link #runTasks}. */
    private Pool<Item> openWithSlowExecutor() {
        return open(1, task -> {
            if (isSlow) {
                tasks.add(task);
            } else {
                task.run();
            }
        });
    }

    @AfterEach
    void runWhatIsLeft() {
        isSlow = false;
        tasks.forEach(Runnable::run);
    }

    private void runTasks(int count) {
        for (int i = 0; i < count; i++) {
            Waits.until("a task for the executor", () -> !tasks.isEmpty());
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
        }
    }

    private Executor threadPerTask() {
        return task -> act(() -> {
            task.run();
            return true;
        });
    }

    /** "When they had to wait": for a return. */
    @Test
    void executorCompletesWhatWaitedForAReturn() {
        Pool<Item> pool = openWithSlowExecutor();
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool);
        out.close();
        assertThat(future).isNotDone();
        assertThat(tasks).hasSize(1);
        runTasks(1);
        served(future).get().use();
    }

    /** "When they had to wait": for a creation. */
    @Test
    void executorCompletesWhatWaitedForACreation() {
        Pool<Item> pool = openWithSlowExecutor();
        CompletableFuture<Lease<Item>> future = future(pool);
        runTasks(1);
        served(future).get().use();
    }

    /** "When they had to wait": in vain, for a deadline. */
    @Test
    void executorCompletesWhatWaitedForItsDeadline() {
        Pool<Item> pool = openWithSlowExecutor();
        acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool, SECOND);
        advance(SECOND);
        runTasks(1);
        timedOut(future, WAITING);
    }

    /** "When they had to wait": in vain, for a creation that failed. */
    @Test
    void executorCompletesWhatWaitedForAFailedCreation() {
        Pool<Item> pool = openWithSlowExecutor();
        lifecycle.onCreate().next(Behaviour.fail(new IOException("refused")));
        CompletableFuture<Lease<Item>> future = future(pool);
        runTasks(1);
        assertThat(Waits.failure(future)).isInstanceOf(ObjectCreationException.class);
    }

    /** "When they had to wait": in vain, until the pool was closed. */
    @Test
    void executorCompletesWhatWaitedForTheEnd() {
        Pool<Item> pool = openWithSlowExecutor();
        acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool);
        var unused = pool.control().shutdown(MINUTE);
        runTasks(1);
        assertThat(Waits.failure(future)).isInstanceOf(PoolClosedException.class);
    }

    /** "When they had to wait": else the caller has its future completed at once. */
    @Test
    void executorIsNotAskedWhenAnObjectIsIdle() {
        Pool<Item> pool = openWithSlowExecutor();
        fill(pool, 1);
        assertThat(future(pool)).isCompleted();
        assertThat(tasks).isEmpty();
    }

    /** The same in other words: an executor refuses by throwing, whatever it throws. */
    @Test
    void failureOfTheExecutorIsSurvived() {
        Pool<Item> pool = open(1, task -> {
            throw new IllegalStateException("shut down");
        });
        CompletableFuture<Lease<Item>> created = future(pool);
        Lease<Item> out = served(created);
        CompletableFuture<Lease<Item>> returned = future(pool);
        CompletableFuture<Lease<Item>> late = future(pool, SECOND);
        out.close();
        served(returned).get().use();
        advance(SECOND);
        timedOut(late, WAITING);
        CompletableFuture<Lease<Item>> last = future(pool);
        var unused = pool.control().shutdown(MINUTE);
        assertThat(Waits.failure(last)).isInstanceOf(PoolClosedException.class);
    }

    /** "At any stage of it": the object is with the executor. What was meant for it goes to the next waiter. */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileItIsWithTheExecutorLosesNothing(OutsideCompletion outside) {
        Pool<Item> pool = openWithSlowExecutor();
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> gone = future(pool);
        CompletableFuture<Lease<Item>> next = waiter(pool).outcome();
        out.close();
        outside.complete(gone);
        Waits.until("the future to end", gone::isDone);
        runTasks(1);
        assertThat(served(next).get().id()).isEqualTo(1);
        assertThat(pool.stats().cancelled()).isEqualTo(1);
        assertThat(pool.stats().acquired()).isEqualTo(2);
    }

    /** "So they must not block; where they do, set callbackExecutor": then they hold up nobody, however many. */
    @Test
    void callbacksThatHangOnTheExecutorHoldNobodyUp() {
        Pool<Item> pool = open(1, threadPerTask());
        Lease<Item> out = acquire(pool);
        Gate gate = lifecycle.gate();
        List<CompletableFuture<Void>> hanging = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            hanging.add(future(pool, SECOND).handle((lease, failure) -> {
                gate.pass();
                return nothing();
            }));
        }
        advance(SECOND);
        gate.awaitInside(12);
        CompletableFuture<Lease<Item>> late = future(pool, SECOND);
        advance(SECOND);
        timedOut(late, WAITING);
        CompletableFuture<Lease<Item>> next = future(pool);
        out.close();
        served(next).close();
        Waits.result(pool.control().shutdown(MINUTE));
        assertThat(hanging).noneMatch(CompletableFuture::isDone);
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static Void nothing() {
        return null;
    }

    /** Closing a pool: "called by a thread that … runs its callbacks, it begins the shutdown and does not wait." */
    @Test
    void closeInACallbackOnTheExecutorDoesNotWaitForItself() {
        Pool<Item> pool = open(1, threadPerTask());
        Lease<Item> out = acquire(pool);
        CompletableFuture<Boolean> closed = future(pool).thenApply(lease -> {
            pool.close();
            lease.close();
            return true;
        });
        out.close();
        assertThat(Waits.result(closed)).isTrue();
    }

    // --- An executor that is dead

    /** A pool whose executor takes everything and does nothing. */
    private Pool<Item> openWithDeadExecutor(int maxSize) {
        return open(maxSize, task -> {});
    }

    /** "A lease that was not delivered by the acquire's deadline is taken back, its object goes to the next." */
    @Test
    void droppedDeliveryIsTakenBackAtTheDeadline() {
        Pool<Item> pool = openWithDeadExecutor(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> dropped = future(pool, SECOND);
        CompletableFuture<Thread> thread = dropped.handle((lease, failure) -> Thread.currentThread());
        CompletableFuture<Lease<Item>> next = waiter(pool).outcome();
        out.close();
        assertThat(dropped).isNotDone();
        advance(SECOND);
        timedOut(dropped, WAITING);
        assertThat(Waits.result(thread).getName()).contains("-callback-");
        assertThat(served(next).get().id()).isEqualTo(1);
        assertThat(pool.stats().cancelled()).isZero();
        assertThat(pool.stats().timeouts()).isEqualTo(1);
    }

    /** "Or before the pool is closed." */
    @Test
    void droppedDeliveryIsTakenBackWhenThePoolIsClosed() {
        Pool<Item> pool = openWithDeadExecutor(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> dropped = pool.acquireAsync(Duration.ofDays(365 * 1_000));
        out.close();
        CompletableFuture<?> end = pool.control().shutdown(MINUTE);
        assertThat(Waits.failure(dropped)).isInstanceOf(PoolClosedException.class);
        Waits.result(end);
        assertThat(lifecycle.destroyed()).hasSize(1);
    }

    /** "So does a future that the executor was to tell of a failure, after a second." */
    @Test
    void droppedFailureIsToldByThePool() {
        Pool<Item> pool = openWithDeadExecutor(1);
        acquire(pool);
        CompletableFuture<Lease<Item>> late = future(pool, SECOND);
        CompletableFuture<Lease<Item>> closed = future(pool);
        advance(SECOND);
        Waits.untilEquals("waiting", 1, () -> pool.stats().waiting());
        assertThat(late.cancel(false)).isFalse(); // it has timed out already, and says so soon
        assertThat(late).isNotDone();
        advance(SECOND);
        timedOut(late, WAITING);
        var unused = pool.control().shutdown(MINUTE);
        assertThat(closed.complete(null)).isFalse();
        advance(SECOND);
        assertThat(Waits.failure(closed)).isInstanceOf(PoolClosedException.class);
        assertThat(pool.stats().cancelled()).isZero();
    }

    /** Whatever completes from outside what a dead executor was given loses nothing and waits for nobody. */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileItIsWithADeadExecutorLosesNothing(OutsideCompletion outside) {
        Pool<Item> pool = openWithDeadExecutor(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> gone = future(pool);
        out.close();
        outside.complete(gone);
        Waits.until("the future to end", gone::isDone);
        awaitIdle(pool, 1);
        assertThat(pool.stats().cancelled()).isEqualTo(1);
    }

    /** The text of what a refusing executor throws is other people's code, too. */
    @Test
    void refusalWhoseTextThrowsIsSurvived() {
        Pool<Item> pool = open(1, task -> {
            throw new RejectedExecutionException("no") {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("no text");
                }

                @Override
                public String toString() {
                    throw new StackOverflowError("no text");
                }
            };
        });
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> returned = future(pool);
        CompletableFuture<Lease<Item>> late = future(pool, SECOND);
        advance(SECOND);
        timedOut(late, WAITING);
        out.close();
        served(returned).get().use();
    }

    /** "Each kind of log line has a rate limit": one line for a thousand refusals. */
    @Test
    void refusalsAreLoggedOnceInAWhile() {
        try (LogLines log = new LogLines()) {
            Pool<Item> pool = open(1, task -> {
                throw new RejectedExecutionException("shut down");
            });
            Lease<Item> out = acquire(pool);
            List<CompletableFuture<Void>> ends = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                ends.add(future(pool).thenAccept(Lease::close));
            }
            out.close();
            ends.forEach(Waits::result);
            assertThat(log.with("callback executor")).hasSize(1);
        }
    }

    /** An executor may run a task twice, or run it and then refuse it: the lease is delivered once. */
    @Test
    void deliveryThatIsRunTwiceDeliversOnce() {
        Pool<Item> pool = open(1, task -> {
            task.run();
            task.run();
            throw new RejectedExecutionException("and yet it ran");
        });
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> first = future(pool);
        CompletableFuture<Lease<Item>> second = future(pool);
        out.close();
        served(first).get().use();
        assertThat(second).isNotDone();
        first.join().close();
        served(second).get().use();
        assertThat(pool.stats().acquired()).isEqualTo(3);
    }
}
