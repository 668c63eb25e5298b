package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.Diagnostics;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.config.Timeouts;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.Validation;
import dev.rockpool.config.Waiting;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.Holder;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.RecordingListener;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a pool watches when it is asked to: long holds, stacks, nested acquires; and what can be changed while it runs. */
class DiagnosticsTest extends ContractBase {

    private static final Duration LIMIT = Duration.ofSeconds(8);

    DiagnosticsTest() {
        super(new ContractSuite() {
            @Override
            protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
                return settings.apply(Pool.builder(lifecycle)).build();
            }
        });
    }

    private static Holder detail(RecordingListener.Event event) {
        return (Holder) event.detail();
    }

    // ---- long holds

    @Test
    void aLongHoldIsToldOnceWithTheStackOfItsThreadNow() throws Exception {
        Pool<Item> pool = open(builder -> builder.holdWarning(LIMIT).leakStacks(1));
        kept(pool.acquire());
        sweepAfter(SECOND);
        sweepAfter(LIMIT);
        sweepAfter(LIMIT);
        Holder holder = detail(listener.await("heldTooLong", 1).get(0));
        assertThat(holder.threadName()).isEqualTo(Thread.currentThread().getName());
        assertThat(holder.heldAtLeast()).isGreaterThanOrEqualTo(LIMIT);
        assertThat(holder.acquiredAt().get(0).getMethodName())
                .isEqualTo("aLongHoldIsToldOnceWithTheStackOfItsThreadNow");
        assertThat(holder.standsAt()).isNotEmpty();
        assertThat(pool.stats().holdWarnings()).isEqualTo(1);
        assertThat(listener.events("heldTooLong")).hasSize(1);
        assertThat(listener.events("heldTooLongEnded")).isEmpty();
    }

    @Test
    void aLongHoldThatEndsIsTold() throws Exception {
        Pool<Item> pool = open(builder -> builder.holdWarning(LIMIT));
        Lease<Item> lease = kept(pool.acquire());
        sweepAfter(SECOND);
        sweepAfter(LIMIT);
        listener.await("heldTooLong", 1);
        lease.close();
        sweepAfter(SECOND);
        Holder ended = detail(listener.await("heldTooLongEnded", 1).get(0));
        assertThat(ended.heldAtLeast()).isGreaterThanOrEqualTo(LIMIT);
        kept(pool.acquire());
        sweepAfter(SECOND);
        sweepAfter(LIMIT);
        listener.await("heldTooLong", 2);
        assertThat(pool.stats().holdWarnings()).isEqualTo(2);
    }

    /** "No false alarm for a lease that was idle long and just acquired." */
    @Test
    void anObjectThatWasIdleLongAndWasJustAcquiredRaisesNoAlarm() throws Exception {
        Pool<Item> pool = open(builder ->
                builder.maxSize(1).holdWarning(LIMIT).leaks(Leaks.on().prompt()));
        fill(pool, 1);
        for (int i = 0; i < 10; i++) {
            sweepAfter(LIMIT);
        }
        Lease<Item> lease = kept(pool.acquire());
        sweepAfter(SECOND);
        collect();
        sweepAfter(LIMIT.minusSeconds(2));
        assertThat(listener.events("heldTooLong")).isEmpty();
        assertThat(listener.events("leaked")).isEmpty();
        assertThat(pool.stats().holdWarnings()).isZero();
        assertThat(pool.stats().leaks()).isZero();
        lease.close();
    }

    // ---- lost leases

    @Test
    void aLostLeaseNamesItsThreadAndWhereItWasAcquired() throws Exception {
        Pool<Item> pool = open(
                builder -> builder.maxSize(1).leakStacks(1).leaks(Leaks.on().prompt()));
        loseOne(pool);
        Waits.until("the leak to be found", () -> {
            collect();
            advance(SECOND);
            return pool.stats().leaks() == 1;
        });
        Holder holder = detail(listener.await("leaked", 1).get(0));
        assertThat(holder.threadName()).isEqualTo(Thread.currentThread().getName());
        assertThat(holder.acquiredAt().get(0).getMethodName()).isEqualTo("loseOne");
        awaitSize(pool, 0);
        assertThat(pool.control().explain().verdict().summary())
                .contains("1 lease was lost")
                .contains("loseOne");
    }

    private static void loseOne(Pool<Item> pool) throws InterruptedException {
        pool.acquire().get().use();
    }

    @Test
    void aFutureThatHadToWaitKeepsTheStackOfWhoAsked() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(1).leakStacks(1));
        Lease<Item> first = kept(pool.acquire());
        CompletableFuture<Lease<Item>> future = future(pool);
        first.close();
        served(future);
        assertThat(pool.control().explain().holders()).singleElement().satisfies(holder -> {
            assertThat(holder.isFuture()).isTrue();
            assertThat(holder.acquiredAt())
                    .anySatisfy(frame ->
                            assertThat(frame.getMethodName()).isEqualTo("aFutureThatHadToWaitKeepsTheStackOfWhoAsked"));
        });
    }

    @Test
    void onlyEveryNthStackIsKept() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(1).leakStacks(3));
        for (int i = 0; i < 7; i++) {
            try (Lease<Item> lease = pool.acquire()) {
                lease.get().use();
                assertThat(pool.control()
                                .explain()
                                .holders()
                                .get(0)
                                .acquiredAt()
                                .isEmpty())
                        .as("acquire " + i)
                        .isEqualTo(i % 3 != 0);
            }
        }
    }

    // ---- nested acquires

    @Test
    void aNestedAcquireIsToldAtOnceAndServed() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(2).nestedAcquire(NestedAcquire.WARN));
        kept(pool.acquire());
        kept(pool.acquire());
        Holder holder = detail(listener.await("nestedAcquire", 1).get(0));
        assertThat(holder.threadId()).isEqualTo(Thread.currentThread().getId());
        assertThat(pool.stats().nestedAcquires()).isEqualTo(1);
        assertThat(pool.stats().leased()).isEqualTo(2);
    }

    @Test
    void aNestedAcquireIsRefusedAtOnce() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(2).nestedAcquire(NestedAcquire.FAIL));
        Lease<Item> first = kept(pool.acquire());
        Threads.Actor<Lease<Item>> other = acquirer(pool, HOUR);
        other.result().close();
        Throwable refused = catchThrowable(pool);
        assertThat(refused)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("holds a lease of this pool already")
                .hasMessageContaining("Close the first lease before");
        assertThat(pool.stats().nestedAcquires()).isEqualTo(1);
        first.close();
        kept(pool.acquire());
    }

    private static Throwable catchThrowable(Pool<Item> pool) {
        return org.assertj.core.api.Assertions.catchThrowable(pool::acquire);
    }

    @Test
    void aFutureIsNoNestedAcquire() throws Exception {
        Pool<Item> pool = open(builder -> builder.maxSize(3).nestedAcquire(NestedAcquire.FAIL));
        served(future(pool));
        served(future(pool));
        kept(pool.acquire());
        assertThat(pool.stats().nestedAcquires()).isZero();
    }

    // ---- changes while it runs

    @Test
    void whatCanChangeIsChangedAndServesWaitersAtOnce() throws Exception {
        Pool<Item> pool = open(1);
        kept(pool.acquire());
        Threads.Actor<Lease<Item>> waiter = waiter(pool);
        PoolConfig config = pool.config();
        ConfigChange change = pool.control()
                .apply(new PoolConfig(
                        config.name(),
                        new Sizing(4, 1, 3),
                        new Timeouts(SECOND, Duration.ofSeconds(2), Duration.ofSeconds(3)),
                        new Waiting(WhenExhausted.FAIL, 7, config.order(), config.fairness()),
                        config.validation(),
                        config.expiry(),
                        config.supply(),
                        config.leaks(),
                        new Diagnostics(1, LIMIT, NestedAcquire.WARN),
                        false,
                        Map.of()));
        kept(waiter.result());
        assertThat(change.isComplete()).isTrue();
        assertThat(change.changed())
                .contains("maxSize: 1 -> 4")
                .anySatisfy(line -> assertThat(line).startsWith("nestedAcquire: "))
                .anySatisfy(line -> assertThat(line).startsWith("leakStacks: "))
                .anySatisfy(line -> assertThat(line).startsWith("histograms: "));
        assertThat(pool.config().acquireTimeout()).isEqualTo(SECOND);
        assertThat(pool.config().whenExhausted()).isEqualTo(WhenExhausted.FAIL);
        awaitIdle(pool, 1); // minIdle
        kept(pool.acquire());
        assertThat(pool.stats().nestedAcquires()).isEqualTo(1);
        assertThat(pool.control().explain().holders())
                .anySatisfy(holder -> assertThat(holder.acquiredAt()).isNotEmpty());
    }

    @Test
    void aChangedTimeoutHoldsForTheNextAcquire() throws Exception {
        Pool<Item> pool = open(1);
        kept(pool.acquire());
        PoolConfig config = pool.config();
        pool.control()
                .apply(new PoolConfig(
                        config.name(),
                        config.sizing(),
                        new Timeouts(Duration.ZERO, config.createTimeout(), config.closeTimeout()),
                        config.waiting(),
                        config.validation(),
                        config.expiry(),
                        config.supply(),
                        config.leaks(),
                        config.diagnostics(),
                        config.histograms(),
                        Map.of()));
        assertThat(catchThrowable(pool)).isInstanceOf(PoolTimeoutException.class);
    }

    @Test
    void aLowerMaxIdleDestroysWhatIsTooMuchAndGovernsReturns() throws Exception {
        Pool<Item> pool = open(3);
        fill(pool, 3);
        pool.control().apply(pool.config().withSizing(new Sizing(3, 0, 1)));
        sweepAfter(SECOND);
        awaitSize(pool, 1);
        Lease<Item> first = kept(pool.acquire());
        Lease<Item> second = kept(pool.acquire());
        first.close();
        second.close();
        awaitSize(pool, 1);
        pool.control().apply(pool.config().withSizing(new Sizing(3, 0, 3)));
        fill(pool, 3);
        assertThat(pool.stats().idle()).isEqualTo(3);
    }

    @Test
    void whatCannotChangeIsNamedAndLeftAsItIs() {
        Pool<Item> pool = open(2);
        PoolConfig config = pool.config();
        ConfigChange change = pool.control()
                .apply(new PoolConfig(
                        "another",
                        config.sizing(),
                        config.timeouts(),
                        new Waiting(
                                config.whenExhausted(),
                                config.maxWaiters(),
                                dev.rockpool.config.Order.FIFO,
                                dev.rockpool.config.Fairness.STRICT),
                        new Validation(ValidateOnAcquire.always(), true, Duration.ZERO, SECOND),
                        config.expiry(),
                        config.supply(),
                        Leaks.off(),
                        config.diagnostics(),
                        config.histograms(),
                        Map.of()));
        assertThat(change.changed()).isEmpty();
        assertThat(change.isComplete()).isFalse();
        assertThat(change.unchanged().toString())
                .contains("name: ")
                .contains("order: ")
                .contains("fairness: ")
                .contains("validateOnAcquire: ")
                .contains("validateOnReturn: ")
                .contains("validationTimeout: ")
                .contains("leaks: ");
        assertThat(pool.config()).isEqualTo(config);
    }

    /** Asks the collector until it has run. */
    private static void collect() {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        Waits.until("a collection", () -> {
            System.gc();
            return canary.get() == null;
        });
    }
}
