package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.Seed;
import dev.rockpool.Soon;
import dev.rockpool.config.Leaks;
import dev.rockpool.internal.explain.Holders;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.slot.TokenReference;
import dev.rockpool.monitor.DestroyCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The protocol of tokens, step by step, with a collector that is told when to clear a reference. Time stands still, so no
 * sweep comes between.
 */
class LeakWatchTest {

    private static final long THREAD = 77;

    private PoolEngine<Object> engine = open(1, Leaks.on());

    private static PoolEngine<Object> open(int size, Leaks leaks) {
        Pool<Object> pool = Pool.builder(Object::new)
                .maxSize(size)
                .minIdle(size)
                .acquireTimeout(Duration.ofHours(1))
                .leaks(leaks)
                .ticker(new HandTicker())
                .build();
        Soon.until("all objects to be there", () -> pool.stats().idle() == size);
        return (PoolEngine<Object>) pool;
    }

    private PoolEngine<Object> reopen(int size, Leaks leaks) {
        engine.close();
        engine = open(size, leaks);
        return engine;
    }

    @AfterEach
    void end() {
        assertThat(engine.control().shutdown(Duration.ZERO)).isNotNull();
    }

    private Slot<Object> slot() {
        return Objects.requireNonNull(engine.core.state.table.first(slot -> true));
    }

    private TokenReference<Object> reference() {
        return Objects.requireNonNull(slot().tokenReference());
    }

    /** Takes an idle object, as far as the CAS. */
    private Slot<Object> half() {
        return Objects.requireNonNull(engine.takeIdle(THREAD));
    }

    private void reclaim() {
        engine.core.leakWatch.reclaim();
    }

    private long leaks() {
        return engine.stats().leaks();
    }

    // ---- the token

    @Test
    void leasesInSuccessionShareATokenWhichNoReturnWrites() throws Exception {
        engine.acquire().close();
        TokenReference<Object> first = reference();
        Object token = Objects.requireNonNull(first.get());
        engine.acquire().close();
        assertThat(engine.<Object, RuntimeException>use(object -> reference().get()))
                .isSameAs(token);
        engine.run(object -> assertThat(reference()).isSameAs(first));
        engine.acquireAsync().join().close();
        assertThat(reference()).isSameAs(first);
    }

    @Test
    void anAcquireThatFindsTheTokenDeadMakesANewOne() throws Exception {
        engine.acquire().close();
        TokenReference<Object> first = reference();
        first.clear();
        try (Lease<Object> lease = engine.acquire()) {
            assertThat(lease.get()).isNotNull();
            assertThat(reference()).isNotSameAs(first);
            assertThat(reference().get()).isNotNull();
        }
    }

