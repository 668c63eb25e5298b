package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is done with an object before its lease ({@code onAcquire}): with a fresh one and an idle one, on every way to a lease;
 * what fails there is destroyed, and the acquire goes on with another, in its turn and within its deadline.
 */
abstract class ActivationContract extends ContractBase {

    ActivationContract(ContractSuite suite) {
        super(suite);
    }

    private Pool<Item> active(UnaryOperator<PoolBuilder<Item>> settings) {
        return open(builder -> settings.apply(builder.onAcquire(lifecycle::prepare)));
    }

    private Pool<Item> active(int maxSize) {
        return active(builder -> builder.maxSize(maxSize));
    }

    private int activations() {
        return lifecycle.onActivate().calls();
    }

    // ---- each way

    /** "Fresh or idle." */
    @ParameterizedTest
    @EnumSource
    void freshAndIdleObjectsAreActivated(WaiterKind kind) {
        Pool<Item> pool = active(1);
        served(claim(kind, pool)).close();
        awaitIdle(pool, 1);
        assertThat(activations()).isEqualTo(1);
        served(claim(kind, pool)).get().use();
        assertThat(activations()).isEqualTo(2);
    }

    @Test
    void tryAcquireActivates() {
        Pool<Item> pool = active(1);
        fill(pool, 1);
        tryAcquired(pool).get().use();
        assertThat(activations()).isEqualTo(2);
    }

