package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.PoolControl;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Sizing;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link PoolControl} says of itself, but for {@code clear}, see {@link ClearContract}, and {@code shutdown}. */
abstract class OperatorContract extends ContractBase {

    OperatorContract(ContractSuite suite) {
        super(suite);
    }

    // --- warmUp
    // -------------------------------------------------------------------------------------------------------

    /** "Until count are alive": those that are out are alive, and enough is enough. */
    @Test
    void warmUpCountsWhatIsAlive() {
        Pool<Item> pool = open(5);
        List<Lease<Item>> out = acquire(pool, 2);
        assertThat(Waits.result(pool.control().warmUp(3))).isEqualTo(3);
        assertThat(Waits.result(pool.control().warmUp(1))).isEqualTo(3);
        assertThat(Waits.result(pool.control().warmUp(0))).isEqualTo(3);
        assertThat(pool.stats().created()).isEqualTo(3);
        out.forEach(Lease::close);
    }

    /** Two warm-ups at once do not add up. */
    @Test
    void warmUpsAtOnceDoNotAddUp() {
        Pool<Item> pool = open(5);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        CompletableFuture<Integer> two = pool.control().warmUp(2);
        CompletableFuture<Integer> three = pool.control().warmUp(3);
        gate.open();
        assertThat(Waits.result(two)).isGreaterThanOrEqualTo(2);
        assertThat(Waits.result(three)).isEqualTo(3);
        assertThat(pool.stats().created()).isEqualTo(3);
    }