    @Test
    void withoutDetectionThereIsNoToken() throws Exception {
        reopen(1, Leaks.off()).acquire().close();
        assertThat(slot().tokenReference()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void promptDetectionGivesEveryNthLeaseATokenOfItsOwn(int everyNth) throws Exception {
        reopen(1, Leaks.on().prompt(everyNth));
        engine.acquire().close();
        int fresh = 0;
        for (int i = 0; i < 3 * everyNth; i++) {
            TokenReference<Object> before = reference();
            Object alive = before.get(); // the collector would make it fresh
            engine.acquire().close();
            fresh += reference() == before ? 0 : 1;
            assertThat(alive == null && everyNth > 1).isFalse();
        }
        assertThat(fresh).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "invalidate", "detach"})
    void aLeaseThatHasEndedAndIsKeptHidesNoLaterLoss(String how) throws Exception {
        Lease<Object> kept = engine.acquire();
        TokenReference<Object> reference = reference();
        switch (how) {
            case "close" -> kept.close();
            case "invalidate" -> kept.invalidate();
            default -> assertThat(kept.detach()).isNotNull();
        }
        Soon.until("the token to die", () -> {
            System.gc();
            return reference.refersTo(null);
        });
        assertThat(kept.toString()).contains("ended");
    }

    @Test
    void aStaleCloseLeavesTheNextLeaseAndItsTokenAlone() throws Exception {
        Lease<Object> stale = engine.acquire();
        stale.close();
        Lease<Object> next = engine.acquire();
        TokenReference<Object> reference = reference();
        stale.close();
        assertThat(next.get()).isNotNull();
        assertThat(reference()).isSameAs(reference);
        next.close();
        assertThat(leaks()).isZero();
    }

    // ---- who is lost

    @Test
    void aLeaseWhoseTokenDiesIsLostOnce() throws Exception {
        Lease<Object> lease = engine.acquire();
        reference().enqueue();
        reclaim();
        reclaim();
        assertThat(leaks()).isEqualTo(1);
        lease.close(); // its late end does no harm
        Soon.until("the object to be destroyed", () -> engine.stats().destroyed(DestroyCause.LEAKED) == 1);
        assertThat(leaks()).isEqualTo(1);
    }

    @Test
    void anIdleSlotsReferenceMeansNothing() throws Exception {
        engine.acquire().close();
        reference().enqueue();
        reclaim();
        assertThat(engine.stats().idle()).isEqualTo(1);
        engine.acquire().close();
        assertThat(leaks()).isZero();
    }

    @Test
    void anEndedLeasesReferenceMeansNothing() throws Exception {
        Lease<Object> lease = engine.acquire();
        reference().enqueue();
        lease.close();
        reclaim();
        assertThat(leaks()).isZero();
        assertThat(engine.stats().idle()).isEqualTo(1);
    }

    @Test
    void anAcquireThatHasNotReadADeadReferenceYetIsNotLost() throws Exception {
        engine.acquire().close();
        reference().enqueue();
        Slot<Object> slot = half();
        reclaim();
        assertThat(Snapshot.isLeased(slot.look())).isTrue();
        try (Lease<Object> lease = engine.leaseOf(slot, THREAD)) {
            reclaim();
            assertThat(lease.get()).isNotNull();
        }
        assertThat(leaks()).isZero();
    }

    @Test
    void aReferenceThatAnAcquireHasReplacedMeansNothing() throws Exception {
        engine.acquire().close();
        reference().enqueue();
        try (Lease<Object> lease = engine.acquire()) {
            reclaim();
            assertThat(lease.get()).isNotNull();
            assertThat(leaks()).isZero();
            reference().enqueue();
            reclaim();
            assertThat(leaks()).isEqualTo(1);
        }
    }

    @Test
    void aLeaseThatIsGrantedAndNotTakenYetIsNotLost() throws Exception {
        engine.acquire().close();
        Slot<Object> slot = Objects.requireNonNull(engine.core.state.index.find(Take.ANY, 0));
        slot.leaseTo(THREAD);
        assertThat(Holders.longestHeldBy(THREAD, engine.core.state.table, engine.core.platform.ticker.nanoTime()))
                .as("known all the same")
                .isNotNull();
        reference().enqueue();
        reclaim();
        assertThat(leaks()).isZero();
        try (Lease<Object> lease = engine.leaseOf(slot, THREAD)) {
            assertThat(lease.get()).isNotNull();
            reference().enqueue();
            reclaim();
        }
        assertThat(leaks()).isEqualTo(1);
    }

    // ---- any order

    /** One who acquires, step by step. */
    private static final class Actor {
        @Nullable
        Slot<Object> slot; // from the CAS on

        long lease;

        @Nullable
        Object token; // while the model has it strongly; the collector respects that

        boolean isGiven;
    }

    /** Whatever the order of acquires, ends, losses, collections and sweeps: only lost leases are found, and all of them. */
    @Test
    void onlyLostLeasesAreFoundAndAllOfThem() {
        Seed seed = Seed.next(LeakWatchTest.class);
        Random random = seed.random();
        reopen(3, Leaks.on().reuse());
        List<Actor> actors = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            actors.add(new Actor());
        }
        long lost = 0;
        for (int step = 0; step < 200_000; step++) {
            int what = random.nextInt(10);
            if (what < 7) {
                lost += act(actors.get(random.nextInt(actors.size())), random, seed);
            } else if (what < 9) {
                collect(actors, random);
            } else {
                reclaim();
            }
            assertThat(leaks()).as("%s, step %d", seed, step).isLessThanOrEqualTo(lost);
        }
        for (Actor actor : actors) { // those that are on the way go on until they have what they came for
            while (actor.slot != null && !actor.isGiven) {
                lost += act(actor, random, seed);
            }
        }
        collectAll(actors);
        reclaim();
        assertThat(leaks()).as("%s", seed).isEqualTo(lost).isPositive();
    }

    /** Makes the next step; says how many leases it lost. */
    private int act(Actor actor, Random random, Seed seed) {
        if (actor.slot == null) {
            actor.slot = engine.takeIdle(random.nextInt(1_000) + 1);
            actor.lease = actor.slot == null ? 0 : actor.slot.lease();
        } else if (actor.token == null) {
            actor.token = engine.tokenOf(actor.slot);
        } else if (!actor.isGiven) {
            actor.slot.given(actor.lease, random.nextInt(1_000) + 1);
            actor.isGiven = true;
        } else {
            boolean isLost = random.nextInt(4) == 0;
            assertThat(actor.slot.isCurrent(actor.lease))
                    .as("%s: not taken for lost", seed)
                    .isTrue();
            if (!isLost) {
                engine.giveBack(actor.slot, actor.lease);
            }
            actor.slot = null;
            actor.token = null;
            actor.isGiven = false;
            return isLost ? 1 : 0;
        }
        return 0;
    }

    private void collect(List<Actor> actors, Random random) {
        engine.core.state.table.forEach(slot -> {
            if (random.nextBoolean()) {
                collect(slot, actors);
            }
        });
    }

    private void collectAll(List<Actor> actors) {
        engine.core.state.table.forEach(slot -> collect(slot, actors));
    }

    /** Clears the slot's reference, unless somebody has its token strongly. */
    private static void collect(Slot<Object> slot, List<Actor> actors) {
        TokenReference<Object> reference = slot.tokenReference();
        if (reference != null
                && actors.stream().noneMatch(actor -> actor.token != null && reference.refersTo(actor.token))) {
            reference.enqueue();
        }
    }

    /** The real collector, and threads that leave their slots idle now and then. */
    @Test
    void noLeaseInUseIsTakenForLostWhileTheCollectorRuns() throws Exception {
        reopen(4, Leaks.on());
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger failures = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Thread thread = new Thread(() -> {
                while (!isOver.get()) {
                    try (Lease<Object> lease = engine.acquire()) {
                        lease.get();
                    } catch (Throwable failure) {
                        failures.incrementAndGet();
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (int i = 0; i < 30; i++) {
            System.gc();
            reclaim();
        }
        isOver.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        reclaim();
        assertThat(failures).hasValue(0);
        assertThat(leaks()).isZero();
    }
}