    @Test
    void acquireWithoutTimeActivates() {
        Pool<Item> pool = active(1);
        fill(pool, 1);
        served(acquirer(pool, Duration.ZERO).outcome()).get().use();
        assertThat(activations()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void anObjectThatComesBackIsActivatedForTheWaiter(WaiterKind kind) {
        Pool<Item> pool = active(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool);
        out.close();
        served(claim).get().use();
        assertThat(activations()).isEqualTo(2);
        assertThat(pool.stats().hits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anObjectOnTopOfTheBoundIsActivated(WaiterKind kind) {
        Pool<Item> pool = active(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.OVERFLOW));
        acquire(pool);
        served(claim(kind, pool)).get().use();
        assertThat(activations()).isEqualTo(2);
        assertThat(pool.stats().overflow()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aPoolThatRefusesToWaitActivatesWhatIsIdle(WaiterKind kind) {
        Pool<Item> pool = active(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.FAIL));
        fill(pool, 1);
        served(claim(kind, pool)).get().use();
        assertThat(activations()).isEqualTo(2);
    }

    /** First the validation, then the activation. */
    @ParameterizedTest
    @EnumSource
    void aValidatedObjectIsActivated(WaiterKind kind) {
        Pool<Item> pool = active(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        lifecycle.keepJournal();
        served(claim(kind, pool)).get().use();
        assertThat(lifecycle.journal()).containsSubsequence("VALIDATE 1", "ACTIVATE 1");
    }

    @Test
    void useAndRunActivate() {
        Pool<Item> pool = active(1);
        act(() -> pool.use(item -> item.id())).result();
        act(() -> {
                    pool.run(Item::use);
                    return true;
                })
                .result();
        assertThat(activations()).isEqualTo(2);
    }

    @Test
    void useAsyncActivates() {
        Pool<Item> pool = active(1);
        CompletableFuture<Integer> used = pool.useAsync(item -> CompletableFuture.completedFuture(item.id()));
        assertThat(Waits.result(used)).isEqualTo(1);
        assertThat(activations()).isEqualTo(1);
    }

    // ---- threads

    /** "On the thread that acquires." */
    @Test
    void aThreadActivatesItself() {
        Pool<Item> pool = active(1);
        Threads.Actor<Lease<Item>> fresh = acquirer(pool, HOUR);
        Lease<Item> out = fresh.result();
        assertThat(lifecycle.onActivate().lastThread()).isSameAs(fresh.thread());
        Threads.Actor<Lease<Item>> waiting = waiter(pool);
        out.close();
        waiting.result().close();
        assertThat(lifecycle.onActivate().lastThread()).isSameAs(waiting.thread());
        awaitIdle(pool, 1);
        Threads.Actor<Lease<Item>> idle = acquirer(pool, HOUR);
        idle.result();
        assertThat(lifecycle.onActivate().lastThread()).isSameAs(idle.thread());
    }

    /** "For futures on a thread of the pool, … never on the thread that gave the object back." */
    @Test
    void aFutureIsActivatedForOnAWorker() {
        Pool<Item> pool = active(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool);
        act(() -> {
                    out.close();
                    return true;
                })
                .result();
        served(future);
        assertThat(lifecycle.onActivate().lastThread().getName())
                .startsWith("rockpool-" + pool.config().name() + "-worker-");
    }

    // ---- what fails

    @ParameterizedTest
    @EnumSource
    void whatFailsIsDestroyedAndTheAcquireGoesOnWithAnother(WaiterKind kind) {
        Pool<Item> pool = active(1);
        fill(pool, 1);
        IOException failure = new IOException("no such tenant");
        lifecycle.onActivate().next(Behaviour.fail(failure));
        assertThat(served(claim(kind, pool)).get().id()).isEqualTo(2);
        PoolStats stats = pool.stats();
        assertThat(stats.activationFailures()).isEqualTo(1);
        assertThat(stats.destroyed(DestroyCause.ACTIVATION_FAILED)).isEqualTo(1);
        assertThat(listener.await("activationFailed", 1).get(0).detail()).isSameAs(failure);
        assertThat(stats.acquired())
                .as("a lease that never began is not counted")
                .isEqualTo(2);
        assertThat(stats.misses()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void anErrorIsAFailureToo(WaiterKind kind) {
        Pool<Item> pool = active(1);
        lifecycle.onActivate().next(Behaviour.fail(new StackOverflowError()));
        assertThat(served(claim(kind, pool)).get().id()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void manyThatFailAreReplacedWithinOneAcquire(WaiterKind kind) {
        Pool<Item> pool = active(3);
        fill(pool, 3);
        Behaviour no = Behaviour.fail(new IOException("no"));
        lifecycle.onActivate().next(no, no, no);
        assertThat(served(claim(kind, pool)).get().id()).isGreaterThan(3);
        assertThat(pool.stats().activationFailures()).isEqualTo(3);
    }

    /** "tryAcquire goes on to the next idle object." */
    @Test
    void tryAcquireGoesOnToTheNext() {
        Pool<Item> pool = active(2);
        fill(pool, 2);
        lifecycle.onActivate().next(Behaviour.fail(new IOException("no")));
        tryAcquired(pool).get().use();
        awaitSize(pool, 1);
    }

    @Test
    void tryAcquireGivesNullWhenAllFail() {
        Pool<Item> pool = active(2);
        fill(pool, 2);
        Behaviour no = Behaviour.fail(new IOException("no"));
        lifecycle.onActivate().next(no, no);
        assertThat(pool.tryAcquire()).isNull();
        assertThat(pool.stats().activationFailures()).isEqualTo(2);
    }

    @Test
    void aFutureWithoutTimeGoesOnToTheNext() {
        Pool<Item> pool = active(2);
        fill(pool, 2);
        lifecycle.onActivate().next(Behaviour.fail(new IOException("no")));
        served(future(pool, Duration.ZERO)).get().use();
    }

    /** "Keeping its deadline", and the timeout names the last failure. */
    @ParameterizedTest
    @EnumSource
    void theAcquireEndsByItsDeadlineThoughEveryActivationFails(WaiterKind kind) {
        Pool<Item> pool = active(builder -> builder.maxSize(1).creation(Creation.BACKGROUND));
        IOException failure = new IOException("no such tenant");
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, SECOND);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().always(Behaviour.fail(failure));
        lifecycle.onCreate().always(Behaviour.pass(gate));
        out.close();
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.ACTIVATION_FAILED));
        Waits.until("time to be up", () -> {
            advance(SECOND);
            return claim.isDone();
        });
        assertThat(Waits.failure(claim))
                .isInstanceOf(PoolTimeoutException.class)
                .hasCause(failure);
    }

    /** "Bounded by the deadline": the future fails, and what is activated in vain is cleaned, and serves the next. */
    @Test
    void aFutureWhoseActivationHangsEndsByItsDeadline() {
        Pool<Item> pool = active(builder -> builder.maxSize(1).createTimeout(HOUR));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> hung = future(pool, SECOND);
        gate.awaitInside(1);
        Waits.until("time to be up", () -> {
            advance(SECOND);
            return hung.isDone();
        });
        timedOut(hung, Phase.ACTIVATING);
        int resets = lifecycle.onReset().calls();
        gate.open();
        awaitIdle(pool, 1);
        assertThat(lifecycle.onReset().calls())
                .as("what was prepared for nobody is cleaned")
                .isEqualTo(resets + 1);
        assertThat(acquire(pool).get().id()).isEqualTo(1);
    }

    /** An activation on a worker that overruns {@code createTimeout} is given up, and its object destroyed. */
    @Test
    void anActivationOnAWorkerThatHangsIsGivenUp() {
        Pool<Item> pool = active(builder -> builder.maxSize(1).createTimeout(MINUTE));
        fill(pool, 1);
        lifecycle.onActivate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> claim = future(pool);
        Waits.until("the activation to hang", () -> lifecycle.onActivate().inside() == 1);
        advance(MINUTE);
        assertThat(served(claim).get().id()).isGreaterThan(1);
    }

    // ---- where every activation fails

    /** "Then one at a time is made, after the pauses of creationBackOff"; the acquire waits on, within its deadline. */
    @ParameterizedTest
    @EnumSource
    void whereEveryActivationFailsTheNextObjectIsMadeAfterAPause(WaiterKind kind) {
        ticker = new ManualTicker(-1L << 50); // any origin will do
        Pool<Item> pool = active(2);
        lifecycle.onActivate().always(Behaviour.fail(new IOException("no such role")));
        CompletableFuture<Lease<Item>> claim = claim(kind, pool);
        for (int failures = 2; failures <= 9; failures++) {
            awaitFailed(pool, failures);
            Duration ceiling = Duration.ofMillis(100L << (failures - 1));
            Duration floor = failures == 2 ? Duration.ofMillis(100) : ceiling.dividedBy(2);
            advance(floor.minusNanos(1));
            future(pool).cancel(false); // one more that asks
            assertThat(lifecycle.onCreate().calls()).as("made before " + floor).isEqualTo(failures);
            advance(ceiling.minus(floor).plusNanos(1));
        }
        awaitFailed(pool, 10);
        lifecycle.onActivate().heal();
        advance(MINUTE);
        assertThat(served(claim).get().id()).isEqualTo(11);
        assertThat(served(claim(kind, pool)).get().id()).as("at once").isEqualTo(12);
    }

    private void awaitFailed(Pool<Item> pool, int count) {
        Waits.untilEquals("failed", (long) count, () -> pool.stats().destroyed(DestroyCause.ACTIVATION_FAILED));
        Waits.untilEquals("size", 0, () -> pool.stats().size());
    }

    /** "One at a time", however many wait, until one was activated. */
    @Test
    void afterThePauseOneObjectIsMadeUntilItIsKnownToBeOfUse() {
        Pool<Item> pool =
                active(builder -> builder.maxSize(4).parallelCreations(4).creation(Creation.BACKGROUND));
        Behaviour no = Behaviour.fail(new IOException("no such role"));
        lifecycle.onActivate().next(no, no);
        CompletableFuture<Lease<Item>> first = future(pool);
        awaitFailed(pool, 2);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        List<CompletableFuture<Lease<Item>>> claims = new ArrayList<>(List.of(first));
        for (int i = 0; i < 3; i++) {
            claims.add(future(pool));
        }
        advance(SECOND);
        gate.awaitInside(1);
        claims.add(future(pool));
        assertThat(pool.stats().creating()).isEqualTo(1);
        gate.open();
        claims.subList(0, 4).forEach(claim -> served(claim).get().use());
    }

    /** minIdle makes no more objects in vain than acquires do. */
    @Test
    void minIdleKeepsToThePauseToo() {
        Pool<Item> pool = active(builder -> builder.maxSize(4).minIdle(2).creation(Creation.BACKGROUND));
        awaitIdle(pool, 2);
        lifecycle.onActivate().always(Behaviour.fail(new IOException("no such role")));
        assertThat(pool.tryAcquire()).isNull();
        Waits.until("a pause", () -> {
            pool.tryAcquire();
            return pool.stats().size() == 0;
        });
        int made = lifecycle.onCreate().calls();
        assertThat(pool.tryAcquire()).isNull();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(made);
        lifecycle.onActivate().heal();
        Waits.until("the stock", () -> {
            advance(SECOND);
            return pool.stats().idle() == 2;
        });
    }

    // ---- meanwhile

    /** While it is activated, an object is neither idle nor leased, and nobody else has it. */
    @ParameterizedTest
    @EnumSource
    void nobodyElseHasAnObjectThatIsBeingActivated(WaiterKind kind) {
        Pool<Item> pool = active(1);
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> claim = claim(kind, pool);
        gate.awaitInside(1);
        assertThat(pool.tryAcquire()).isNull();
        PoolStats stats = pool.stats();
        assertThat(stats.idle() + stats.leased()).isZero();
        assertThat(stats.size()).isEqualTo(1);
        gate.open();
        assertThat(served(claim).get().id()).isEqualTo(1);
    }

    /** One that activates for long holds up nobody. */
    @ParameterizedTest
    @EnumSource
    void othersAreServedMeanwhile(WaiterKind kind) {
        Pool<Item> pool = active(2);
        List<Lease<Item>> both = acquire(pool, 2);
        CompletableFuture<Lease<Item>> first = waitAt(kind, pool);
        CompletableFuture<Lease<Item>> second = waitAt(kind, pool);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().next(Behaviour.pass(gate));
        both.get(0).close();
        gate.awaitInside(1);
        both.get(1).close();
        Waits.until("one of them to be served", () -> first.isDone() || second.isDone());
        CompletableFuture<Lease<Item>> other = first.isDone() ? first : second;
        served(other).get().use();
        gate.open();
        served(first).get().use();
        served(second).get().use();
    }

    @ParameterizedTest
    @EnumSource
    void closeDuringAnActivationFailsTheAcquireAndDestroysTheObject(WaiterKind kind) {
        Pool<Item> pool = active(1);
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> claim = claim(kind, pool);
        gate.awaitInside(1);
        CompletableFuture<?> closed = pool.control().shutdown(HOUR);
        gate.open();
        assertThat(Waits.failure(claim)).isInstanceOf(PoolClosedException.class);
        Waits.result(closed);
        assertThat(pool.stats().size()).isZero();
    }

    /** "The lease wins and the flag stays." */
    @Test
    void anInterruptDuringAnActivationStaysWithTheThread() {
        Pool<Item> pool = active(1);
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().next(Behaviour.pass(gate));
        Threads.Actor<Boolean> actor = act(() -> {
            kept(pool.acquire()).get().use();
            return Thread.currentThread().isInterrupted();
        });
        gate.awaitInside(1);
        actor.interrupt();
        gate.open();
        assertThat(actor.result()).isTrue();
    }

    @Test
    void anActivationThatIsInterruptedIsAFailureAndTheAcquireEnds() {
        Pool<Item> pool = active(1);
        fill(pool, 1);
        lifecycle.onActivate().next(Behaviour.fail(new InterruptedException("stop")));
        Gate gate = lifecycle.gate();
        lifecycle.onDestroy().next(Behaviour.pass(gate)); // so that there is no other object at once
        Threads.Actor<Lease<Item>> actor = acquirer(pool, HOUR);
        assertThat(actor.failure()).isInstanceOf(InterruptedException.class);
        gate.open();
        awaitSize(pool, 0);
    }

    @Test
    void aCancelledFutureLosesNothing() {
        Pool<Item> pool = active(1);
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> first = future(pool);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> second = future(pool);
        first.cancel(false);
        gate.open();
        assertThat(served(second).get().id()).isEqualTo(1);
        assertThat(pool.stats().acquired()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void anObjectThatIsActivatedWhileThePoolIsClearedIsDestroyedInTheEnd(WaiterKind kind) {
        Pool<Item> pool = active(1);
        Item old = fill(pool, 1).get(0);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> claim = claim(kind, pool);
        gate.awaitInside(1);
        pool.control().clear();
        gate.open();
        served(claim).close();
        Waits.until("the old object to be destroyed", old::isDestroyed);
    }

    /** An activation may use the pool, and close it. */
    @Test
    void anActivationMayCloseThePool() {
        AtomicInteger calls = new AtomicInteger();
        Pool<?>[] self = new Pool<?>[1];
        Pool<Item> pool = open(builder -> builder.maxSize(1).onAcquire(item -> {
            calls.incrementAndGet();
            self[0].close();
        }));
        self[0] = pool;
        Threads.Actor<Lease<Item>> actor = acquirer(pool, HOUR);
        assertThat(actor.failure()).isInstanceOf(PoolClosedException.class);
        assertThat(calls).hasValue(1);
    }

    // ---- in its turn

    /** "It must not lose its place to later waiters." */
    @ParameterizedTest
    @EnumSource
    void withStrictFairnessOneWhoseActivationFailsKeepsItsPlace(WaiterKind kind) {
        Pool<Item> pool =
                active(builder -> builder.maxSize(2).fairness(Fairness.STRICT).creation(Creation.BACKGROUND));
        List<Lease<Item>> both = acquire(pool, 2);
        CompletableFuture<Lease<Item>> first = waitAt(kind, pool);
        Gate gate = lifecycle.gate();
        IOException failure = new IOException("no");
        lifecycle.onActivate().next(() -> {
            gate.pass();
            throw failure;
        });
        lifecycle.onCreate().always(lifecycle.never());
        both.get(0).close();
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> second = waitAt(WaiterKind.FUTURE, pool);
        gate.open();
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.ACTIVATION_FAILED));
        both.get(1).close();
        served(first).get().use();
        assertThat(second).isNotDone();
    }

    // ---- classes

    @Test
    void anActivationOnAcquireReplacesThatOfTheLifecycleAndOfTheObject() throws Exception {
        List<String> calls = new ArrayList<>();
        Pool<Selfish> pool = selfish(calls, true, builder -> builder.onAcquire(self -> calls.add("builder")));
        pool.run(self -> calls.add("use"));
        pool.close();
        assertThat(calls).containsExactly("builder", "use");
    }

    @Test
    void anObjectActivatesItself() throws Exception {
        List<String> calls = new ArrayList<>();
        Pool<Selfish> pool = selfish(calls, true, builder -> builder);
        for (int i = 0; i < 2; i++) {
            pool.run(self -> calls.add("use"));
        }
        pool.close();
        assertThat(calls).containsExactly("self", "use", "self", "use");
    }

    /** What does not override the method is not asked. */
    @Test
    void anObjectThatDoesNotActivateItselfPaysNothing() throws Exception {
        List<String> calls = new ArrayList<>();
        Pool<Selfish> pool = selfish(calls, false, builder -> builder);
        pool.run(self -> calls.add("use"));
        pool.close();
        assertThat(calls).containsExactly("use");
    }

    /** Objects of one pool may be of several classes. */
    @Test
    void onlyThoseThatActivateThemselvesAreActivated() throws Exception {
        List<String> calls = new ArrayList<>();
        AtomicInteger made = new AtomicInteger();
        Pool<Selfish> pool = Pool.<Selfish>builder(
                        () -> made.incrementAndGet() == 1 ? new Selfish() : new Activated(calls))
                .maxSize(2)
                .build();
        try (Lease<Selfish> plain = pool.acquire();
                Lease<Selfish> activated = pool.acquire()) {
            assertThat(plain.get()).isNotSameAs(activated.get());
        }
        assertThat(calls).containsExactly("self");
        for (int i = 0; i < 10; i++) {
            try (Lease<Selfish> plain = pool.acquire();
                    Lease<Selfish> activated = pool.acquire()) {
                assertThat(plain.get()).isNotSameAs(activated.get());
            }
        }
        pool.close();
        assertThat(calls).hasSize(11);
    }

    /** Knows how to reset itself, and not how to be activated. */
    static class Selfish implements dev.rockpool.Reusable {}

    static final class Activated extends Selfish {
        private final List<String> calls;

        Activated(List<String> calls) {
            this.calls = calls;
        }

        @Override
        public void activate() {
            calls.add("self");
        }
    }

    private static Pool<Selfish> selfish(
            List<String> calls, boolean activates, UnaryOperator<PoolBuilder<Selfish>> settings) {
        return settings.apply(Pool.<Selfish>builder(() -> activates ? new Activated(calls) : new Selfish())
                        .maxSize(1))
                .build();
    }

    // ---- all at once

    /** Whatever fails and whoever leaves: no object is shared or lost, and the sums are right (the audit looks). */
    @Test
    void activationsThatFailAtRandomLoseNothing() {
        Random random = new Random(7);
        Pool<Item> pool = open(builder -> builder.maxSize(3).onAcquire(item -> {
            lifecycle.prepare(item); // which sees whether somebody uses it
            if (random.nextInt(4) == 0) {
                throw new IOException("at random");
            }
        }));
        List<Threads.Actor<Integer>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int seed = i;
            users.add(act(() -> useInEveryWay(pool, seed)));
        }
        Waits.until("all to end", () -> {
            advance(Duration.ofMillis(1));
            return users.stream().allMatch(Threads.Actor::isDone);
        });
        assertThat(users.stream().mapToInt(Threads.Actor::result).sum()).isPositive();
        Waits.untilEquals("leased", 0, () -> pool.stats().leased());
    }

    private int useInEveryWay(Pool<Item> pool, int seed) throws InterruptedException {
        Random random = new Random(seed);
        int served = 0;
        for (int round = 0; round < 200; round++) {
            Lease<Item> lease = null;
            if (random.nextInt(3) == 0) {
                CompletableFuture<Lease<Item>> future = pool.acquireAsync(HOUR.multipliedBy(1_000));
                if (random.nextBoolean() && future.cancel(false)) {
                    continue;
                }
                lease = Waits.result(future);
            } else if (random.nextInt(3) == 0) {
                lease = pool.tryAcquire();
            } else {
                try {
                    lease = pool.acquire(SECOND);
                } catch (PoolTimeoutException late) {
                    continue;
                }
            }
            if (lease != null) {
                served++;
                lease.get().use(Thread::onSpinWait);
                lease.close();
            }
        }
        return served;
    }
}