    /** "Or with the failure of an attempt"; what was made stays. */
    @Test
    void warmUpFailsWithAnAttempt() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).parallelCreations(1));
        IOException refused = new IOException("refused");
        lifecycle.onCreate().next(Behaviour.ok(), Behaviour.fail(refused));
        assertThat(Waits.failure(pool.control().warmUp(3)))
                .isInstanceOf(ObjectCreationException.class)
                .hasCause(refused);
        assertThat(pool.stats().idle()).isEqualTo(1);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
    }

    /** "Cancelling it ends the warm-up, and objects that are made by then stay." */
    @Test
    void cancelledWarmUpMakesNoMore() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).parallelCreations(1));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.ok(), Behaviour.pass(gate));
        CompletableFuture<Integer> warmUp = pool.control().warmUp(3);
        gate.awaitInside(1);
        warmUp.cancel(false);
        gate.open();
        awaitIdle(pool, 2);
        advance(SECOND);
        assertThat(Waits.result(pool.control().warmUp(0))).isEqualTo(2);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
    }

    /** Who waits is served with what a warm-up makes. */
    @Test
    void warmUpDoesNotStandInTheWayOfAcquires() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).parallelCreations(1));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Integer> warmUp = pool.control().warmUp(3);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> future = future(pool);
        gate.open();
        assertThat(served(future).get().id()).isEqualTo(1);
        assertThat(Waits.result(warmUp)).isEqualTo(3);
    }

    // --- resize
    // -------------------------------------------------------------------------------------------------------

    /** "Growing serves waiters at once": as many as there is room for. The listener hears of it. */
    @ParameterizedTest
    @EnumSource
    void growingServesWaitersAtOnce(WaiterKind kind) {
        Pool<Item> pool = open(1);
        acquire(pool);
        List<CompletableFuture<Lease<Item>>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(waitAt(kind, pool));
        }
        pool.control().resize(3);
        served(waiters.get(0)).get().use();
        served(waiters.get(1)).get().use();
        assertThat(waiters.get(2)).isNotDone();
        assertThat(pool.stats().size()).isEqualTo(3);
        assertThat(pool.stats().maxSize()).isEqualTo(3);
        assertThat(listener.await("resized", 1).get(0).detail()).isEqualTo(List.of(1, 3));
    }

    /** "… and leased ones when they come back (SURPLUS)": as many as are too many. */
    @Test
    void shrinkingDestroysLeasedObjectsWhenTheyComeBack() {
        Pool<Item> pool = open(3);
        List<Lease<Item>> out = acquire(pool, 3);
        pool.control().resize(1);
        out.get(0).get().use();
        assertThat(pool.stats().leased()).isEqualTo(3);
        out.get(0).close();
        awaitSize(pool, 2);
        out.get(1).close();
        awaitSize(pool, 1);
        out.get(2).close();
        awaitIdle(pool, 1);
        assertThat(pool.stats().destroyed(DestroyCause.SURPLUS)).isEqualTo(2);
        assertThat(tryAcquired(pool).get().id()).isEqualTo(3);
    }

    /** Idle ones go first; those that are out may then stay. */
    @Test
    void shrinkingPrefersIdleObjects() {
        Pool<Item> pool = open(4);
        List<Lease<Item>> out = acquire(pool, 4);
        out.get(0).close();
        out.get(1).close();
        awaitIdle(pool, 2);
        pool.control().resize(2);
        awaitSize(pool, 2);
        assertThat(pool.stats().idle()).isZero();
        out.get(2).close();
        out.get(3).close();
        awaitIdle(pool, 2);
        assertThat(lifecycle.destroyed()).extracting(Item::id).containsExactly(1, 2);
    }

    /** A waiter is served as soon as the new bound allows. */
    @ParameterizedTest
    @EnumSource
    void waiterOfAShrunkPoolIsServedWithinTheNewBound(WaiterKind kind) {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 2);
        CompletableFuture<Lease<Item>> waiter = waitAt(kind, pool);
        pool.control().resize(1);
        out.get(0).close();
        awaitSize(pool, 1);
        assertThat(waiter).isNotDone();
        out.get(1).close();
        assertThat(served(waiter).get().id()).isEqualTo(2);
        assertThat(pool.stats().created()).isEqualTo(2);
    }

    /** "Hard bound on live objects": also for attempts that were in flight. */
    @Test
    void attemptsInFlightAreHeldToTheNewBound() {
        Pool<Item> pool = open(2);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> first = future(pool);
        CompletableFuture<Lease<Item>> second = future(pool);
        gate.awaitInside(2);
        pool.control().resize(1);
        gate.open();
        Waits.untilEquals("surplus", 1, () -> pool.stats().destroyed(DestroyCause.SURPLUS));
        served(first).close();
        served(second).close();
        assertThat(pool.stats().size()).isEqualTo(1);
        assertThat(pool.stats().created()).isEqualTo(2);
    }

    /** A rejected bound changes nothing; the message says what and why. */
    @Test
    void boundOutOfItsRangeIsAnError() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).minIdle(2));
        awaitIdle(pool, 2);
        PoolControl control = pool.control();
        assertThatThrownBy(() -> control.resize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxSize must be at least 1, was 0; set 1 or more");
        assertThatThrownBy(() -> control.resize(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minIdle (2) must not exceed maxSize (1); lower minIdle or raise maxSize");
        assertThat(pool.config().maxSize()).isEqualTo(3);
        assertThat(pool.stats().maxSize()).isEqualTo(3);
        control.resize(3);
        control.resize(4);
        listener.await("resized", 1); // that to 4
    }

    // --- minIdle and maxIdle
    // ------------------------------------------------------------------------------------------

    /** "Keeps ready": "minIdle counts idle objects", so those that are taken are replaced. */
    @Test
    void minIdleIsRefilledWhenObjectsAreTaken() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).minIdle(2));
        awaitIdle(pool, 2);
        acquire(pool);
        advance(SECOND); // for those that look from time to time
        awaitIdle(pool, 2);
        acquire(pool, 2);
        advance(SECOND);
        boolean isLeft = pool.config().creation() == Creation.CALLER; // the last object is left to a caller
        awaitSize(pool, isLeft ? 3 : 4);
        assertThat(pool.stats().idle()).isEqualTo(isLeft ? 0 : 1); // the bound
    }

    /** "Keeps ready": those that were destroyed are replaced. */
    @Test
    void minIdleIsRefilledWhenObjectsAreDestroyed() {
        Pool<Item> pool = open(builder -> builder.maxSize(2).minIdle(2));
        awaitIdle(pool, 2);
        tryAcquired(pool).invalidate();
        Waits.untilEquals("created", 3, () -> pool.stats().created());
        awaitIdle(pool, 2);
        pool.control().clear();
        Waits.untilEquals("created", 5, () -> pool.stats().created());
        awaitIdle(pool, 2);
    }

    /** "Changes how many idle objects the pool keeps ready": more are made, fewer are kept. */
    @Test
    void minIdleCanBeChanged() {
        Pool<Item> pool = open(4);
        pool.control().minIdle(3);
        awaitIdle(pool, 3);
        assertThat(pool.config().minIdle()).isEqualTo(3);
        pool.control().minIdle(1);
        acquire(pool, 2);
        advance(SECOND);
        assertThat(pool.stats().size()).isEqualTo(3);
        assertThat(pool.config().minIdle()).isEqualTo(1);
    }

    /** "0 to maxIdle"; a rejected number changes nothing. */
    @Test
    void minIdleOutOfItsRangeIsAnError() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).maxIdle(2));
        PoolControl control = pool.control();
        assertThatThrownBy(() -> control.minIdle(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minIdle must not be negative, was -1; set 0 to keep none ready");
        assertThatThrownBy(() -> control.minIdle(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxIdle (2) must not be less than minIdle (3); raise maxIdle or lower minIdle");
        assertThatThrownBy(() -> control.minIdle(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minIdle (4) must not exceed maxSize (3); lower minIdle or raise maxSize");
        assertThat(pool.config().minIdle()).isZero();
        assertThat(pool.stats().size()).isZero();
    }

    /** "One that comes back on top of them is destroyed" (SURPLUS), unless somebody waits for it. */
    @Test
    void objectsOnTopOfMaxIdleAreDestroyed() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).maxIdle(1));
        List<Lease<Item>> out = acquire(pool, 3);
        CompletableFuture<Lease<Item>> waiter = future(pool);
        out.get(0).close();
        Lease<Item> again = served(waiter);
        out.get(1).close();
        awaitIdle(pool, 1);
        out.get(2).close();
        again.close();
        awaitSize(pool, 1);
        assertThat(pool.stats().idle()).isEqualTo(1);
        assertThat(pool.stats().destroyed(DestroyCause.SURPLUS)).isEqualTo(2);
    }

    /** "The settings in force": {@code maxIdle} goes with the bound as the sizes say. */
    @Test
    void configShowsTheSettingsInForce() {
        Pool<Item> pool = open(4);
        pool.control().resize(6);
        pool.control().minIdle(2);
        assertThat(pool.config().sizing()).isEqualTo(new Sizing(6, 2, 6));
        Pool<Item> trimmed = open(builder -> builder.maxSize(4).maxIdle(2));
        trimmed.control().resize(6);
        assertThat(trimmed.config().maxIdle()).isEqualTo(2);
        trimmed.control().resize(1);
        assertThat(trimmed.config().maxIdle()).isEqualTo(1);
    }

    // --- suspend and resume
    // -------------------------------------------------------------------------------------------

    /** "An acquire that starts after this method returned waits …, and tryAcquire gives null", though objects are idle. */
    @ParameterizedTest
    @EnumSource
    void suspendedPoolServesNobody(WaiterKind kind) {
        Pool<Item> pool = open(2);
        fill(pool, 1);
        pool.control().suspend();
        assertThat(pool.tryAcquire()).isNull();
        timedOut(
                kind == WaiterKind.THREAD ? acquirer(pool, Duration.ZERO).outcome() : future(pool, Duration.ZERO),
                WAITING);
        CompletableFuture<Lease<Item>> first = waitAt(kind, pool);
        CompletableFuture<Lease<Item>> second = waitAt(kind, pool);
        assertThat(pool.stats().idle()).isEqualTo(1);
        assertThat(first).isNotDone();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(1); // "no object is created"
        assertThat(pool.health().state()).isEqualTo(State.DEGRADED);
        pool.control().resume();
        served(first).get().use();
        served(second).get().use();
        assertThat(pool.stats().created()).isEqualTo(2);
        assertThat(pool.health().state()).isEqualTo(State.UP);
    }

    /** "Within its deadline." */
    @ParameterizedTest
    @EnumSource
    void deadlinePassesInASuspendedPool(WaiterKind kind) {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        pool.control().suspend();
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, SECOND);
        advance(SECOND);
        timedOut(claim, WAITING);
        pool.control().resume();
        tryAcquired(pool).get().use();
    }

    /** "Leases that are out are not touched": they end as ever, and what comes back serves nobody before the resume. */
    @ParameterizedTest
    @EnumSource
    void objectsThatComeBackToASuspendedPoolAreKept(WaiterKind kind) {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 2);
        CompletableFuture<Lease<Item>> before = waitAt(kind, pool);
        pool.control().suspend();
        CompletableFuture<Lease<Item>> after = waitAt(kind, pool);
        out.get(0).get().use();
        out.get(0).close();
        out.get(1).invalidate();
        awaitSize(pool, 1);
        assertThat(pool.tryAcquire()).isNull();
        assertThat(after).isNotDone();
        assertThat(lifecycle.onReset().calls()).isEqualTo(1);
        pool.control().resume();
        served(before).get().use();
        served(after).get().use();
        assertThat(pool.stats().created()).isEqualTo(3);
    }

    /** An attempt that was in flight ends well, and its object serves after the resume. */
    @Test
    void objectCreatedDuringASuspensionIsKept() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Integer> warmUp = pool.control().warmUp(1);
        gate.awaitInside(1);
        pool.control().suspend();
        CompletableFuture<Lease<Item>> claim = future(pool);
        gate.open();
        awaitSize(pool, 1);
        assertThat(claim).isNotDone();
        pool.control().resume();
        assertThat(served(claim).get().id()).isEqualTo(1);
        assertThat(Waits.result(warmUp)).isEqualTo(1);
    }

    /** "No object is created": neither for {@code minIdle} nor for a warm-up, before the resume. */
    @Test
    void suspendedPoolIsNotRefilled() {
        Pool<Item> pool = open(3);
        pool.control().suspend();
        pool.control().minIdle(1);
        CompletableFuture<Integer> warmUp = pool.control().warmUp(2);
        advance(MINUTE);
        assertThat(lifecycle.onCreate().calls()).isZero();
        assertThat(warmUp).isNotDone();
        pool.control().resume();
        assertThat(Waits.result(warmUp)).isEqualTo(2);
    }

    /** "Does nothing when suspended", and "when not suspended": they do not add up. */
    @Test
    void suspensionsDoNotAddUp() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        PoolControl control = pool.control();
        control.resume();
        tryAcquired(pool).close();
        control.suspend();
        control.suspend();
        assertThat(pool.tryAcquire()).isNull();
        control.resume();
        tryAcquired(pool).close();
        control.resume();
        tryAcquired(pool).close();
        assertThat(pool.stats().created()).isEqualTo(1);
        assertThat(pool.control()).isSameAs(control); // "always the same"
    }

    /** Returns, suspensions and resumes at once lose no object and no waiter. */
    @Test
    void suspensionsDuringTrafficLoseNothing() {
        Pool<Item> pool = open(2);
        List<Threads.Actor<Integer>> users = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            users.add(act(() -> {
                int uses = 0;
                for (int round = 0; round < 200; round++) {
                    uses += pool.use(item -> {
                        item.use();
                        return 1;
                    });
                }
                return uses;
            }));
        }
        for (int round = 0; round < 200; round++) {
            pool.control().suspend();
            Thread.onSpinWait();
            pool.control().resume();
        }
        users.forEach(user -> assertThat(user.result()).isEqualTo(200));
        assertThat(pool.stats().leased()).isZero();
        // An attempt whose waiter was served by a return makes an idle object, and may still be under way.
        Waits.untilAsserted("every object to be idle", () -> {
            PoolStats stats = pool.stats();
            assertThat(stats.creating()).isZero();
            assertThat(stats.idle()).isEqualTo(stats.size());
        });
    }

    // --- resetStats
    // ---------------------------------------------------------------------------------------------------

    /** "Counters and latencies from zero, high-water marks from the present, gauges as they are." */
    @Test
    void statisticsStartAnew() {
        statsWereReset = true;
        Pool<Item> pool = open(4);
        List<Lease<Item>> out = acquire(pool, 4);
        CompletableFuture<Lease<Item>> late = future(pool, SECOND);
        CompletableFuture<Lease<Item>> gone = future(pool);
        gone.cancel(false);
        advance(SECOND);
        timedOut(late, WAITING);
        out.get(0).invalidate();
        out.get(1).close();
        awaitSize(pool, 3);
        pool.control().resetStats();
        PoolStats stats = pool.stats();
        assertThat(stats.lastReset()).isEqualTo(ticker.wallTime());
        assertThat(stats.gauges()).isEqualTo(new PoolStats.Gauges(3, 1, 2, 0, 0, 4, 0));
        assertThat(stats.peaks()).isEqualTo(new PoolStats.Peaks(3, 1, 2, 0));
        assertThat(stats.acquired()).isEqualTo(2); // "Leases that are out count as acquired in the new period"
        assertThat(stats.released()).isZero();
        assertThat(stats.hits() + stats.misses()).isEqualTo(2);
        assertThat(stats.created() + stats.destroyed() + stats.timeouts() + stats.cancelled() + stats.waited())
                .isZero();
        assertThat(stats.waits().count()
                        + stats.create().count()
                        + stats.reset().count())
                .isZero();
        out.get(2).close();
        out.get(3).close();
        tryAcquired(pool).close();
        stats = pool.stats();
        assertThat(stats.acquired()).isEqualTo(3); // "acquired stays released + leased"
        assertThat(stats.released()).isEqualTo(3);
        assertThat(stats.peakIdle()).isEqualTo(3);
        assertThat(stats.peakSize()).isEqualTo(3);
    }

    // --- All of them
    // --------------------------------------------------------------------------------------------------

    /** "None waits": not for a creation, a reset or a destroy that hangs. */
    @Test
    void controlsWaitForNothing() {
        Pool<Item> pool = open(4);
        List<Lease<Item>> out = acquire(pool, 2);
        lifecycle.onCreate().always(lifecycle.never());
        lifecycle.onReset().always(lifecycle.never());
        lifecycle.onDestroy().always(lifecycle.never());
        act(() -> {
            out.get(0).close();
            return true;
        });
        lifecycle.onReset().awaitInside(1);
        out.get(1).invalidate();
        lifecycle.onDestroy().awaitInside(1);
        act(() -> {
                    PoolControl control = pool.control();
                    var warmUp = control.warmUp(4);
                    control.minIdle(1);
                    control.clear();
                    control.resize(2);
                    control.suspend();
                    control.resume();
                    var end = control.shutdown(SECOND);
                    return List.of(warmUp, end);
                })
                .result();
        lifecycle.heal();
    }
}
