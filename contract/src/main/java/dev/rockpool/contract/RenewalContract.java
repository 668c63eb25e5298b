package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Renewal is make-before-break: the replacement is ready before the old object goes; where the pool is full, one object at a
 * time is broken first." Connection storms on expiry: PostHog#49745, vertx-sql-client#1496.
 */
abstract class RenewalContract extends ContractBase {

    private static final Duration LIFETIME = Duration.ofSeconds(80);

    RenewalContract(ContractSuite suite) {
        super(suite);
    }

    private static PoolBuilder<Item> mortal(PoolBuilder<Item> builder) {
        return builder.maxLifetime(LIFETIME).lifetimeJitter(0);
    }

    /** An object counts as expired when its time comes before the next sweep, a second later. */
    private void expire() {
        sweepAfter(LIFETIME.minus(SECOND));
    }

    private void awaitExpired(Pool<Item> pool, int count) {
        Waits.untilEquals("expired", count, () -> pool.stats().destroyed(DestroyCause.EXPIRED));
    }

    @Test
    void theReplacementIsReadyBeforeTheOldObjectGoes() {
        Pool<Item> pool = open(builder -> mortal(builder).maxSize(2));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        sweepAfter(LIFETIME.minus(SECOND.multipliedBy(2)));
        assertThat(pool.stats().creating()).as("before its time").isZero();
        sweepAfter(SECOND);
        gate.awaitInside(1);
        Lease<Item> lent = tryAcquired(pool);
        assertThat(lent.get().id()).as("lent until it is replaced").isEqualTo(1);
        lent.close();
        assertThat(pool.stats().destroyed()).as("and also when it came back").isZero();
        gate.open();
        awaitExpired(pool, 1);
        assertThat(lifecycle.destroyed()).extracting(Item::id).containsExactly(1);
        assertThat(tryAcquired(pool).get().id()).isEqualTo(2);
        assertThat(pool.stats().size()).isEqualTo(1);
        assertThat(pool.stats().created()).isEqualTo(2);
    }

    /** "An object that is leased when its time comes retires when it comes back." */
    @Test
    void leasedObjectGoesWhenItComesBack() {
        Pool<Item> pool = open(builder -> mortal(builder).maxSize(2));
        Lease<Item> out = acquire(pool);
        expire();
        awaitIdle(pool, 1);
        out.get().use();
        assertThat(pool.stats().destroyed()).isZero();
        sweepAfter(SECOND);
        out.close();
        awaitExpired(pool, 1);
        assertThat(tryAcquired(pool).get().id()).isEqualTo(2);
    }

    /** "Where the pool is full, one object at a time is broken first." */
    @Test
    void fullPoolBreaksOneObjectAtATime() {
        Pool<Item> pool = open(builder -> mortal(builder).maxSize(3).parallelCreations(3));
        fill(pool, 3);
        List<Gate> gates = List.of(lifecycle.gate(), lifecycle.gate(), lifecycle.gate());
        gates.forEach(gate -> lifecycle.onCreate().next(Behaviour.pass(gate)));
        expire();
        for (int done = 0; done < 3; done++) {
            gates.get(done).awaitInside(1);
            sweepAfter(SECOND.dividedBy(4));
            assertThat(lifecycle.destroyed()).hasSize(done + 1);
            assertThat(pool.stats().idle()).as("of three").isEqualTo(2);
            gates.get(done).open();
        }
        awaitIdle(pool, 3);
        assertThat(lifecycle.destroyed()).extracting(Item::id).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(pool.stats().created()).isEqualTo(6);
    }

    /** "A pool of one object under constant load still renews it"; the waiter gets the new one. */
    @ParameterizedTest
    @EnumSource
    void poolOfOneObjectThatIsAlwaysLeasedRenewsIt(WaiterKind kind) {
        Pool<Item> pool = open(builder -> mortal(builder).maxSize(1));
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> waiting = waitAt(kind, pool);
        expire();
        out.close();
        assertThat(served(waiting).get().id()).isEqualTo(2);
        assertThat(lifecycle.destroyed()).extracting(Item::id).containsExactly(1);
    }

