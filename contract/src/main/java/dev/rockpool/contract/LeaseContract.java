package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Promise 4, exactly one holder: "An object is in at most one lease, also when one lease is closed from many threads at
 * once. An object is destroyed exactly once." Double releases: CVE-2019-17638 in Jetty, netty#9433, reactor-pool#101.
 */
abstract class LeaseContract extends ContractBase {

    LeaseContract(ContractSuite suite) {
        super(suite);
    }

    @Test
    void doubleCloseIsHarmless() {
        Pool<Item> pool = open(1);
        Lease<Item> lease = acquire(pool);
        lease.close();
        lease.close();
        lease.invalidate();
        assertThat(pool.stats().released()).isEqualTo(1);
        assertThat(pool.stats().idle()).isEqualTo(1);
        assertThat(lifecycle.onReset().calls()).isEqualTo(1);
    }

    @Test
    void getGivesTheSameObjectUntilTheEnd() {
        Pool<Item> pool = open(1);
        Lease<Item> lease = acquire(pool);
        assertThat(lease.get()).isSameAs(lease.get());
        lease.close();
        assertMisuse(pool, lease::get);
    }

    /** "Misuse throws IllegalStateException that names the usual cause and the cure." */
    private static void assertMisuse(Pool<Item> pool, Runnable misuse) {
        assertThatThrownBy(misuse::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(pool.config().name())
                .hasMessageContaining("lease");
    }

    @Test
    void detachAfterTheEndIsAnError() {
        Pool<Item> pool = open(3);
        Lease<Item> closed = acquire(pool);
        closed.close();
        assertMisuse(pool, closed::detach);
        Lease<Item> invalidated = acquire(pool);
        invalidated.invalidate();
        assertMisuse(pool, invalidated::detach);
        assertMisuse(pool, invalidated::get);
        Lease<Item> detached = acquire(pool);
        detached.detach();
        assertMisuse(pool, detached::detach);
        detached.close();
        detached.invalidate();
        assertThat(pool.stats().detached()).isEqualTo(1);
        assertThat(pool.stats().released()).isEqualTo(3);
    }

    /** "A lease that has ended can never touch a later holder of the same object." */
    @Test
    void staleLeaseCannotTouchTheNextHolder() {
        Pool<Item> pool = open(1);
        Lease<Item> stale = acquire(pool);
        Item item = stale.get();
        stale.close();
        Lease<Item> current = acquire(pool);
        assertThat(current.get()).isSameAs(item);
        current.get().use(() -> {
            stale.close();
            stale.invalidate();
            assertMisuse(pool, stale::detach);
            assertMisuse(pool, stale::get);
            assertThat(pool.tryAcquire()).isNull();
        });
        assertThat(pool.stats().leased()).isEqualTo(1);
        assertThat(current.get()).isSameAs(item);
    }

    /** The same after the object went round many times: no counter may wrap into a match. */
    @Test
    void staleLeaseStaysStale() {
        Pool<Item> pool = open(1);
        Lease<Item> stale = acquire(pool);
        stale.close();
        for (int i = 0; i < 1_000; i++) {
            tryAcquired(pool).close();
        }
        Lease<Item> current = tryAcquired(pool);
        stale.close();
        assertThat(current.get().isDestroyed()).isFalse();
        assertThat(pool.stats().leased()).isEqualTo(1);
    }

    /** "A lease may be handed to another thread and ended there." */
    @Test
    void leaseMayBeClosedByAnotherThread() {
        Pool<Item> pool = open(1);
        Lease<Item> lease = act(() -> kept(pool.acquire())).result();
        act(() -> {
                    lease.get().use();
                    lease.close();
                    return true;
                })
                .result();
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    /** "Also when one lease is closed from many threads at once." */
    @Test
    void leaseClosedByManyThreadsAtOnceIsClosedOnce() {
        Pool<Item> pool = open(1);
        for (int round = 1; round <= 20; round++) {
            Lease<Item> lease = acquire(pool);
            atOnce(List.of(Lease::close, Lease::close, Lease::close, Lease::close), lease);
            assertThat(pool.stats().released()).isEqualTo(round);
            assertThat(pool.stats().idle()).isEqualTo(1);
        }
        assertThat(lifecycle.onReset().calls()).isEqualTo(20);
    }

    /** "The first of close, detach and invalidate ends the lease." */
    @Test
    void leaseEndedInSeveralWaysAtOnceEndsInOne() {
        Pool<Item> pool = open(2);
        for (int round = 1; round <= 20; round++) {
            Lease<Item> lease = acquire(pool);
            atOnce(List.of(Lease::close, Lease::invalidate, LeaseContract::tryDetach), lease);
            assertThat(pool.stats().released()).isEqualTo(round);
            PoolAudit.check(pool);
        }
    }

    private static void tryDetach(Lease<Item> lease) {
        try {
            lease.detach();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("lease");
        }
    }

    private void atOnce(List<Consumer<Lease<Item>>> ways, Lease<Item> lease) {
        CountDownLatch go = new CountDownLatch(1);
        List<Threads.Actor<Boolean>> actors = new ArrayList<>();
        for (Consumer<Lease<Item>> way : ways) {
            actors.add(act(() -> {
                go.await();
                way.accept(lease);
                return true;
            }));
        }
        go.countDown();
        actors.forEach(Threads.Actor::result);
    }

    /** "A factory that returns an object that is in the pool already has failed": never two holders. */
    @Test
    void objectThatIsInThePoolAlreadyIsNotPooledTwice() {
        Pool<Item> pool = open(2);
        Lease<Item> first = acquire(pool);
        lifecycle.onCreate().always(Behaviour.duplicate());
        var second = future(pool, SECOND);
        assertThat(Waits.failure(second)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(first.get().isDestroyed()).isFalse();
        assertThat(pool.stats().size()).isEqualTo(1);
    }
}
