package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rockpool.AsyncLifecycle;
import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool of what a client makes without blocking: each step is pending until the test completes its stage. */
class AsyncPoolTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ManualTicker ticker = new ManualTicker();
    private final Client client = new Client();
    private final List<Pool<Connection>> pools = new ArrayList<>();

    private static final class Connection {}

    /** One whose connects, resets and so on are pending until they are told how they end. */
    private static final class Client implements AsyncLifecycle<Connection> {
        private final Queue<CompletableFuture<Connection>> creates = new ConcurrentLinkedQueue<>();
        private final Queue<CompletableFuture<Void>> resets = new ConcurrentLinkedQueue<>();
        private final Queue<CompletableFuture<Boolean>> validations = new ConcurrentLinkedQueue<>();
        private final Queue<CompletableFuture<Void>> destroys = new ConcurrentLinkedQueue<>();

        private static <R> CompletableFuture<R> pending(Queue<CompletableFuture<R>> stages) {
            CompletableFuture<R> stage = new CompletableFuture<>();
            stages.add(stage);
            return stage;
        }

        @Override
        public CompletionStage<Connection> create() {
            return pending(creates);
        }

        @Override
        public CompletionStage<Void> reset(Connection object) {
            return pending(resets);
        }

        @Override
        public CompletionStage<Boolean> validate(Connection object) {
            return pending(validations);
        }

        @Override
        public CompletionStage<Void> destroy(Connection object) {
            return pending(destroys);
        }

        private static <R> CompletableFuture<R> next(Queue<CompletableFuture<R>> stages) {
            Waits.until("a step to begin", () -> !stages.isEmpty());
            return stages.remove();
        }
    }

    private Pool<Connection> open(
            AsyncLifecycle<Connection> lifecycle, UnaryOperator<PoolBuilder<Connection>> settings) {
        Pool<Connection> pool = settings.apply(Pool.asyncBuilder(lifecycle)
                        .ticker(ticker)
                        .acquireTimeout(HOUR)
                        .createTimeout(LIMIT))
                .build();
        pools.add(pool);
        return pool;
    }

    private Pool<Connection> open(int maxSize) {
        return open(client, builder -> builder.maxSize(maxSize));
    }

    private static Lease<Connection> got(CompletableFuture<Lease<Connection>> future) throws Exception {
        Waits.until("a lease", future::isDone);
        return future.get();
    }

    private Lease<Connection> acquire(Pool<Connection> pool) throws Exception {
        CompletableFuture<Lease<Connection>> future = pool.acquireAsync();
        if (!future.isDone()) {
            Client.next(client.creates).complete(new Connection());
        }
        return got(future);
    }

    @AfterEach
    void closeAll() {
        for (Pool<Connection> pool : pools) {
            CompletableFuture<ShutdownReport> end = pool.control().shutdown(HOUR);
            Waits.until("the end of the pool", () -> {
                client.creates.forEach(stage -> stage.completeExceptionally(new IOException("closed")));
                client.resets.forEach(stage -> stage.complete(null));
                client.validations.forEach(stage -> stage.complete(true));
                client.destroys.forEach(stage -> stage.complete(null));
                return end.isDone();
            });
        }
    }

    @Test
    void aThousandPendingConnectsHoldNoThread() throws Exception {
        Pool<Connection> pool =
                open(client, builder -> builder.name("many").maxSize(1_000).parallelCreations(1_000));
        List<CompletableFuture<Lease<Connection>>> futures = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            futures.add(pool.acquireAsync());
        }
        Waits.until("all connects to be pending", () -> client.creates.size() == 1_000);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("rockpool-many-creator"))
                .allSatisfy(thread -> Waits.until(
                        "a creator to be idle",
                        () -> thread.getState() == Thread.State.TIMED_WAITING
                                || thread.getState() == Thread.State.TERMINATED));
        client.creates.forEach(connect -> connect.complete(new Connection()));
        for (CompletableFuture<Lease<Connection>> future : futures) {
            got(future).detach();
        }
    }

    @Test
    void aStageThatFailsIsAFailedCreationWithItsOwnCause() {
        Pool<Connection> pool = open(1);
        IOException refused = new IOException("refused");
        CompletableFuture<Lease<Connection>> future = pool.acquireAsync();
        Client.next(client.creates).completeExceptionally(new CompletionException(refused));
        Waits.until("a failure", future::isDone);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(future::get)
                .withCauseInstanceOf(ObjectCreationException.class)
                .havingRootCause()
                .isSameAs(refused);
    }

    @Test
    void whatIsThrownInsteadOfAStageAndNoStageAtAllAreFailures() {
        for (AsyncLifecycle<Connection> broken : List.<AsyncLifecycle<Connection>>of(
                () -> {
                    throw new IllegalStateException("broken");
                },
                AsyncPoolTest::noStage)) {
            CompletableFuture<Lease<Connection>> future =
                    open(broken, builder -> builder.maxSize(1)).acquireAsync();
            Waits.until("a failure", future::isDone);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(future::get)
                    .havingRootCause()
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @SuppressWarnings("NullAway") // a client that breaks the rules
    private static CompletionStage<Connection> noStage() {
        return null;
    }

    @Test
    void aConnectThatOverrunsIsAbandonedAndUsedWhenItComesWhereThereIsRoom() throws Exception {
        Pool<Connection> pool = open(2);
        CompletableFuture<Lease<Connection>> future = pool.acquireAsync();
        CompletableFuture<Connection> late = Client.next(client.creates);
        ticker.advanceAndSettle(LIMIT);
        Waits.until("the overrun", future::isCompletedExceptionally);
        late.complete(new Connection());
        Waits.until("the object", () -> pool.stats().idle() == 1);
        Lease<Connection> lease = got(pool.acquireAsync());
        assertThat(lease.get()).isSameAs(late.join());
        lease.detach();
    }

    @Test
    void aConnectThatComesAfterTheEndIsDestroyedByAStage() throws Exception {
        Pool<Connection> pool = open(1);
        CompletableFuture<Lease<Connection>> future = pool.acquireAsync();
        CompletableFuture<Connection> late = Client.next(client.creates);
        ticker.advanceAndSettle(LIMIT);
        Waits.until("the overrun", () -> pool.stats().createFailures() == 1);
        CompletableFuture<ShutdownReport> end = pool.control().shutdown(HOUR);
        Waits.until("the refusal", future::isDone);
        late.complete(new Connection());
        CompletableFuture<Void> destroy = Client.next(client.destroys);
        assertThat(end).isNotDone(); // the last destroy is pending
        destroy.complete(null);
        Waits.until("the end", end::isDone);
        assertThat(pool.stats().destroyed(DestroyCause.LATE)).isEqualTo(1);
    }

    @Test
    void nobodyGetsAnObjectBeforeItsResetHasEnded() throws Exception {
        Pool<Connection> pool = open(1);
        Lease<Connection> first = acquire(pool);
        Connection connection = first.get();
        CompletableFuture<Lease<Connection>> next = pool.acquireAsync();
        first.close();
        CompletableFuture<Void> reset = Client.next(client.resets);
        assertThat(next).isNotDone();
        assertThat(pool.tryAcquire()).isNull();
        reset.complete(null);
        Lease<Connection> second = got(next);
        assertThat(second.get()).isSameAs(connection);
        second.detach();
    }

    @Test
    void anObjectWhoseResetFailsIsDestroyedAndItsCapacityIsFreeWhenThatHasEnded() throws Exception {
        Pool<Connection> pool = open(1);
        acquire(pool).close();
        Client.next(client.resets).completeExceptionally(new IOException("no"));
        CompletableFuture<Void> destroy = Client.next(client.destroys);
        CompletableFuture<Lease<Connection>> next = pool.acquireAsync();
        assertThat(client.creates).isEmpty(); // the bound holds
        destroy.complete(null);
        Client.next(client.creates).complete(new Connection());
        got(next).detach();
        assertThat(pool.stats().destroyed(DestroyCause.RESET_FAILED)).isEqualTo(1);
    }

    @Test
    void anObjectWhoseValidationSaysNoFailsOrOverrunsIsReplaced() throws Exception {
        Pool<Connection> pool = open(
                client, builder -> builder.maxSize(1).validateOnReturn(true).validationTimeout(Duration.ofSeconds(5)));
        for (int i = 0; i < 3; i++) {
            acquire(pool).close();
            Client.next(client.resets).complete(null);
            CompletableFuture<Boolean> validation = Client.next(client.validations);
            switch (i) {
                case 0 -> validation.complete(false);
                case 1 -> validation.completeExceptionally(new IOException("gone"));
                default -> ticker.advanceAndSettle(Duration.ofSeconds(5));
            }
            Client.next(client.destroys).complete(null);
            validation.complete(true); // late, or too late to count
        }
        Waits.until("three objects to be gone", () -> pool.stats().destroyed(DestroyCause.INVALID) == 3);
        assertThat(pool.stats().validationFailures()).isEqualTo(3);
    }

    @Test
    void aStageThatEndsTwiceChangesNothing() throws Exception {
        Pool<Connection> pool = open(1);
        Lease<Connection> lease = acquire(pool);
        lease.close();
        CompletableFuture<Void> reset = Client.next(client.resets);
        reset.complete(null);
        Waits.until("the reset to end", () -> pool.stats().idle() == 1);
        reset.obtrudeException(new IOException("late"));
        Lease<Connection> again = got(pool.acquireAsync());
        assertThat(again.get()).isNotNull();
        again.detach();
        assertThat(pool.stats().resetFailures()).isZero();
    }

    @Test
    void aCreateThatBlocksIsBoundedToo() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Pool<Connection> pool = open(
                () -> {
                    begun.countDown();
                    boolean isOpen = false;
                    while (!isOpen) {
                        try {
                            gate.await();
                            isOpen = true;
                        } catch (InterruptedException e) {
                            isOpen = false;
                        }
                    }
                    return CompletableFuture.completedFuture(new Connection());
                },
                builder -> builder.maxSize(1));
        CompletableFuture<Lease<Connection>> future = pool.acquireAsync();
        begun.await();
        ticker.advanceAndSettle(LIMIT);
        Waits.until("the failure", () -> pool.stats().createFailures() == 1);
        gate.countDown();
        Waits.until(
                "an answer or an object", () -> future.isDone() || pool.stats().size() == 1);
        future.cancel(false);
        future.handle((lease, failure) -> lease == null ? null : lease.detach()).join();
    }

    // ---- Lease.destroy

    /** Destroys on a thread of its own; says whether that was interrupted. */
    private static Threads.Actor<Boolean> destroys(Lease<Connection> lease) {
        return Threads.PLATFORM.act(() -> {
            lease.destroy();
            return Thread.currentThread().isInterrupted();
        });
    }

    /** "This thread begins the stage and waits until it has completed": the capacity is free then, and not before. */
    @Test
    void destroyReturnsWhenItsStageHasCompleted() throws Exception {
        Pool<Connection> pool = open(1);
        Threads.Actor<Boolean> actor = destroys(acquire(pool));
        CompletableFuture<Void> stage = Client.next(client.destroys);
        ticker.awaitParked(actor.thread());
        assertThat(actor.isDone()).isFalse();
        assertThat(pool.stats().size()).isEqualTo(1);
        stage.complete(null);
        assertThat(actor.result()).isFalse();
        assertThat(pool.stats().size()).isZero();
        assertThat(pool.stats().destroyed(DestroyCause.INVALIDATED)).isEqualTo(1);
    }

    /** "An interrupt neither shortens the wait nor is lost." */
    @Test
    void destroyIsNotShortenedByAnInterrupt() throws Exception {
        Pool<Connection> pool = open(1);
        Threads.Actor<Boolean> actor = destroys(acquire(pool));
        CompletableFuture<Void> stage = Client.next(client.destroys);
        ticker.awaitParked(actor.thread());
        actor.thread().interrupt();
        ticker.awaitParked(actor.thread());
        assertThat(actor.isDone()).isFalse();
        stage.complete(null);
        assertThat(actor.result()).as("interrupted").isTrue();
    }

    /** "Throws what its stage failed with"; the object is gone all the same. */
    @Test
    void destroyThrowsWhatItsStageFailedWith() throws Exception {
        Pool<Connection> pool = open(1);
        Threads.Actor<Boolean> actor = destroys(acquire(pool));
        IOException failure = new IOException("goodbye was not heard");
        Client.next(client.destroys).completeExceptionally(new CompletionException(failure));
        assertThat(actor.failure()).isSameAs(failure);
        assertThat(pool.stats().size()).isZero();
    }

    /** "For createTimeout at the most": it is abandoned then, its capacity is free, and a shutdown waits for it. */
    @Test
    void destroyThatHangsIsAbandoned() throws Exception {
        Pool<Connection> pool = open(1);
        Threads.Actor<Boolean> actor = destroys(acquire(pool));
        CompletableFuture<Void> stage = Client.next(client.destroys);
        ticker.awaitParked(actor.thread());
        ticker.advance(LIMIT.minusMillis(1));
        ticker.awaitParked(actor.thread());
        assertThat(actor.isDone()).isFalse();
        ticker.advance(Duration.ofMillis(1));
        assertThat(actor.failure()).isInstanceOf(TimeoutException.class).hasMessageContaining("destroy hangs");
        assertThat(pool.stats().size()).isZero();
        CompletableFuture<ShutdownReport> end = pool.control().shutdown(HOUR);
        assertThat(end).isNotDone();
        stage.complete(null);
        Waits.until("the end", end::isDone);
        assertThat(end.get().unfinishedCleanups()).isZero();
    }

    @Test
    void stepsInCodeAreRefusedAsTheyBlock() {
        PoolBuilder<Connection> builder = Pool.asyncBuilder(client);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.onReset(object -> {}))
                .withMessage("onReset is for lifecycles that block; override reset of the AsyncLifecycle instead");
        assertThatIllegalStateException().isThrownBy(() -> builder.validateWith(object -> true));
        assertThatIllegalStateException().isThrownBy(() -> builder.healthWith(object -> true));
        assertThatIllegalStateException().isThrownBy(() -> builder.onDestroy(object -> {}));
    }

    @Test
    void settingsThatWouldHaveAThreadWaitAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.asyncBuilder(client)
                        .creation(Creation.CALLER)
                        .resetInBackground(false)
                        .validateOnReturn(true)
                        .validationTimeout(Duration.ZERO)
                        .build())
                .withMessageContaining("creation (CALLER) must be BACKGROUND")
                .withMessageContaining("resetInBackground (false) must be true")
                .withMessageContaining("validationTimeout (PT0S) must be longer than zero");
        assertThat(Pool.asyncBuilder(client).config().resetInBackground()).isTrue();
    }
}
