package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.DestroyCause;
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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is done with an object before its lease ({@code onAcquire}): with a fresh one and an idle one, on every way to a lease.
 * What fails: {@link FailedActivationContract}.
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
