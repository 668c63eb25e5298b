package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Pools that look like one thing and are another: verdicts that were wrong once, and what was not told. */
class VerdictTest extends ContractBase {

    private static final Duration SHORT = Duration.ofMillis(250);

    VerdictTest() {
        super(new ContractSuite() {
            @Override
            protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
                return settings.apply(Pool.builder(lifecycle)).build();
            }
        });
    }

    private static void is(Cause cause, Explanation explanation) {
        assertThat(explanation.cause()).as(explanation.toString()).isEqualTo(cause);
    }

    // ---- false verdicts

    /** Threads that hold and close one object at a time never nest, however busy the pool is. */
    @Test
    void aBusyPoolIsNotNested() throws Exception {
        Pool<Object> pool = Pool.builder(Object::new).name("busy").maxSize(2).build();
        AtomicBoolean ends = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                while (!ends.get()) {
                    try (Lease<Object> lease = pool.acquire()) {
                        assertThat(lease.get()).isNotNull();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        int nested = 0;
        Explanation last = null;
        int asked = 0;
        while (asked < 500) {
            Explanation explanation = pool.control().explain();
            asked++;
            if (explanation.cause() == Cause.NESTED_ACQUIRE) {
                nested++;
                last = explanation;
            }
        }
        ends.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        pool.close();
        assertThat(nested).as("of " + asked + ": " + last).isZero();
    }

    /** The factory hangs, and the pool has room for three more: that the thread holds one object is not why it waits. */
    @Test
    void aHungFactoryIsNotANestedAcquire() {
        Pool<Item> pool = open(4);
        holdsOneAndWaits(pool, () -> lifecycle.onCreate().always(lifecycle.never()));
        lifecycle.onCreate().awaitInside(1);
        sweepAfter(Duration.ofSeconds(31));
        is(Cause.FACTORY_HUNG, pool.control().explain());
    }

    @Test
    void aFactoryThatIsDownIsNotANestedAcquire() {
        Pool<Item> pool = open(4);
        holdsOneAndWaits(
                pool,
                () -> lifecycle.onCreate().always(Behaviour.fail(new IllegalStateException("connection refused"))));
        Waits.until("the failure", () -> pool.stats().createFailures() > 0);
        is(Cause.FACTORY_DOWN, pool.control().explain());
    }

    private void holdsOneAndWaits(Pool<Item> pool, Runnable between) {
        act(() -> {
            try (Lease<Item> first = pool.acquire()) {
                first.get().use();
                between.run();
                return kept(pool.acquire());
            }
        });
        Waits.until("one held and one waited for", () -> {
            PoolStats stats =
                    pool.stats(); // the first wait, for a creation, has ended: else it may be seen with its lease
            return stats.waited() > 0 && stats.leased() == 1 && stats.waiting() == 1;
        });
    }

    /** A hung validator is the usual face of a hung server; nothing else is the matter here. */
    @Test
    void aHungValidationIsNamedWhereThereIsRoomForMore() {
        Pool<Item> pool = open(builder -> builder.maxSize(10)
                .validateOnAcquire(ValidateOnAcquire.always())
                .validationTimeout(MINUTE));
        fill(pool, 1);
        lifecycle.onValidate().always(lifecycle.never());
        Threads.Actor<Lease<Item>> actor = acquirer(pool, Duration.ofSeconds(5));
        lifecycle.onValidate().awaitInside(1);
        sweepAfter(SECOND); // a sweep sees it
        sweepAfter(Duration.ofSeconds(5));
        PoolTimeoutException timeout = timedOut(actor.outcome(), PoolTimeoutException.Phase.VALIDATING);
        is(Cause.CLEANUP_HUNG, timeout.explanation());
    }

    /** No object is out, one may be, one is wanted: whatever it is, the pool is not too small. */
    @Test
    void aPoolIsNotTooSmallForOne() {
        Pool<Item> pool = open(builder ->
                builder.maxSize(1).validateOnAcquire(ValidateOnAcquire.always()).validationTimeout(MINUTE));
        fill(pool, 1);
        lifecycle.onValidate().always(lifecycle.never());
        Threads.Actor<Lease<Item>> actor = acquirer(pool, SHORT);
        lifecycle.onValidate().awaitInside(1);
        Waits.until("the thread to park", () -> ticker.isParked(actor.thread()));
        advance(SHORT);
        PoolTimeoutException timeout = timedOut(actor.outcome(), PoolTimeoutException.Phase.VALIDATING);
        assertThat(timeout.explanation().cause()).as(timeout.getMessage()).isNotEqualTo(Cause.POOL_TOO_SMALL);
    }

    /** The executor that should complete the future does not run: no reset, validation or destroy is in progress. */
    @Test
    void aStalledCallbackExecutorIsNoHungCleanup() {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        Pool<Item> pool = open(builder -> builder.maxSize(1).callbackExecutor(tasks::add));
        CompletableFuture<Lease<Item>> granted = future(pool);
        Waits.until("the delivery", () -> !tasks.isEmpty());
        sweepAfter(SECOND);
        sweepAfter(Duration.ofSeconds(3));
        Explanation explanation = pool.control().explain();
        tasks.forEach(Runnable::run);
        served(granted);
        assertThat(explanation.cause()).as(explanation.toString()).isNotEqualTo(Cause.CLEANUP_HUNG);
    }

    /** All leases are lost by threads that have ended: the number in the summary is that of the leases. */
    @Test
    void allLeasesOfEndedThreadsAreCounted() {
        Pool<Item> pool =
                open(builder -> builder.maxSize(20).leakStacks(1)); // from JDK 21 on, stacks tell who has ended
        for (int i = 0; i < 20; i++) {
            Threads.Actor<Lease<Item>> gone = acquirer(pool, HOUR);
            gone.result();
            Waits.until("the thread to end", () -> !gone.thread().isAlive());
        }
        waiter(pool);
        Explanation explanation = pool.control().explain();
        is(Cause.LEAK, explanation);
        assertThat(explanation.verdict().summary()).startsWith("20 leases");
    }

    /** Each second acquire is refused: the pool is too small, though nobody waits. */
    @Test
    void aPoolThatRefusesAllIsTooSmall() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.FAIL));
        kept(pool.acquire());
        for (int i = 0; i < 100; i++) {
            Assertions.assertThatThrownBy(pool::acquire).isInstanceOf(PoolExhaustedException.class);
        }
        is(Cause.POOL_TOO_SMALL, pool.control().explain());
    }

    /** Holds take five seconds here, as all that have ended did; somebody has reset the statistics. */
    @Test
    void aUsualHoldIsNotSlowBecauseStatisticsWereReset() throws Exception {
        statsWereReset = true;
        Pool<Item> pool = open(1);
        for (int i = 0; i < 3; i++) {
            Lease<Item> lease = pool.acquire();
            sweepAfter(Duration.ofSeconds(5));
            lease.close();
        }
        pool.control().resetStats();
        Lease<Item> usual = pool.acquire(); // 4th to 256th are not in the sample
        sweepAfter(Duration.ofSeconds(5));
        usual.close();
        assertThat(pool.stats().released()).isEqualTo(1);
        kept(pool.acquire());
        waiter(pool);
        sweepAfter(SECOND);
        sweepAfter(Duration.ofSeconds(2));
        Explanation explanation = pool.control().explain();
        assertThat(explanation.verdict().summary()).doesNotContain("no hold to compare with has ended yet");
        is(Cause.POOL_TOO_SMALL, explanation);
    }

    /** A hold of a minute where half end within milliseconds is long, whatever the user wants to be warned of. */
    @Test
    void aHighHoldWarningDoesNotHideASlowHolder() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(1).holdWarning(HOUR));
        Lease<Item> quick = pool.acquire();
        sweepAfter(Duration.ofMillis(10));
        quick.close();
        kept(pool.acquire());
        waiter(pool);
        sweepAfter(SECOND);
        sweepAfter(MINUTE);
        is(Cause.SLOW_HOLDER, pool.control().explain());
    }

    /** Four users who keep their object, four objects, nobody waits or ever did: nothing is the matter. */
    @Test
    void objectsThatAreKeptAndThatNobodyMissesAreNoSlowHolders() throws Exception {
        Pool<Item> pool = open(4);
        for (int i = 0; i < 4; i++) {
            kept(pool.acquire());
        }
        sweepAfter(SECOND);
        sweepAfter(MINUTE);
        assertThat(pool.control().explain().cause()).isNotEqualTo(Cause.SLOW_HOLDER);
    }

    /** The threads of a server live on: what they lost before, they have most likely lost again. */
    @Test
    void aLeakByAThreadThatLivesOnIsNamedIfThereWereLeaksBefore() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(1).leaks(Leaks.on().prompt()));
        loseOne(pool);
        Waits.until("the leak to be found", () -> {
            collect();
            advance(SECOND);
            return pool.stats().leaks() == 1;
        });
        kept(pool.acquire()); // the test keeps it from the collector
        waiter(pool);
        sweepAfter(SECOND);
        sweepAfter(MINUTE);
        Explanation explanation = pool.control().explain();
        assertThat(explanation.verdict().toString()).as(explanation.toString()).containsIgnoringCase("lost");
    }

    private static void loseOne(Pool<Item> pool) throws InterruptedException {
        pool.acquire().get().use();
    }

    private static void collect() {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        Waits.until("a collection", () -> {
            System.gc();
            return canary.get() == null;
        });
    }

    // ---- words

    @Test
    void withoutHistogramsItIsNotSaidThatNoHoldHasEnded() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(1).histograms(false));
        fill(pool, 1);
        kept(pool.acquire());
        waiter(pool);
        assertThat(pool.control().explain().verdict().summary())
                .doesNotContain("no hold to compare with has ended yet");
    }

    /** Virtual threads have no name unless they are given one: their number must be said then. */
    @Test
    void aThreadWithoutANameIsShownByItsNumber() {
        Pool<Item> pool = open(1);
        AtomicReference<Lease<Item>> lease = new AtomicReference<>();
        AtomicBoolean ends = new AtomicBoolean();
        Thread nameless = new Thread(
                null,
                () -> {
                    try {
                        lease.set(kept(pool.acquire()));
                        while (!ends.get()) {
                            Thread.onSpinWait();
                        }
                    } catch (InterruptedException never) {
                        Thread.currentThread().interrupt();
                    }
                },
                "");
        nameless.start();
        Waits.until("the lease", () -> lease.get() != null);
        String text = pool.control().explain().toString();
        ends.set(true);
        assertThat(text).contains("#" + nameless.getId()).doesNotContain("thread \"\"");
    }

    // ---- hold warnings

    /** {@code heldAtLeast} is "at least", also when the lease has ended. */
    @Test
    void anEndedLongHoldWasHeldForAtLeastWhatIsTold() throws Exception {
        Pool<Item> pool = open(builder -> builder.holdWarning(Duration.ofSeconds(8)));
        long start = ticker.nanoTime();
        Lease<Item> lease = kept(pool.acquire());
        sweepAfter(SECOND);
        sweepAfter(Duration.ofSeconds(8));
        listener.await("heldTooLong", 1);
        lease.close();
        Duration held = Duration.ofNanos(ticker.nanoTime() - start);
        sweepAfter(MINUTE); // a late sweep (a busy machine, a long pause); at the best it is a second
        Holder ended = (Holder) listener.await("heldTooLongEnded", 1).get(0).detail();
        assertThat(ended.heldAtLeast()).isLessThanOrEqualTo(held);
    }

    /** "A lease of which heldTooLong was told has ended after all, in whatever way but by being lost": told, at the end, too. */
    @Test
    void aLongHoldThatEndsWithThePoolIsTold() throws Exception {
        Pool<Item> pool = open(builder -> builder.holdWarning(Duration.ofSeconds(8)));
        Lease<Item> lease = kept(pool.acquire());
        sweepAfter(SECOND);
        sweepAfter(Duration.ofSeconds(8));
        listener.await("heldTooLong", 1);
        CompletableFuture<?> closed = pool.control().shutdown(HOUR);
        lease.close();
        Waits.result(closed);
        advance(SECOND);
        listener.await("heldTooLongEnded", 1);
    }

    // ---- health

    /** "Hears each change of the state", though nobody asks for health() meanwhile. */
    @Test
    void theListenerHearsThatTheLastObjectIsGoingWhileCreationFails() throws Exception {
        Pool<Item> pool = open(2);
        Lease<Item> lease = kept(pool.acquire());
        lifecycle.onCreate().always(Behaviour.fail(new IllegalStateException("connection refused")));
        waiter(pool);
        listener.await("healthChanged", 1); // DEGRADED: one object still serves
        lifecycle.onDestroy().always(lifecycle.never());
        lease.invalidate();
        lifecycle.onDestroy().awaitInside(1);
        listener.await("healthChanged", 2); // DOWN
    }

    /** A lease of a thread that has ended is found also when 16 others have been out for longer. */
    @Test
    void aLeakIsFoundAmongManyLongHolds() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(20).leakStacks(1));
        for (int i = 0; i < 17; i++) {
            kept(pool.acquire());
        }
        sweepAfter(SECOND);
        Threads.Actor<Lease<Item>> gone = acquirer(pool, HOUR);
        gone.result();
        Waits.until("the thread to end", () -> !gone.thread().isAlive());
        kept(pool.acquire());
        kept(pool.acquire());
        waiter(pool);
        is(Cause.LEAK, pool.control().explain()); // its lease is not among the 16 longest
    }
}
