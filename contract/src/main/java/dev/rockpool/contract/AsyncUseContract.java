package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * "useAsync: the lease ends when the work's stage ends, also when the result was completed from outside before; a function
 * that throws or returns null fails the result, and the lease ends." It loses nothing however it ends.
 */
abstract class AsyncUseContract extends ContractBase {

    AsyncUseContract(ContractSuite suite) {
        super(suite);
    }

    /** Work that ends when the test says so. */
    private static final class Job implements Function<Item, CompletionStage<String>> {
        final CompletableFuture<String> stage = new CompletableFuture<>();
        final CompletableFuture<Item> begun = new CompletableFuture<>();

        @Override
        public CompletionStage<String> apply(Item item) {
            begun.complete(item);
            return stage;
        }
    }

    private static void assertNothingIsLost(Pool<Item> pool) {
        assertThat(pool.stats().leased()).isZero();
        assertThat(pool.stats().waiting()).isZero();
    }

    /** What a callback of the result hears. */
    private static Throwable heardBy(CompletableFuture<?> result) {
        CompletableFuture<Throwable> heard = new CompletableFuture<>();
        var unused = result.whenComplete((value, failure) -> heard.complete(failure));
        return Waits.result(heard);
    }

    // --- The work ends

    @Test
    void leaseEndsWithTheStageAndTheResultIsTheStages() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        Job job = new Job();
        CompletableFuture<String> result = pool.useAsync(job);
        assertThat(Waits.result(job.begun).id()).isEqualTo(1);
        assertThat(pool.stats().leased()).isEqualTo(1);
        assertThat(result).isNotDone();
        job.stage.complete("done");
        assertThat(Waits.result(result)).isEqualTo("done");
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    /** "The object goes back before the result is complete." */
    @Test
    void whoHearsOfTheResultFindsTheObjectInThePool() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        Job job = new Job();
        CompletableFuture<Integer> idle =
                pool.useAsync(job).thenApply(done -> pool.stats().idle());
        job.stage.complete("done");
        assertThat(Waits.result(idle)).isEqualTo(1);
    }

    @Test
    void workThatHasEndedAtOnceGivesBackAtOnce() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Integer> id = pool.useAsync(item -> {
                item.use();
                return CompletableFuture.completedFuture(item.id());
            });
            assertThat(id).isCompletedWithValue(1);
        }
        assertNothingIsLost(pool);
    }

    @Test
    void waitsForAReturnWithoutAThread() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        Job job = new Job();
        CompletableFuture<String> result = pool.useAsync(HOUR, job);
        awaitWaiting(pool, 1);
        assertThat(job.begun).isNotDone();
        out.close();
        Waits.result(job.begun).use();
        job.stage.complete("done");
        assertThat(Waits.result(result)).isEqualTo("done");
        awaitIdle(pool, 1);
    }

    /** "No deep stacks": each one's end begins the next one's work, which has ended at once. */
    @Test
    void longChainNeedsNoDeepStack() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            results.add(pool.useAsync(HOUR, item -> {
                item.use();
                return CompletableFuture.completedFuture(item.id());
            }));
        }
        out.close();
        results.forEach(Waits::result);
        awaitIdle(pool, 1);
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    // --- The work fails

    @Test
    void failureOfTheStageIsTheResultsAndTheLeaseEnds() {
        Pool<Item> pool = open(1);
        Job job = new Job();
        CompletableFuture<String> result = pool.useAsync(job);
        Waits.result(job.begun);
        IOException failure = new IOException("broken");
        job.stage.completeExceptionally(failure);
        assertThatThrownBy(result::get).isInstanceOf(ExecutionException.class).hasCause(failure);
        assertThatThrownBy(result::join).isInstanceOf(CompletionException.class).hasCause(failure);
        assertThat(heardBy(result)).isSameAs(failure);
        awaitIdle(pool, 1);
    }

    /** A stage that depends on the one that failed wraps the failure; the result does not. */
    @Test
    void failureInsideACompletionIsUnwrapped() {
        Pool<Item> pool = open(1);
        Job job = new Job();
        CompletableFuture<Integer> result =
                pool.useAsync(item -> job.apply(item).thenApply(String::length));
        Waits.result(job.begun);
        IOException failure = new IOException("broken");
        job.stage.completeExceptionally(failure);
        assertThat(heardBy(result)).isSameAs(failure);
        awaitIdle(pool, 1);
    }

    @Test
    void cancelledStageCancelsTheResultAndTheLeaseEnds() {
        Pool<Item> pool = open(1);
        Job job = new Job();
        CompletableFuture<String> result = pool.useAsync(job);
        Waits.result(job.begun);
        job.stage.cancel(false);
        Waits.until("the result to end", result::isDone);
        assertThat(result).isCancelled();
        awaitIdle(pool, 1);
    }

    @Test
    void functionThatThrowsFailsTheResultAndTheLeaseEnds() {
        Pool<Item> pool = open(1);
        for (Error failure : List.of(new StackOverflowError(), new AssertionError("broken"))) {
            CompletableFuture<String> result = pool.useAsync(item -> {
                throw failure;
            });
            assertThat(Waits.failure(result)).isSameAs(failure);
            awaitIdle(pool, 1);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // as careless users do
    void functionThatReturnsNullFailsTheResultAndTheLeaseEnds() {
        Pool<Item> pool = open(1);
        CompletableFuture<String> result = pool.useAsync(item -> null);
        assertThat(Waits.failure(result)).isInstanceOf(NullPointerException.class);
        awaitIdle(pool, 1);
    }

    /** "If the stage cannot be asked when it ends, the object is destroyed": whoever works with it may still do so. */
    @Test
    void stageThatCannotBeAskedFailsTheResultAndCostsTheObject() {
        Pool<Item> pool = open(1);
        IllegalStateException failure = new IllegalStateException("no callbacks here");
        CompletableFuture<String> result = pool.useAsync(item -> brokenStage(failure));
        assertThat(Waits.failure(result)).isSameAs(failure);
        Waits.untilEquals("destroyed", 1, () -> lifecycle.destroyed().size());
        assertNothingIsLost(pool);
        acquire(pool).get().use();
    }

    @SuppressWarnings("unchecked")
    private static CompletionStage<String> brokenStage(RuntimeException failure) {
        return (CompletionStage<String>) Proxy.newProxyInstance(
                AsyncUseContract.class.getClassLoader(),
                new Class<?>[] {CompletionStage.class},
                (proxy, method, args) -> {
                    throw failure;
                });
    }

    // --- There is no object

    @Test
    void failureToAcquireIsTheResults() {
        Pool<Item> pool = open(1);
        acquire(pool);
        Job job = new Job();
        CompletableFuture<String> late = pool.useAsync(SECOND, job);
        awaitWaiting(pool, 1);
        advance(SECOND);
        assertThat(Waits.failure(late)).isInstanceOf(PoolTimeoutException.class);
        CompletableFuture<String> closed = pool.useAsync(job);
        var unused = pool.control().shutdown(MINUTE);
        assertThat(Waits.failure(closed)).isInstanceOf(PoolClosedException.class);
        assertThat(Waits.failure(pool.useAsync(job))).isInstanceOf(PoolClosedException.class);
        assertThat(job.begun).isNotDone();
    }

    @Test
    void badArgumentsAreReportedThroughTheResult() {
        Pool<Item> pool = open(1);
        assertThat(Waits.failure(pool.useAsync(Duration.ofNanos(-1), new Job())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // --- The result is completed from outside

    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileItWaitsCancelsTheAcquire(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        Job job = new Job();
        CompletableFuture<String> result = pool.useAsync(HOUR, job);
        awaitWaiting(pool, 1);
        outside.complete(result);
        Waits.until("the result to end", result::isDone);
        awaitWaiting(pool, 0);
        Waits.untilEquals("cancelled", 1L, () -> pool.stats().cancelled());
        out.close();
        awaitIdle(pool, 1);
        assertThat(job.begun).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileItsObjectIsCreatedCancelsTheAcquire(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        var gate = lifecycle.gate();
        lifecycle.onCreate().next(dev.rockpool.testkit.Behaviour.pass(gate));
        Job job = new Job();
        CompletableFuture<String> result = pool.useAsync(HOUR, job);
        gate.awaitInside(1);
        outside.complete(result);
        Waits.untilEquals("cancelled", 1L, () -> pool.stats().cancelled());
        gate.open();
        awaitIdle(pool, 1);
        assertThat(result).isDone();
        assertThat(job.begun).isNotDone();
    }

    /** "When the work has begun, the lease ends when its stage does, and not before." */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileItWorksKeepsTheLeaseUntilTheStageEnds(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        Job job = new Job();
        CompletableFuture<String> result = pool.useAsync(job);
        Waits.result(job.begun);
        outside.complete(result);
        Waits.until("the result to end", result::isDone);
        assertThat(pool.stats().leased()).isEqualTo(1);
        assertThat(job.stage).isNotDone();
        job.stage.complete("late");
        awaitIdle(pool, 1);
        assertThat(result.handle((value, failure) -> "late".equals(value)).join())
                .isFalse();
    }

    /** The value of who completes it first is the result's; the acquire's cancellation is not. */
    @Test
    void outsideValueWins() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<String> result = pool.useAsync(HOUR, new Job());
        assertThat(result.complete("outside")).isTrue();
        assertThat(result.complete("later")).isFalse();
        assertThat(result.cancel(true)).isFalse();
        assertThat(result).isCompletedWithValue("outside");
    }

    /** The lease is delivered, or the acquire cancelled: never both, never neither. */
    @Test
    void cancelThatRacesWithAReturnLosesNothing() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        for (int round = 0; round < 100; round++) {
            Lease<Item> out = tryAcquired(pool);
            Job job = new Job();
            CompletableFuture<String> result = pool.useAsync(HOUR, job);
            var canceller = act(() -> result.cancel(false));
            out.close();
            canceller.result();
            job.stage.complete("done");
            awaitIdle(pool, 1);
            Waits.until("the result to end", result::isDone);
        }
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    /** Who completes a stage that is derived from the result changes nothing. */
    @Test
    void derivedStageThatIsCancelledLosesNothing() {
        Pool<Item> pool = open(1);
        Job job = new Job();
        CompletableFuture<Integer> derived = pool.useAsync(job).thenApply(String::length);
        Waits.result(job.begun);
        derived.cancel(true);
        assertThat(pool.stats().leased()).isEqualTo(1);
        job.stage.complete("done");
        awaitIdle(pool, 1);
    }
}
