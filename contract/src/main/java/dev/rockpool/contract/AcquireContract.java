package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Promise 2, bound, promise 4, exactly one holder, and what the methods of {@link Pool} that take say of themselves. */
abstract class AcquireContract extends ContractBase {

    AcquireContract(ContractSuite suite) {
        super(suite);
    }

    /** "A miss was served by an object created for it." */
    @Test
    void acquireCreatesWhenNothingIsIdle() {
        Pool<Item> pool = open(2);
        Lease<Item> lease = acquire(pool);
        lease.get().use();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(1);
        assertThat(pool.stats().misses()).isEqualTo(1);
        assertThat(pool.stats().hits()).isZero();
    }

    /** "A hit was served by an object that existed." */
    @Test
    void idleObjectIsUsedAgain() {
        Pool<Item> pool = open(2);
        Item first = fill(pool, 1).get(0);
        assertThat(acquire(pool).get()).isSameAs(first);
        assertThat(pool.stats().hits()).isEqualTo(1);
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    /** "Objects alive and attempts never exceed maxSize." */
    @Test
    void boundIsNeverExceeded() {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 2);
        CompletableFuture<Lease<Item>> third = future(pool);
        CompletableFuture<Lease<Item>> fourth = waiter(pool).outcome();
        assertThat(pool.tryAcquire()).isNull();
        assertThat(third).isNotDone();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
        out.forEach(Lease::close);
        served(third).get().use();
        served(fourth).get().use();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
        assertThat(pool.stats().peakSize()).isEqualTo(2);
    }

    /** "An object is in at most one lease." */
    @Test
    void everyLeaseHasItsOwnObject() {
        Pool<Item> pool = open(5);
        fill(pool, 5);
        assertThat(acquire(pool, 5)).extracting(Lease::get).doesNotHaveDuplicates();
    }

    /** "An idle object or null." */
    @Test
    void tryAcquireTakesAnIdleObject() {
        Pool<Item> pool = open(1);
        Item item = fill(pool, 1).get(0);
        assertThat(tryAcquired(pool).get()).isSameAs(item);
        assertThat(pool.tryAcquire()).isNull();
    }

    /** "Never creates on the calling thread." */
    @Test
    void tryAcquireNeverCreatesOnTheCallingThread() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate)); // would hang here, were it this thread's
        assertThat(pool.tryAcquire()).isNull();
    }

    /** "Ignores the interrupt flag." */
    @Test
    void tryAcquireIgnoresTheInterruptFlag() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        boolean flag = act(() -> {
                    Thread.currentThread().interrupt();
                    tryAcquired(pool);
                    return Thread.interrupted();
                })
                .result();
        assertThat(flag).isTrue();
    }

    /** "Acquire, work, close." */
    @Test
    void useGivesTheObjectBackAndReturnsTheResult() {
        Pool<Item> pool = open(1);
        int id = act(() -> pool.use(item -> {
                    item.use();
                    return item.id();
                }))
                .result();
        assertThat(id).isEqualTo(1);
        assertThat(act(() -> pool.use(MINUTE, Item::id)).result()).isEqualTo(1);
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    /** "What the work threw; the object goes back all the same." */
    @Test
    void useGivesTheObjectBackWhenTheWorkThrows() {
        Pool<Item> pool = open(1);
        IOException failure = new IOException("work");
        assertThat(failure(act(() -> pool.use(item -> {
                    throw failure;
                }))))
                .isSameAs(failure);
        AssertionError error = new AssertionError("work");
        assertThat(failure(act(() -> {
                    pool.run(MINUTE, item -> {
                        throw error;
                    });
                    return true;
                })))
                .isSameAs(error);
        assertThat(pool.stats().idle()).isEqualTo(1);
        assertThat(pool.stats().leased()).isZero();
    }

    /** "The same without a result." */
    @Test
    void runGivesTheObjectBack() {
        Pool<Item> pool = open(1);
        act(() -> {
                    pool.run(Item::use);
                    return true;
                })
                .result();
        assertThat(pool.stats().released()).isEqualTo(1);
    }

    /** "Zero does not wait: it takes what is idle." */
    @Test
    void zeroTimeoutTakesWhatIsIdle() {
        Pool<Item> pool = open(1);
        Item item = fill(pool, 1).get(0);
        assertThat(acquirer(pool, Duration.ZERO).result().get()).isSameAs(item);
    }

    /** "Zero does not wait", whoever asks. */
    @Test
    void zeroTimeoutDoesNotWait() {
        Pool<Item> pool = open(1);
        acquire(pool);
        PoolTimeoutException thread = timedOut(acquirer(pool, Duration.ZERO).outcome(), WAITING);
        assertThat(thread.waited()).isZero();
        timedOut(future(pool, Duration.ZERO), WAITING);
        assertThat(failure(act(() -> pool.use(Duration.ZERO, Item::id)))).isInstanceOf(PoolTimeoutException.class);
        assertThat(pool.stats().timeouts()).isEqualTo(3);
    }

    /** "Negative is an IllegalArgumentException." */
    @Test
    void badTimeoutIsAnError() {
        Pool<Item> pool = open(1);
        Duration negative = Duration.ofNanos(-1);
        assertThatThrownBy(() -> pool.acquire(negative))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> pool.use(negative, Item::id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.run(negative, Item::use)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.acquire(nothing())).isInstanceOf(NullPointerException.class);
        assertThat(pool.stats().created()).isZero();
    }

    @SuppressWarnings("NullAway") // on purpose
    private static Duration nothing() {
        return null;
    }

    /** "Huge saturates." */
    @Test
    void hugeTimeoutMeansForEver() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        Duration huge = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        CompletableFuture<Lease<Item>> thread = waiter(pool, huge).outcome();
        CompletableFuture<Lease<Item>> future = future(pool, huge);
        advance(Duration.ofDays(365 * 100));
        assertThat(thread).isNotDone();
        assertThat(future).isNotDone();
        out.close();
        served(thread).close();
        served(future).close();
    }

    /** "acquire() waits up to acquireTimeout." */
    @Test
    void acquireWithoutTimeoutUsesTheSetting() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).acquireTimeout(Duration.ofMillis(250)));
        acquire(pool);
        Threads.Actor<Lease<Item>> waiter = act(() -> kept(pool.acquire()));
        CompletableFuture<Lease<Item>> future = pool.acquireAsync();
        Threads.Actor<Integer> user = act(() -> pool.use(Item::id));
        awaitWaiting(pool, 3);
        ticker.awaitParked(waiter.thread());
        ticker.awaitParked(user.thread());
        advance(Duration.ofMillis(250));
        timedOut(waiter.outcome(), WAITING);
        timedOut(future, WAITING);
        timedOut(user.outcome(), WAITING);
    }

    /** "A thread that holds leases may acquire more." */
    @Test
    void oneThreadMayHoldSeveralObjects() {
        Pool<Item> pool = open(3);
        int distinct = act(() -> {
                    Lease<Item> a = kept(pool.acquire());
                    Lease<Item> b = kept(pool.acquire());
                    Lease<Item> c = kept(pool.acquire());
                    return (int)
                            List.of(a, b, c).stream().map(Lease::get).distinct().count();
                })
                .result();
        assertThat(distinct).isEqualTo(3);
    }
}
