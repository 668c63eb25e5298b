package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.SourceExhaustedException;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ScriptedLifecycle.Step;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For each cause that {@code explain()} can name, a pool that is brought into exactly that state names it, and no other;
 * and a timeout in that state says the same.
 */
class ExplanationTest extends ContractBase {

    private static final Duration SHORT = Duration.ofMillis(250);

    ExplanationTest() {
        super(new ContractSuite() {
            @Override
            protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
                return settings.apply(Pool.builder(lifecycle)).build();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void eachCauseIsNamed(Cause cause) throws Exception {
        Explanation explanation = bringAbout(cause).control().explain();
        assertThat(explanation.cause()).as(explanation.toString()).isEqualTo(cause);
        assertThat(explanation.verdict().summary()).isNotBlank();
        assertThat(explanation.verdict().cure().isBlank()).isEqualTo(cause == Cause.NONE);
        assertThat(explanation.toString()).contains(cause.name()).contains("configuration:");
    }

    private Pool<Item> bringAbout(Cause cause) throws Exception {
        return switch (cause) {
            case NONE -> nothing();
            case LEAK -> leak();
            case POOL_TOO_SMALL -> tooSmall();
            case SLOW_HOLDER -> slowHolder();
            case NESTED_ACQUIRE -> nested();
            case FACTORY_DOWN -> factoryDown();
            case SOURCE_EXHAUSTED -> sourceExhausted();
            case FACTORY_REPEATS -> factoryRepeats();
            case FACTORY_HUNG -> factoryHung();
            case FACTORY_SLOW -> factorySlow();
            case CLEANUP_HUNG -> cleanupHung();
            case OBJECTS_REJECTED -> objectsRejected();
            case EXPIRY_STORM -> expiryStorm();
            case LIFETIME_TOO_SHORT -> lifetimeTooShort();
            case HEALTH_CHECKS_FAIL -> healthChecksFail();
            case OBJECTS_DIE_EARLY -> objectsDieEarly();
            case LEASES_RECLAIMED -> leasesReclaimed();
            case SUSPENDED -> suspended();
            case CLOSED -> closed();
        };
    }

    /** Some objects out, some idle, nobody waits; one lease is long, and does no harm. */
    private Pool<Item> nothing() throws Exception {
        Pool<Item> pool = open(3);
        fill(pool, 2);
        kept(pool.acquire());
        sweepAfter(SECOND);
        sweepAfter(HOUR);
        return pool;
    }

    /** A thread has ended and its lease is still out, though somebody has the lease. */
    private Pool<Item> leak() {
        Pool<Item> pool =
                open(builder -> builder.maxSize(2).leakStacks(1)); // from JDK 21 on, stacks tell who has ended
        Threads.Actor<Lease<Item>> gone = acquirer(pool, HOUR);
        gone.result();
        join(gone.thread());
        assertThat(pool.control().explain().cause()).isEqualTo(Cause.NONE); // it may have been handed to another thread
        sweepAfter(SECOND);
        sweepAfter(MINUTE);
        return pool;
    }

    private Pool<Item> tooSmall() throws Exception {
        Pool<Item> pool = open(2);
        kept(pool.acquire());
        kept(pool.acquire());
        waiter(pool);
        return pool;
    }

    private Pool<Item> slowHolder() throws Exception {
        Pool<Item> pool = open(1);
        kept(pool.acquire());
        waiter(pool);
        sweepAfter(SECOND); // a sweep sees it
        sweepAfter(Duration.ofSeconds(12));
        return pool;
    }

    private Pool<Item> nested() {
        Pool<Item> pool = open(1);
        act(() -> {
            try (Lease<Item> first = pool.acquire()) {
                first.get().use();
                return kept(pool.acquire());
            }
        });
        awaitNested(pool);
        return pool;
    }

    /** The first acquire waits for a creation: while its wait has not ended, it may be seen as waiting and leased at once. */
    private static void awaitNested(Pool<Item> pool) {
        Waits.until("a thread to hold one and wait for another", () -> {
            PoolStats stats = pool.stats();
            return stats.waited() == 1 && stats.leased() == 1 && stats.waiting() == 1;
        });
    }

    private Pool<Item> factoryDown() {
        Pool<Item> pool = open(2);
        lifecycle.onCreate().always(Behaviour.fail(new IllegalStateException("connection refused")));
        acquirer(pool, HOUR).failure();
        return pool;
    }

    private Pool<Item> sourceExhausted() {
        Pool<Item> pool = open(2);
        lifecycle.onCreate().always(Behaviour.fail(new SourceExhaustedException("too many connections", null)));
        acquirer(pool, HOUR).failure();
        return pool;
    }

    private Pool<Item> factoryRepeats() throws Exception {
        Pool<Item> pool = open(2);
        kept(pool.acquire());
        lifecycle.onCreate().always(Behaviour.duplicate());
        acquirer(pool, HOUR).failure();
        return pool;
    }

    /** No acquire waits for a factory that repeats objects, and each says what to do about it. */
    @Test
    void noAcquireWaitsForAFactoryThatRepeatsObjects() throws Exception {
        Pool<Item> pool = factoryRepeats();
        for (int i = 0; i < 4; i++) { // in the back-off as before it
            assertThat(acquirer(pool, HOUR).failure())
                    .isInstanceOf(ObjectCreationException.class)
                    .hasStackTraceContaining("each call must make a new one");
        }
        assertThat(pool.control().explain().verdict().cure()).contains("Parser::new");
    }

    /** "Refused with 'all 1 objects are out' though none is": who is refused hears where the objects are. */
    @Test
    void whoIsRefusedHearsWhereTheObjectsAre() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.FAIL));
        Lease<Item> lease = kept(pool.acquire());
        assertThat(acquirer(pool, HOUR).failure())
                .hasMessageContaining("1 of 1 objects is leased, and whenExhausted is FAIL");
        lifecycle.onReset().always(lifecycle.never());
        act(() -> {
            lease.close();
            return true;
        });
        lifecycle.onReset().awaitInside(1);
        assertThat(acquirer(pool, HOUR).failure())
                .hasMessageContaining("0 of 1 objects are leased, 1 is being reset, and whenExhausted is FAIL");
    }

