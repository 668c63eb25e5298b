package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Script;
import dev.rockpool.testkit.ScriptedLifecycle.Step;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * "Idle objects, one at a time, spread over the interval, with validationTimeout, never the last idle object of a busy pool; a
 * hung or failing health check harms nobody."
 */
abstract class HealthCheckContract extends ContractBase {

    private static final Duration INTERVAL = Duration.ofSeconds(80);

    HealthCheckContract(ContractSuite suite) {
        super(suite);
    }

    private static PoolBuilder<Item> checked(PoolBuilder<Item> builder) {
        return builder.healthCheckInterval(INTERVAL);
    }

    private Script checks() {
        return lifecycle.on(Step.IS_HEALTHY);
    }

    private void awaitIll(Pool<Item> pool, int count) {
        Waits.untilEquals("ill", (long) count, () -> pool.stats().destroyed(DestroyCause.UNHEALTHY));
    }

    @Test
    void healthyObjectIsAskedOnAWorkerAndStays() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(1));
        fill(pool, 1);
        sweepAfter(SECOND); // sees one idle object
        sweepAfter(INTERVAL.minus(SECOND.multipliedBy(2)));
        assertThat(checks().calls()).as("before its time").isZero();
        sweepAfter(SECOND.multipliedBy(2));
        checks().awaitCalls(1);
        assertThat(checks().lastThread().getName())
                .startsWith("rockpool-" + pool.config().name() + "-worker-");
        awaitIdle(pool, 1);
        assertThat(tryAcquired(pool).get().id()).isEqualTo(1);
        assertThat(pool.stats().acquired()).as("a check is no lease").isEqualTo(2);
    }

    @Test
    void withoutAnIntervalNobodyAsks() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        for (int i = 0; i < 5; i++) {
            sweepAfter(HOUR);
        }
        assertThat(checks().calls()).isZero();
    }

    /** "One at a time, spread over the interval." */
    @Test
    void checksAreSpreadOverTheInterval() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(4));
        fill(pool, 4);
        sweepAfter(SECOND);
        for (int second = 1; second <= 80; second++) {
            sweepAfter(SECOND);
            int expected = second / 20;
            checks().awaitCalls(expected);
            awaitIdle(pool, 4);
        }
        lifecycle.keepJournal();
        for (int second = 0; second < 80; second++) {
            sweepAfter(SECOND);
            Waits.until("no check", () -> checks().inside() == 0 && pool.stats().idle() == 4);
        }
        assertThat(lifecycle.journal())
                .as("each object once")
                .containsExactlyInAnyOrder("IS_HEALTHY 1", "IS_HEALTHY 2", "IS_HEALTHY 3", "IS_HEALTHY 4");
    }

    /** "One at a time", however many are due and however long one takes. */
    @Test
    void oneObjectIsCheckedAtATime() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(4).validationTimeout(HOUR));
        fill(pool, 4);
        Gate gate = lifecycle.gate();
        checks().next(Behaviour.pass(gate));
        sweepFor(INTERVAL.dividedBy(2)); // two are due by now
        gate.awaitInside(1);
        sweepFor(INTERVAL.dividedBy(2));
        assertThat(checks().calls()).isEqualTo(1);
        assertThat(pool.stats().idle()).isEqualTo(3);
        gate.open();
        awaitIdle(pool, 4);
        sweepFor(INTERVAL);
        Waits.until("the next check", () -> checks().calls() > 1);
    }

    @Test
    void illObjectIsDestroyedAndReplaced() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(2));
        fill(pool, 1);
        checks().next(Behaviour.no());
        sweepAfter(SECOND);
        sweepAfter(INTERVAL);
        awaitIll(pool, 1);
        awaitIdle(pool, 1);
        assertThat(tryAcquired(pool).get().id()).isEqualTo(2);
        assertThat(pool.stats().validationFailures()).isEqualTo(1);
        listener.await("validationFailed", 1);
        assertThat(listener.await("destroyed", 1).get(0).detail()).isEqualTo(DestroyCause.UNHEALTHY);
    }

    /** "A pool whose every object fails its check does not go empty at once." */
    @Test
    void checksThatFailEverythingCostOneObjectAtATime() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(4));
        fill(pool, 4);
        checks().always(Behaviour.no());
        for (int second = 0; second < 200; second++) {
            sweepAfter(SECOND);
            assertThat(pool.stats().idle()).isGreaterThanOrEqualTo(3);
            awaitIdle(pool, 4);
        }
        assertThat(pool.stats().destroyed(DestroyCause.UNHEALTHY)).isGreaterThan(4);
    }

    /** Nor where creation fails as well: what is left is kept. */
    @Test
    void checksThatFailInAnOutageCostOneObject() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(4));
        fill(pool, 4);
        checks().always(Behaviour.no());
        lifecycle.onCreate().always(Behaviour.fail(new IOException("down")));
        for (int second = 0; second < 200; second++) {
            sweepAfter(SECOND);
        }
        awaitIll(pool, 1);
        awaitIdle(pool, 3);
        lifecycle.heal();
        Waits.until("the pool to be full again", () -> {
            advance(SECOND);
            return pool.stats().idle() == 4;
        });
    }

    /** A pool that was made smaller in an outage is full, so it does not find out otherwise whether creation works again. */
    @Test
    void checksGoOnInAPoolThatIsFullAfterAnOutage() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(4));
        fill(pool, 4);
        checks().next(Behaviour.no());
        lifecycle.onCreate().always(Behaviour.fail(new IOException("down")));
        sweepAfter(SECOND);
        sweepAfter(INTERVAL);
        awaitIll(pool, 1);
        Waits.until(
                "a failure",
                () -> pool.stats().createFailures() > 0 && pool.stats().creating() == 0);
        pool.control().resize(3);
        lifecycle.heal();
        checks().next(Behaviour.no());
        Waits.until("another check, and the pool to be well", () -> {
            advance(SECOND);
            return pool.stats().destroyed(DestroyCause.UNHEALTHY) == 2
                    && pool.stats().idle() == 3
                    && pool.health().state() == PoolHealth.State.UP;
        });
    }

    /** "Never the last idle object of a busy pool." */
    @Test
    void lastIdleObjectOfAPoolInUseIsLeftAlone() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(2));
        fill(pool, 2);
        Lease<Item> held = acquire(pool);
        for (int i = 0; i < 5; i++) {
            sweepAfter(INTERVAL);
        }
        assertThat(checks().calls()).isZero();
        held.close();
        awaitIdle(pool, 2);
        sweepAfter(SECOND);
        sweepAfter(INTERVAL);
        checks().awaitCalls(1);
    }

    /** "A hung health check harms nobody": it is given up, and who acquires meanwhile gets another object. */
    @Test
    void hungCheckIsGivenUp() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(2).validationTimeout(Duration.ofSeconds(5)));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        checks().next(Behaviour.pass(gate));
        sweepAfter(SECOND);
        sweepAfter(INTERVAL);
        gate.awaitInside(1);
        Lease<Item> other = acquire(pool);
        assertThat(other.get().id()).isEqualTo(2);
        advance(Duration.ofSeconds(5));
        awaitIll(pool, 1);
        other.close();
        assertThat(lifecycle.destroyed()).extracting(Item::id).containsExactly(1);
    }

    /** Who comes while the only object is checked gets it afterwards. */
    @Test
    void objectThatIsCheckedGoesToWhoWaits() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(1));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        checks().next(Behaviour.pass(gate));
        sweepAfter(SECOND);
        sweepAfter(INTERVAL);
        gate.awaitInside(1);
        var waiting = waitAt(WaiterKind.FUTURE, pool);
        gate.open();
        assertThat(served(waiting).get().id()).isEqualTo(1);
    }

    /** The interval of a running pool can be changed. */
    @Test
    void intervalCanBeChanged() {
        Pool<Item> pool = open(1);
        PoolConfig config = Pool.<Item>builder(lifecycle)
                .configure(pool.config())
                .healthCheckInterval(INTERVAL)
                .config();
        fill(pool, 1);
        assertThat(pool.control().apply(config).isComplete()).isTrue();
        sweepAfter(SECOND);
        sweepAfter(SECOND);
        sweepAfter(INTERVAL);
        checks().awaitCalls(1);
    }

    /** An object that waits for its validation keeps waiting for it. */
    @Test
    void healthCheckIsNoValidation() {
        Pool<Item> pool = open(builder -> checked(builder).maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        sweepAfter(SECOND);
        sweepAfter(INTERVAL);
        checks().awaitCalls(1);
        awaitIdle(pool, 1);
        int before = lifecycle.onValidate().calls();
        acquire(pool);
        assertThat(lifecycle.onValidate().calls()).isEqualTo(before + 1);
    }
}
