package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Promise 5, order of cleaning: "reset → validate → publish. A failing reset or validation counts, then destroys, then
 * frees capacity and wakes a waiter; the caller that returned it sees no exception. Any Throwable from a step is a failure
 * of that step."
 */
abstract class ReturnContract extends ContractBase {

    ReturnContract(ContractSuite suite) {
        super(suite);
    }

    @Test
    void objectIsResetThenValidatedThenPublished() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnReturn(true));
        lifecycle.keepJournal();
        acquire(pool).close();
        assertThat(lifecycle.journal()).containsExactly("CREATE", "RESET 1", "VALIDATE 1");
        tryAcquired(pool);
    }

    @Test
    void nextHolderSeesACleanObject() {
        Pool<Item> pool = open(1);
        Lease<Item> first = acquire(pool);
        first.get().use();
        CompletableFuture<Lease<Item>> next = waitAt(WaiterKind.THREAD, pool);
        first.close();
        assertThat(served(next).get().isDirty()).isFalse();
    }

    /** "Before anyone sees it." */
    @Test
    void nobodySeesAnObjectInReset() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onReset().next(Behaviour.pass(gate));
        Lease<Item> lease = acquire(pool);
        Threads.Actor<Boolean> closer = closer(lease);
        gate.awaitInside(1);
        assertThat(pool.tryAcquire()).isNull();
        assertThat(pool.stats().idle()).isZero();
        assertThat(pool.stats().released()).isEqualTo(1);
        gate.open();
        closer.result();
        tryAcquired(pool);
    }

    private Threads.Actor<Boolean> closer(Lease<Item> lease) {
        return act(() -> {
            lease.close();
            return true;
        });
    }

    static List<Arguments> failures() {
        return List.of(
                Arguments.of(new IOException("checked")),
                Arguments.of(new IllegalStateException("unchecked")),
                Arguments.of(new InterruptedException("interrupted")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failingResetDestroysAndTheCallerSeesNothing(Exception failure) {
        Pool<Item> pool = open(1);
        lifecycle.onReset().next(Behaviour.fail(failure));
        closer(acquire(pool)).result();
        awaitSize(pool, 0);
        assertThat(pool.stats().resetFailures()).isEqualTo(1);
        assertThat(pool.stats().destroyed(DestroyCause.RESET_FAILED)).isEqualTo(1);
        assertThat(listener.await("resetFailed", 1).get(0).detail()).isSameAs(failure);
        assertThat(listener.await("destroyed", 1).get(0).detail()).isEqualTo(DestroyCause.RESET_FAILED);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failingValidationOnReturnDestroysAndTheCallerSeesNothing(Exception failure) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnReturn(true));
        lifecycle.onValidate().next(Behaviour.fail(failure));
        closer(acquire(pool)).result();
        awaitSize(pool, 0);
        assertThat(pool.stats().validationFailures()).isEqualTo(1);
        assertThat(pool.stats().destroyed(DestroyCause.INVALID)).isEqualTo(1);
        assertThat(listener.await("validationFailed", 1).get(0).detail()).isSameAs(failure);
    }

    /** "Errors included"; on a thread of the pool, lest the test's own handler hears of it. */
    @Test
    void errorInAStepIsAFailureOfThatStep() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).resetInBackground(true));
        AssertionError failure = new AssertionError("an Error on purpose");
        lifecycle.onReset().next(Behaviour.fail(failure));
        lifecycle.onDestroy().next(Behaviour.fail(failure));
        Lease<Item> lease = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(WaiterKind.FUTURE, pool);
        lease.close();
        assertThat(served(next).get().id()).isEqualTo(2);
        assertThat(listener.await("resetFailed", 1).get(0).detail()).isSameAs(failure);
        assertThat(listener.await("destroyFailed", 1).get(0).detail()).isSameAs(failure);
    }

    @Test
    void validationThatSaysNoOnReturnDestroys() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnReturn(true));
        lifecycle.onValidate().next(Behaviour.no());
        acquire(pool).close();
        awaitSize(pool, 0);
        assertThat(pool.stats().destroyed(DestroyCause.INVALID)).isEqualTo(1);
        assertThat(listener.await("validationFailed", 1).get(0).detail()).isNull();
    }

    /** A validation on return that hangs holds the returning thread for validationTimeout at the most. */
    @Test
    void hungValidationOnReturnIsAbandoned() {
        Pool<Item> pool = open(builder -> builder.maxSize(1)
                .validateOnReturn(true)
                .validationTimeout(SECOND)
                .createTimeout(MINUTE));
        lifecycle.onValidate().next(lifecycle.never());
        Lease<Item> lease = acquire(pool);
        Threads.Actor<Boolean> closer = closer(lease);
        lifecycle.onValidate().awaitInside(1);
        CompletableFuture<Lease<Item>> next = waitAt(WaiterKind.THREAD, pool);
        advance(SECOND);
        closer.result();
        assertThat(served(next).get().id()).isEqualTo(2);
        assertThat(pool.stats().destroyed(DestroyCause.INVALID)).isEqualTo(1);
    }

    /** "With timeout zero it runs on the caller." */
    @Test
    void validationOnReturnWithoutTimeoutRunsOnTheCaller() {
        Pool<Item> pool =
                open(builder -> builder.maxSize(1).validateOnReturn(true).validationTimeout(Duration.ZERO));
        Threads.Actor<Boolean> closer = closer(acquire(pool));
        closer.result();
        assertThat(lifecycle.onValidate().lastThread()).isSameAs(closer.thread());
    }

    /** "The reset runs on the calling thread unless resetInBackground is set." */
    @Test
    void resetRunsOnTheThreadThatGivesBack() {
        Pool<Item> pool = open(1);
        Threads.Actor<Boolean> closer = closer(acquire(pool));
        closer.result();
        assertThat(lifecycle.onReset().lastThread()).isSameAs(closer.thread());
        tryAcquired(pool);
    }

    @Test
    void resetInBackgroundHoldsNobody() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).resetInBackground(true));
        Gate gate = lifecycle.gate();
        lifecycle.onReset().next(Behaviour.pass(gate));
        Lease<Item> lease = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(WaiterKind.THREAD, pool);
        lease.close(); // on this thread: would hang here
        gate.awaitInside(1);
        assertThat(next).isNotDone();
        gate.open();
        assertThat(served(next).get().id()).isEqualTo(1);
    }

    /** "A background reset has the same time" as a creation. */
    @Test
    void hungResetInBackgroundIsAbandoned() {
        Pool<Item> pool =
                open(builder -> builder.maxSize(1).resetInBackground(true).createTimeout(MINUTE));
        lifecycle.onReset().next(lifecycle.never());
        Lease<Item> lease = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(WaiterKind.FUTURE, pool);
        lease.close();
        lifecycle.onReset().awaitInside(1);
        advance(MINUTE);
        assertThat(served(next).get().id()).isEqualTo(2);
        assertThat(pool.stats().destroyed(DestroyCause.RESET_FAILED)).isEqualTo(1);
    }

    @Test
    void invalidatedObjectIsDestroyedOnce() {
        Pool<Item> pool = open(1);
        Lease<Item> lease = acquire(pool);
        lease.invalidate();
        lease.invalidate();
        lease.close();
        awaitSize(pool, 0);
        assertThat(lifecycle.onDestroy().calls()).isEqualTo(1);
        assertThat(lifecycle.onReset().calls()).isZero();
        assertThat(pool.stats().destroyed(DestroyCause.INVALIDATED)).isEqualTo(1);
        assertThat(pool.stats().released()).isEqualTo(1);
    }

    /** "It is destroyed on a thread of the pool." */
    @Test
    void objectIsDestroyedOnAThreadOfThePool() {
        Pool<Item> pool = open(1);
        acquire(pool).invalidate();
        awaitSize(pool, 0);
        assertThat(lifecycle.onDestroy().lastThread().getName()).startsWith("rockpool-" + nameInThreads(pool) + "-");
    }

    @Test
    void failingDestroyIsReportedAndTheObjectIsGone() {
        Pool<Item> pool = open(1);
        IOException failure = new IOException("destroy");
        lifecycle.onDestroy().next(Behaviour.fail(failure));
        acquire(pool).invalidate();
        awaitSize(pool, 0);
        assertThat(listener.await("destroyFailed", 1).get(0).detail()).isSameAs(failure);
        assertThat(pool.stats().destroyed()).isEqualTo(1);
    }

    /** "The pool forgets it, never destroys it, and its capacity is free at once." */
    @Test
    void detachedObjectIsTheCallersOwn() {
        Pool<Item> pool = open(1);
        Lease<Item> lease = acquire(pool);
        Item item = lease.get();
        assertThat(lease.detach()).isSameAs(item);
        assertThat(pool.stats().size()).isZero();
        assertThat(pool.stats().detached()).isEqualTo(1);
        assertThat(pool.stats().released()).isEqualTo(1);
        assertThat(acquire(pool).get()).isNotSameAs(item);
        assertThat(item.isDestroyed()).isFalse();
    }

    /** "How many idle objects the pool keeps at the most; one that comes back on top of them is destroyed." */
    @Test
    void objectBeyondMaxIdleIsDestroyed() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).maxIdle(1));
        List<Lease<Item>> out = acquire(pool, 3);
        out.forEach(Lease::close);
        awaitSize(pool, 1);
        assertThat(pool.stats().destroyed(DestroyCause.SURPLUS)).isEqualTo(2);
    }
}