    /** The same where nobody may wait, of an object that is being destroyed. */
    @Test
    void whoMayNotWaitHearsWhereTheObjectsAre() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(1).maxWaiters(0));
        assertThat(Waits.result(pool.control().warmUp(1))).isEqualTo(1);
        Lease<Item> lease = kept(pool.acquire());
        lifecycle.onDestroy().always(lifecycle.never());
        lease.invalidate();
        lifecycle.onDestroy().awaitInside(1);
        assertThat(acquirer(pool, HOUR).failure())
                .isInstanceOf(PoolExhaustedException.class)
                .hasMessageContaining("maxWaiters is 0; 0 of 1 objects are leased, 1 is being destroyed");
    }

    /** "The same words when resets hang for less than a second." */
    @Test
    void resetThatHangsIsNamedBeforeASecondHasPassed() throws Exception {
        Pool<Item> pool = open(1);
        Lease<Item> lease = kept(pool.acquire());
        lifecycle.onReset().always(lifecycle.never());
        act(() -> {
            lease.close();
            return true;
        });
        lifecycle.onReset().awaitInside(1);
        Threads.Actor<Lease<Item>> claim = acquirer(pool, SHORT);
        awaitWaiting(pool, 1);
        Waits.until("a thread to park", () -> ticker.isParked(claim.thread()));
        advance(SHORT);
        assertThat(claim.failure()).hasMessageContaining("CLEANUP_HUNG").hasMessageContaining("1 is being cleaned");
    }

    /** "Stacks in explanations begin with the caller's frames." */
    @Test
    void stacksBeginWithTheCallersFrames() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(1).leakStacks(1));
        act(() -> {
            try (Lease<Item> first = pool.acquire()) {
                first.get().use();
                return kept(pool.acquire());
            }
        });
        awaitNested(pool);
        Holder holder = pool.control().explain().holders().get(0);
        for (List<StackTraceElement> stack : List.of(holder.acquiredAt(), holder.standsAt())) {
            assertThat(stack.get(0).getClassName()).startsWith(ExplanationTest.class.getName());
        }
    }

    private Pool<Item> factoryHung() {
        Pool<Item> pool = open(2);
        lifecycle.onCreate().always(lifecycle.never());
        waiter(pool);
        lifecycle.onCreate().awaitInside(1); // or else it is no call that hangs, but one that was never made
        sweepAfter(Duration.ofSeconds(31));
        return pool;
    }

    private Pool<Item> factorySlow() {
        Pool<Item> pool = open(2);
        lifecycle.onCreate().always(lifecycle.never());
        waiter(pool);
        advance(SHORT);
        return pool;
    }

    private Pool<Item> cleanupHung() throws Exception {
        Pool<Item> pool = open(1);
        Lease<Item> lease = kept(pool.acquire());
        lifecycle.onReset().always(lifecycle.never());
        act(() -> {
            lease.close();
            return lease;
        });
        lifecycle.onReset().awaitInside(1);
        sweepAfter(SECOND); // a sweep sees it
        sweepAfter(Duration.ofSeconds(3));
        return pool;
    }

    /** Each object is used once, and the next is not there yet. */
    private Pool<Item> expiryStorm() {
        Pool<Item> pool = open(builder -> builder.maxSize(2).maxUses(1));
        for (int i = 0; i < 4; i++) {
            acquire(pool).close();
        }
        awaitDestroyed(pool, DestroyCause.WORN, 4);
        lifecycle.onCreate().always(lifecycle.never());
        waiter(pool);
        lifecycle.onCreate().awaitInside(1);
        return pool;
    }

    /** An object is old before the next is made. */
    private Pool<Item> lifetimeTooShort() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).maxLifetime(Duration.ofSeconds(10)));
        lifecycle.onCreate().always(Behaviour.run(() -> ticker.advance(Duration.ofSeconds(12))));
        acquire(pool).close();
        Waits.until("three to expire", () -> {
            sweepAfter(SECOND);
            return pool.stats().destroyed(DestroyCause.EXPIRED) >= 3;
        });
        return pool;
    }

    private Pool<Item> healthChecksFail() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).healthCheckInterval(Duration.ofSeconds(80)));
        fill(pool, 4);
        lifecycle.on(Step.IS_HEALTHY).always(Behaviour.no());
        for (int second = 0; second < 200; second++) {
            sweepAfter(SECOND);
            awaitIdle(pool, 4);
        }
        assertThat(pool.control().explain().failures())
                .extracting(Explanation.Failure::step)
                .containsExactly(Explanation.Step.CHECK_HEALTH);
        return pool;
    }

    private Pool<Item> objectsDieEarly() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).maxLifetime(Duration.ofSeconds(10)));
        for (int i = 0; i < 12; i++) {
            acquire(pool).invalidate();
        }
        Waits.until("the last to be gone", () -> pool.stats().size() == 0);
        assertThat(pool.control().explain().cause()).isEqualTo(Cause.NONE); // none can be that old yet
        sweepAfter(Duration.ofSeconds(11));
        return pool;
    }

    private Pool<Item> leasesReclaimed() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).reclaimAfter(Duration.ofSeconds(20)));
        acquire(pool);
        sweepAfter(SECOND); // a sweep sees it
        for (int second = 0; second < 20; second++) {
            sweepAfter(SECOND);
        }
        awaitDestroyed(pool, DestroyCause.RECLAIMED, 1);
        return pool;
    }

    private static void awaitDestroyed(Pool<Item> pool, DestroyCause cause, long count) {
        Waits.untilEquals("objects to go", count, () -> pool.stats().destroyed(cause));
    }

    private Pool<Item> objectsRejected() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(2).validateOnReturn(true));
        lifecycle.onValidate().always(Behaviour.no());
        for (int i = 0; i < 4; i++) {
            pool.run(Item::use);
        }
        awaitSize(pool, 0);
        return pool;
    }

    private Pool<Item> suspended() throws Exception {
        Pool<Item> pool = open(1);
        kept(pool.acquire());
        pool.control().suspend();
        return pool;
    }

    private Pool<Item> closed() throws Exception {
        Pool<Item> pool = open(1);
        kept(pool.acquire());
        assertThat(pool.control().shutdown(HOUR)).isNotDone();
        return pool;
    }

    private static void join(Thread thread) {
        Waits.until("a thread to end", () -> !thread.isAlive());
    }

    // ---- evidence

    @Test
    void aTimeoutSaysTheCauseAndCarriesTheWhole() throws Exception {
        Pool<Item> pool = open(1);
        kept(pool.acquire());
        sweepAfter(SECOND); // a sweep sees it
        sweepAfter(Duration.ofSeconds(12));
        Threads.Actor<Lease<Item>> waiter = waiter(pool, SHORT);
        advance(SHORT);
        PoolTimeoutException timeout = (PoolTimeoutException) waiter.failure();
        assertThat(timeout.explanation().cause()).isEqualTo(Cause.SLOW_HOLDER);
        assertThat(timeout)
                .hasMessageContaining("longest hold at least 12.")
                .hasMessageContaining("by thread \"" + Thread.currentThread().getName() + "\"")
                .hasMessageContaining("likely cause: SLOW_HOLDER")
                .hasMessageContaining("which stands at ")
                .hasMessageContaining("cure: ");
        assertThat(timeout.explanation().holders()).singleElement().satisfies(holder -> {
            assertThat(holder.threadId()).isEqualTo(Thread.currentThread().getId());
            assertThat(holder.standsAt()).isNotEmpty();
        });
    }

    @Test
    void aNestedAcquireIsFoundAtItsTimeout() {
        Pool<Item> pool = open(1);
        Threads.Actor<Lease<Item>> nested = act(() -> {
            try (Lease<Item> first = pool.acquire()) {
                first.get().use();
                return kept(pool.acquire(SHORT));
            }
        });
        awaitNested(pool);
        Waits.until("the thread to park", () -> ticker.isParked(nested.thread()));
        advance(SHORT);
        PoolTimeoutException timeout = (PoolTimeoutException) nested.failure();
        assertThat(timeout.explanation().cause()).as(timeout.getMessage()).isEqualTo(Cause.NESTED_ACQUIRE);
    }

    @Test
    void aFutureThatTimesOutIsNoNestedAcquireOfWhoAsked() throws Exception {
        Pool<Item> pool = open(1);
        kept(pool.acquire());
        var future = future(pool, SHORT);
        advance(SHORT);
        PoolTimeoutException timeout = timedOut(future, PoolTimeoutException.Phase.WAITING);
        assertThat(timeout.explanation().cause()).as(timeout.getMessage()).isEqualTo(Cause.POOL_TOO_SMALL);
    }

    @Test
    void holdersWaitersAttemptsAndFailuresAreListed() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(3).leakStacks(1));
        lifecycle.onCreate().next(Behaviour.fail(new IllegalStateException("first")));
        acquirer(pool, HOUR).failure();
        advance(MINUTE);
        awaitIdle(pool, 1); // the pool has tried again by itself
        kept(pool.acquire());
        lifecycle.onCreate().always(lifecycle.never());
        waiter(pool, MINUTE);
        assertThat(future(pool, HOUR)).isNotDone();
        advance(SHORT);
        Explanation explanation = pool.control().explain();
        assertThat(explanation.holders()).singleElement().satisfies(holder -> {
            assertThat(holder.threadName()).isEqualTo(Thread.currentThread().getName());
            assertThat(holder.heldAtLeast()).isEqualTo(SHORT);
            assertThat(holder.acquiredAt().get(0).getClassName()).isEqualTo(ExplanationTest.class.getName());
            assertThat(holder.standsAt()).isNotEmpty();
        });
        assertThat(explanation.waiters()).hasSize(2);
        assertThat(explanation.waiters().get(0).waited()).isEqualTo(SHORT);
        assertThat(explanation.waiters().get(0).timeout()).isEqualTo(MINUTE);
        assertThat(explanation.waiters().get(1).isFuture()).isTrue();
        assertThat(explanation.attempts()).hasSize(2).allSatisfy(attempt -> {
            assertThat(attempt.since()).isEqualTo(SHORT);
            assertThat(attempt.onCaller()).isFalse();
        });
        assertThat(explanation.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.step()).isEqualTo(Explanation.Step.CREATE);
            assertThat(failure.failure()).hasMessage("first");
        });
        assertThat(explanation.toString())
                .contains("acquired at:")
                .contains("stands at:")
                .contains("being created for 250 ms")
                .contains("last failure of create");
    }

    @Test
    void onlyTheLongestAreListedButAllAreCounted() throws Exception {
        Pool<Item> pool = open(40);
        for (int i = 0; i < 20; i++) {
            kept(pool.acquire());
        }
        sweepAfter(SECOND); // a sweep sees them
        sweepAfter(SECOND);
        for (int i = 0; i < 20; i++) {
            kept(pool.acquire());
        }
        Explanation explanation = pool.control().explain();
        assertThat(explanation.holders())
                .hasSize(Explanation.MOST_LISTED)
                .allSatisfy(holder -> assertThat(holder.heldAtLeast()).isGreaterThanOrEqualTo(SECOND));
        assertThat(explanation.stats().leased()).isEqualTo(40);
    }

    @Test
    void aLeaseThatJustBeganIsNotLaidToTheLastHolderOfItsObject() throws Exception {
        Pool<Item> pool = open(1);
        Threads.Actor<Lease<Item>> gone = acquirer(pool, HOUR);
        gone.result().close();
        join(gone.thread());
        kept(pool.acquire());
        Explanation explanation = pool.control().explain();
        assertThat(explanation.holders())
                .singleElement()
                .satisfies(holder -> assertThat(holder.threadId())
                        .isEqualTo(Thread.currentThread().getId()));
        assertThat(explanation.cause()).isEqualTo(Cause.NONE);
    }

    @Test
    void aLeaseOfAThreadThatHasEndedIsALeakAsSoonAsSomebodyMissesTheObject() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).leakStacks(1));
        Threads.Actor<Lease<Item>> gone = acquirer(pool, HOUR);
        gone.result();
        join(gone.thread());
        waiter(pool);
        Explanation explanation = pool.control().explain();
        assertThat(explanation.cause()).as(explanation.toString()).isEqualTo(Cause.LEAK);
        assertThat(explanation.verdict().summary()).contains("which has ended");
    }
}