    /** "What an operator renews goes as if it had had its time, once." */
    @Test
    void renewedObjectsAreReplacedAndThoseThatReplaceThemStay() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).parallelCreations(1));
        fill(pool, 2);
        Lease<Item> out = acquire(pool);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        pool.control().renew();
        gate.awaitInside(1);
        assertThat(pool.stats().destroyed()).as("before there is another").isZero();
        gate.open();
        awaitExpired(pool, 1);
        assertThat(out.get().id())
                .as("in use")
                .isNotEqualTo(lifecycle.destroyed().get(0).id());
        Waits.untilEquals("replacements", 2, () -> pool.stats().idle());
        out.close();
        awaitExpired(pool, 2);
        sweepAfter(SECOND);
        assertThat(pool.stats().created()).isEqualTo(4);
        assertThat(pool.stats().size()).isEqualTo(2);
    }

    /** "An outage during renewal keeps the old objects while they work." */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void outageKeepsTheOldObjects(int maxSize) {
        Pool<Item> pool = open(builder -> mortal(builder).maxSize(maxSize));
        fill(pool, 2);
        lifecycle.onCreate().always(Behaviour.fail(new IOException("down")));
        expire();
        Waits.until("a replacement to fail", () -> pool.stats().createFailures() > 0);
        for (int i = 0; i < 20; i++) {
            sweepAfter(SECOND);
        }
        int broken = maxSize == 2 ? 1 : 0; // the pool was full
        assertThat(lifecycle.destroyed()).hasSize(broken);
        assertThat(pool.stats().idle()).isEqualTo(2 - broken);
        Lease<Item> lent = tryAcquired(pool);
        assertThat(lent.get().id()).isLessThanOrEqualTo(2);
        lent.close();
        assertThat(pool.health().state()).isEqualTo(State.DEGRADED);
        lifecycle.onCreate().heal();
        renewAll(pool, 2);
    }

    /** Lets time go on until the first so many items are gone. */
    private void renewAll(Pool<Item> pool, int count) {
        Waits.until("all to be renewed", () -> {
            advance(SECOND);
            Lease<Item> lease = pool.tryAcquire();
            if (lease != null) {
                lease.close();
            }
            return lifecycle.items().subList(0, count).stream().allMatch(Item::isDestroyed);
        });
    }

    /** "A machine that slept wakes up to a pool that does not destroy everything at once." */
    @ParameterizedTest
    @ValueSource(ints = {10, 20})
    void machineThatSleptDoesNotLoseAllAtOnce(int maxSize) {
        Pool<Item> pool = open(builder -> mortal(builder).maxSize(maxSize).parallelCreations(3));
        fill(pool, 10);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        sweepAfter(Duration.ofHours(9));
        int atOnce = maxSize == 10 ? 1 : 3;
        gate.awaitInside(atOnce);
        sweepAfter(SECOND);
        assertThat(lifecycle.onCreate().inside()).isEqualTo(atOnce);
        assertThat(pool.stats().idle()).isEqualTo(maxSize == 10 ? 9 : 10);
        gate.open();
        awaitExpired(pool, 10);
        awaitIdle(pool, 10);
    }

    /** "PoolHealth stays UP": renewal is daily business. */
    @Test
    void renewalIsNoIllness() {
        Pool<Item> pool = open(builder -> mortal(builder).maxSize(2));
        fill(pool, 2);
        expire();
        awaitExpired(pool, 2);
        assertThat(pool.health().state()).isEqualTo(State.UP);
        assertThat(listener.events("healthChanged")).isEmpty();
        listener.await("destroyed", 2)
                .forEach(event -> assertThat(event.detail()).isEqualTo(DestroyCause.EXPIRED));
    }

    /** "Objects that are there go by the new limits." */
    @Test
    void changedLifetimeHoldsForObjectsThatAreThere() {
        Pool<Item> pool = open(builder -> mortal(builder).maxSize(2));
        PoolConfig shorter = Pool.<Item>builder(lifecycle)
                .configure(pool.config())
                .maxLifetime(LIFETIME.dividedBy(2))
                .config();
        PoolConfig longer = Pool.<Item>builder(lifecycle)
                .configure(pool.config())
                .maxLifetime(LIFETIME.multipliedBy(3))
                .config();
        fill(pool, 1);
        assertThat(pool.control().apply(longer).isComplete()).isTrue();
        expire();
        sweepAfter(SECOND);
        assertThat(pool.stats().created()).isEqualTo(1);
        pool.control().apply(shorter);
        sweepAfter(SECOND);
        awaitExpired(pool, 1);
        assertThat(tryAcquired(pool).get().id()).isEqualTo(2);
    }

    /** An old object that somebody takes out is not replaced; nothing is destroyed for it later. */
    @Test
    void whatIsGoneBeforeItsReplacementIsThereCostsNoOther() {
        Pool<Item> pool = open(builder -> mortal(builder).maxSize(3));
        Lease<Item> old = acquire(pool);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        expire();
        gate.awaitInside(1);
        old.invalidate();
        gate.open();
        awaitIdle(pool, 1);
        sweepAfter(SECOND);
        assertThat(pool.stats().destroyed(DestroyCause.EXPIRED)).isZero();
        assertThat(tryAcquired(pool).get().id()).isEqualTo(2);
    }

    /** "Refill to minIdle at once rather than at the next sweep." */
    @Test
    void minIdleIsMadeGoodAtOnce() {
        Pool<Item> pool = open(builder -> builder.maxSize(100).minIdle(70));
        awaitIdle(pool, 70);
        for (int i = 1; i <= 5; i++) {
            tryAcquired(pool).invalidate();
            awaitIdle(pool, 70);
            Waits.untilEquals("destroyed", (long) i, () -> pool.stats().destroyed());
        }
        assertThat(pool.stats().created()).isEqualTo(75);
    }

    /** "For idle ones that are leased others are made … with the next sweep"; and at once when nothing is idle. */
    @Test
    void minIdleIsMadeGoodForWhatIsLeasedByTheNextSweep() {
        Pool<Item> pool = open(builder -> builder.maxSize(6).minIdle(2));
        awaitIdle(pool, 2);
        tryAcquired(pool).get().use();
        sweepAfter(SECOND);
        awaitIdle(pool, 2);
        tryAcquired(pool).get().use();
        tryAcquired(pool).get().use();
        assertThat(pool.tryAcquire()).as("that finds nothing idle").isNull();
        awaitIdle(pool, 2);
        assertThat(pool.stats().created()).isEqualTo(5);
    }

    /** "1,000 objects created together: idle never below minIdle, creations in flight never above the parallelism." */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_100})
    void thousandObjectsThatWereCreatedTogetherAreRenewedWithoutADip(int maxSize) throws Exception {
        Crowd crowd = new Crowd();
        try (Pool<Object> pool = Pool.builder(crowd)
                .ticker(ticker)
                .maxSize(maxSize)
                .minIdle(900)
                .parallelCreations(4)
                .maxLifetime(Duration.ofMinutes(30))
                .build()) {
            Waits.result(pool.control().warmUp(1_000));
            Waits.untilEquals("idle", 1_000, () -> pool.stats().idle());
            crowd.pool.set(pool);
            sweepAfter(Duration.ofMinutes(27).minus(SECOND.multipliedBy(20)));
            assertThat(pool.stats().created()).isEqualTo(1_000);
            int most = 0;
            for (int second = 0; second < 200; second++) {
                long before = pool.stats().created();
                sweepAfter(SECOND);
                Waits.until("renewal to end", () -> {
                    PoolStats stats = pool.stats();
                    return stats.idle() == 1_000 && stats.creating() == 0;
                });
                most = (int) Math.max(most, pool.stats().created() - before);
            }
            Waits.untilEquals("expired", 1_000L, () -> pool.stats().destroyed(DestroyCause.EXPIRED));
            assertThat(most)
                    .as("renewed in the busiest second of three minutes")
                    .isLessThan(100);
            assertThat(pool.stats().created()).isEqualTo(2_000);
            assertThat(pool.stats().idle()).isEqualTo(1_000);
            crowd.pool.set(null);
        }
        assertThat(crowd.mostAtOnce.get()).isLessThanOrEqualTo(4);
        assertThat(crowd.fewestIdle.get()).isGreaterThanOrEqualTo(900);
    }

    /** Counts what is created at once, and looks how many are idle whenever one is created or destroyed. */
    private static final class Crowd implements Lifecycle<Object> {
        private final AtomicReference<@Nullable Pool<Object>> pool = new AtomicReference<>();
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();
        private final AtomicInteger fewestIdle = new AtomicInteger(Integer.MAX_VALUE);

        @Override
        public Object create() {
            mostAtOnce.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            look();
            inFlight.decrementAndGet();
            return new Object();
        }

        @Override
        public void destroy(Object object) {
            look();
        }

        private void look() {
            Pool<Object> seen = pool.get();
            if (seen != null) {
                fewestIdle.accumulateAndGet(seen.stats().idle(), Math::min);
            }
        }
    }
}
