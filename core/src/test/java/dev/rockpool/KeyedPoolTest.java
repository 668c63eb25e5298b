package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.config.Creation;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedPoolTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    /** An object that knows its key. */
    private static final class Thing {
        private final Object key;
        private final int number;

        Thing(Object key, int number) {
            this.key = key;
            this.number = number;
        }

        @Override
        public String toString() {
            return key + "-" + number;
        }
    }

    private final AtomicInteger made = new AtomicInteger();
    private final List<String> destroyed = new CopyOnWriteArrayList<>();
    private final Map<Object, RuntimeException> broken = new ConcurrentHashMap<>();
    private final List<Object> keys = new CopyOnWriteArrayList<>();

    private final KeyedLifecycle<Object, Thing> lifecycle = new KeyedLifecycle<>() {
        @Override
        public Thing create(Object key) {
            RuntimeException failure = broken.get(key);
            if (failure != null) {
                throw failure;
            }
            keys.add(key);
            return new Thing(key, made.incrementAndGet());
        }

        @Override
        public void destroy(Object key, Thing thing) {
            assertThat(thing.key).isEqualTo(key);
            destroyed.add(thing.key.toString());
        }
    };

    private KeyedPool<Object, Thing> pool;

    private void open(int maxPerKey, int maxTotal) {
        open(maxPerKey, maxTotal, each -> each);
    }

    private void open(int maxPerKey, int maxTotal, UnaryOperator<PoolBuilder<Thing>> settings) {
        pool = KeyedPool.builder(lifecycle)
                .name("db")
                .maxPerKey(maxPerKey)
                .maxTotal(maxTotal)
                .perKey(settings)
                .build();
    }

    @AfterEach
    void close() {
        if (pool != null) {
            pool.close();
        }
    }

    private void touch(Object... touched) throws InterruptedException {
        for (Object key : touched) {
            pool.acquire(key).close();
        }
    }

    private void awaitKeys(Object... known) {
        Soon.until("the keys", () -> pool.keys().size() == known.length);
        assertThat(pool.keys()).containsExactlyInAnyOrder(known);
    }

    @Test
    void eachKeyHasItsOwnObjectsAndTheyAreUsedAgain() throws Exception {
        open(2, 10);
        Thing first = pool.use("a", thing -> thing);
        assertThat(pool.<Thing, RuntimeException>use("b", thing -> thing).key).isEqualTo("b");
        assertThat(pool.<Thing, RuntimeException>use("a", thing -> thing)).isSameAs(first);
        assertThat(pool.keys()).containsExactlyInAnyOrder("a", "b");
        assertThat(pool.stats().size()).isEqualTo(2);
        assertThat(pool.stats().acquired()).isEqualTo(3);
        assertThat(pool.stats("a").acquired()).isEqualTo(2);
        assertThat(pool.stats("c").acquired()).isZero();
    }

    @Test
    void aKeyHasAtMostMaxPerKeyObjects() throws Exception {
        open(1, 10);
        try (Lease<Thing> held = pool.acquire("a")) {
            assertThat(held.get().key).isEqualTo("a");
            assertThatThrownBy(() -> pool.acquire("a", SHORT))
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("db[a]")
                    .hasMessageContaining("1 of 1 leased");
        }
    }

    @Test
    void whereAllPlacesAreLeasedAnAcquireOfAnotherKeyWaitsAndSaysWhy() throws Exception {
        open(2, 2);
        try (Lease<Thing> one = pool.acquire("a");
                Lease<Thing> two = pool.acquire("b")) {
            assertThat(one.get()).isNotSameAs(two.get());
            assertThatThrownBy(() -> pool.acquire("c", SHORT))
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("db[c]")
                    .hasMessageContaining("maxTotal");
        }
    }

    @Test
    void anIdleObjectOfTheKeyUsedLeastRecentlyGivesWay() throws Exception {
        open(2, 3);
        touch("a", "b", "c", "b", "d");
        Soon.until("a to go", () -> destroyed.contains("a"));
        touch("c", "e");
        Soon.until("b to go", () -> destroyed.contains("b"));
        assertThat(destroyed).containsExactly("a", "b");
        awaitKeys("c", "d", "e");
        assertThat(pool.stats().destroyed(DestroyCause.SURPLUS)).isEqualTo(2);
        assertThat(pool.stats().size()).isEqualTo(3);
    }

    @Test
    void anObjectThatComesBackGoesToAnotherKeyThatWaits() throws Exception {
        open(1, 1);
        Lease<Thing> held = pool.acquire("a");
        CompletableFuture<Lease<Thing>> other = pool.acquireAsync("b");
        assertThat(other).isNotDone();
        held.close();
        assertThat(Soon.value(other).get().key).isEqualTo("b");
        assertThat(destroyed).containsExactly("a");
        Soon.value(other).close();
        awaitKeys("b");
    }

    @Test
    void aQuietKeyIsServedBeforeLaterAcquiresOfABusyOne() throws Exception {
        open(2, 2);
        Lease<Thing> first = pool.acquire("busy");
        Lease<Thing> second = pool.acquire("busy");
        CompletableFuture<Lease<Thing>> early = pool.acquireAsync("busy");
        CompletableFuture<Lease<Thing>> quiet = pool.acquireAsync("quiet");
        CompletableFuture<Lease<Thing>> late = pool.acquireAsync("busy");
        first.close();
        Soon.value(early);
        assertThat(quiet).isNotDone();
        second.close();
        Soon.value(quiet);
        assertThat(late).isNotDone();
        Soon.value(early).close();
        Soon.value(late).close();
        Soon.value(quiet).close();
        assertThat(pool.stats().size()).isEqualTo(2);
    }

    @Test
    void capacityThatBecomesFreeInAnyWayServesAnotherKey() throws Exception {
        open(1, 1);
        for (int way = 0; way < 4; way++) {
            Lease<Thing> held = pool.acquire("a" + way);
            CompletableFuture<Lease<Thing>> other = pool.acquireAsync("b" + way);
            switch (way) {
                case 0 -> held.invalidate();
                case 1 -> held.detach();
                case 2 -> {
                    pool.control().clear();
                    held.close();
                }
                default -> pool.control().resize(2);
            }
            Soon.value(other).close();
            held.close();
        }
        assertThat(pool.stats().waiting()).isZero();
    }

    @Test
    void aFailedCreationFreesItsPlaceForAnotherKey() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        pool = KeyedPool.builder((Object key) -> {
                    if (key.equals("bad")) {
                        gate.await();
                        throw new IllegalStateException("no such host");
                    }
                    return new Thing(key, made.incrementAndGet());
                })
                .maxTotal(1)
                .build();
        CompletableFuture<Lease<Thing>> bad = pool.acquireAsync("bad");
        CompletableFuture<Lease<Thing>> good = pool.acquireAsync("good");
        assertThat(good).isNotDone();
        gate.countDown();
        Soon.value(good).close();
        assertThatThrownBy(() -> Soon.value(bad)).hasRootCauseMessage("no such host");
    }

    @Test
    void aWaiterThatLeavesLosesNothing() throws Exception {
        open(1, 1);
        Lease<Thing> held = pool.acquire("a");
        CompletableFuture<Lease<Thing>> gone = pool.acquireAsync("b");
        CompletableFuture<Lease<Thing>> next = pool.acquireAsync("c");
        assertThat(gone.cancel(false)).isTrue();
        held.close();
        Soon.value(next).close();
        awaitKeys("c");
    }

    @Test
    void aKeyWithoutObjectsIsForgottenAtOnceAndItsNumbersAreKept() throws Exception {
        open(2, 10);
        try (Lease<Thing> held = pool.acquire("a")) {
            held.invalidate();
        }
        awaitKeys();
        touch("b");
        pool.control().clear("b");
        awaitKeys();
        assertThat(pool.acquire("c").detach().key).isEqualTo("c");
        awaitKeys();
        assertThat(pool.stats().acquired()).isEqualTo(3);
        assertThat(pool.stats().released()).isEqualTo(3);
        assertThat(pool.stats().created()).isEqualTo(3);
        assertThat(pool.stats().misses()).isEqualTo(3);
        assertThat(pool.stats().size()).isZero();
    }

    @Test
    void aViewWorksOnWhenItsKeyHasBeenForgotten() throws Exception {
        open(2, 10);
        Pool<Thing> view = pool.pool("a");
        view.acquire().invalidate();
        awaitKeys();
        assertThat(view.stats().acquired()).isZero();
        assertThat(view.health().state()).isEqualTo(PoolHealth.State.UP);
        view.run(thing -> assertThat(thing.key).isEqualTo("a"));
        assertThat(view.stats().acquired()).isEqualTo(1);
        assertThat(view.config().name()).isEqualTo("db[a]");
        assertThat(view.config().maxSize()).isEqualTo(2);
        assertThatThrownBy(view::close).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> view.control().shutdown(SHORT)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void tryAcquireHasOneMadeAndAnotherKeyGiveWay() throws Exception {
        open(1, 1);
        assertThat(pool.tryAcquire("a")).isNull();
        Soon.until("an object", () -> pool.stats("a").idle() == 1);
        Objects.requireNonNull(pool.tryAcquire("a")).close();
        assertThat(pool.tryAcquire("b")).isNull();
        Soon.until("a to give way", () -> destroyed.contains("a"));
        Soon.until("an object of b", () -> {
            try (Lease<Thing> lease = pool.tryAcquire("b")) {
                return lease != null;
            }
        });
    }

    @Test
    void wherePoolsRefuseToWaitAnAcquireFailsOnlyIfNothingCanGiveWay() throws Exception {
        open(1, 1, each -> each.whenExhausted(WhenExhausted.FAIL));
        try (Lease<Thing> held = pool.acquire("a")) {
            assertThat(held.get().key).isEqualTo("a");
            assertThatThrownBy(() -> pool.acquire("b"))
                    .isInstanceOf(PoolExhaustedException.class)
                    .hasMessageContaining("maxTotal");
        }
        assertThat(pool.<Object, RuntimeException>use("b", thing -> thing.key)).isEqualTo("b");
    }

    @Test
    void callersCreateWithinMaxTotal() throws Exception {
        open(2, 2, each -> each.creation(Creation.CALLER));
        touch("a", "b", "c", "d");
        Lease<Thing> one = pool.acquire("a");
        Lease<Thing> two = pool.acquire("b");
        CompletableFuture<Lease<Thing>> three = CompletableFuture.supplyAsync(() -> {
            try {
                return pool.acquire("c");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Soon.until("the waiter", () -> pool.stats().waiting() == 1);
        one.close();
        Soon.value(three).close();
        two.close();
        assertThat(pool.stats().size()).isLessThanOrEqualTo(2);
    }

    @Test
    void minIdleIsKeptForAKeyThatWasUsed() throws Exception {
        open(3, 10, each -> each.minIdle(2));
        touch("a");
        Soon.until("the stock", () -> pool.stats("a").idle() >= 2);
        pool.control().clear("a");
        Soon.until(
                "the stock again",
                () -> pool.stats("a").idle() == 2 && pool.stats().created() >= 4);
        assertThat(pool.keys()).containsExactly("a");
    }

    @Test
    void maxPerKeyChangesForKeysThatAreKnownAndThoseToCome() throws Exception {
        open(1, 10);
        touch("a");
        pool.control().maxPerKey(2);
        for (String key : List.of("a", "b")) {
            try (Lease<Thing> one = pool.acquire(key);
                    Lease<Thing> two = pool.acquire(key)) {
                assertThat(one.get()).isNotSameAs(two.get());
            }
        }
        assertThat(pool.config().maxSize()).isEqualTo(2);
    }

    @Test
    void aKeyWithSettingsOfItsOwnIsNotForgotten() throws Exception {
        open(1, 10);
        pool.pool("a").control().resize(2);
        try (Lease<Thing> one = pool.acquire("a");
                Lease<Thing> two = pool.acquire("a")) {
            one.invalidate();
            two.invalidate();
        }
        Soon.until("both to go", () -> pool.stats().size() == 0);
        pool.control().maxPerKey(3);
        assertThat(pool.keys()).containsExactly("a");
        assertThat(pool.pool("a").config().maxSize()).isEqualTo(2);
    }

    @Test
    void lessTotalHasIdleObjectsGoNowAndLeasedOnesLater() throws Exception {
        open(1, 3);
        touch("a", "b");
        Lease<Thing> held = pool.acquire("c");
        pool.control().resize(1);
        Soon.until("the idle ones to go", () -> pool.stats().size() == 1);
        assertThat(destroyed).containsExactlyInAnyOrder("a", "b");
        held.close();
        assertThat(pool.stats().idle()).isEqualTo(1);
        touch("d");
        assertThat(pool.stats().size()).isLessThanOrEqualTo(1);
    }

    @Test
    void whileSuspendedKeysThatComeWaitToo() throws Exception {
        open(1, 10);
        touch("a");
        pool.control().suspend();
        assertThat(pool.tryAcquire("a")).isNull();
        CompletableFuture<Lease<Thing>> known = pool.acquireAsync("a");
        CompletableFuture<Lease<Thing>> unknown = pool.acquireAsync("b");
        assertThat(pool.health().state()).isEqualTo(PoolHealth.State.DEGRADED);
        assertThat(known).isNotDone();
        assertThat(unknown).isNotDone();
        pool.control().resume();
        Soon.value(known).close();
        Soon.value(unknown).close();
        assertThat(pool.health().state()).isEqualTo(PoolHealth.State.UP);
    }

    @Test
    void warmUpMakesObjectsOfOneKey() {
        open(3, 10);
        assertThat(Soon.value(pool.control().warmUp("a", 3))).isEqualTo(3);
        assertThat(pool.stats("a").idle()).isEqualTo(3);
        assertThat(Soon.value(pool.control().warmUp("b", 3))).isEqualTo(3);
        pool.control().resize(7);
        assertThat(Soon.value(pool.control().warmUp("c", 3)))
                .as("no other key gives way to it")
                .isEqualTo(1);
        assertThatThrownBy(() -> pool.control().warmUp("a", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closeEndsAllKeysAndNewOnesAreRefused() throws Exception {
        open(1, 10);
        touch("a", "b");
        Lease<Thing> held = pool.acquire("c");
        CompletableFuture<ShutdownReport> end = pool.control().shutdown(Duration.ofMinutes(1));
        Soon.until("the idle ones to go", () -> destroyed.size() == 2);
        assertThat(end).isNotDone();
        assertThatThrownBy(() -> pool.acquire("a")).isInstanceOf(PoolClosedException.class);
        assertThatThrownBy(() -> pool.acquire("new")).isInstanceOf(PoolClosedException.class);
        held.close();
        ShutdownReport report = Soon.value(end);
        assertThat(report.isClean()).isTrue();
        assertThat(report.destroyed()).isEqualTo(3);
        assertThat(pool.health().state()).isEqualTo(PoolHealth.State.DOWN);
        pool.close();
    }

    @Test
    void aKeyThatKeepsFailingIsReportedAndOthersWork() throws Exception {
        open(1, 10);
        touch("good");
        broken.put("bad", new IllegalStateException("no such host"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> pool.acquire("bad"))
                    .isInstanceOf(ObjectCreationException.class)
                    .hasMessageContaining("db[bad]");
        }
        assertThat(pool.health().state()).isEqualTo(PoolHealth.State.DEGRADED);
        assertThat(pool.health().reason()).contains("db[bad]").contains("no such host");
        assertThat(pool.control().explain("bad").health().state()).isEqualTo(PoolHealth.State.DOWN);
        touch("good");
        awaitKeys("good");
    }

    // ---- keys that misbehave

    /** A key whose methods do as they are told. */
    private static final class Odd {
        private int hash;
        private boolean throwsHash;
        private boolean throwsEquals;
        private boolean throwsText;

        @Override
        public int hashCode() {
            if (throwsHash) {
                throw new IllegalStateException("hash");
            }
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (throwsEquals) {
                throw new IllegalStateException("equals");
            }
            return other instanceof Odd odd && odd.hash == hash;
        }

        @Override
        public String toString() {
            if (throwsText) {
                throw new IllegalStateException("text");
            }
            return "odd";
        }
    }

    @Test
    void aKeyThatThrowsHurtsOnlyItsCaller() throws Exception {
        open(1, 1);
        Odd odd = new Odd();
        odd.throwsHash = true;
        assertThatThrownBy(() -> pool.acquire(odd)).hasMessage("hash");
        assertThatThrownBy(() -> Soon.value(pool.acquireAsync(odd))).hasRootCauseMessage("hash");
        odd.throwsHash = false;
        odd.throwsText = true;
        touch(odd);
        Odd same = new Odd();
        same.throwsEquals = true;
        assertThatThrownBy(() -> pool.acquire(same)).hasMessage("equals");
        touch("a");
        awaitKeys("a");
        assertThatThrownBy(() -> pool.acquire(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aKeyWhoseHashChangesLeavesNothingBehind() throws Exception {
        open(1, 2);
        Odd odd = new Odd();
        touch(odd);
        odd.hash = 77;
        touch(odd);
        assertThat(pool.stats().size()).isEqualTo(2);
        touch("a", "b");
        awaitKeys("a", "b");
        assertThat(pool.stats().size()).isEqualTo(2);
    }

    @Test
    void aKeyThatHangsHoldsUpNobodyElse() throws Exception {
        open(1, 10);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Object first = new Object() {
            @Override
            public int hashCode() {
                return 42;
            }
        };
        touch(first);
        Object hangs = new Object() {
            @Override
            public int hashCode() {
                return 42;
            }

            @Override
            public boolean equals(Object other) {
                begun.countDown();
                Soon.openedDespiteInterrupts(gate);
                return false;
            }
        };
        CompletableFuture<Object> hung = CompletableFuture.supplyAsync(
                () -> pool.acquireAsync(hangs).join().get().key);
        Soon.opened(begun);
        for (int i = 0; i < 100; i++) {
            touch("key " + i, first);
        }
        pool.control().clear();
        gate.countDown();
        assertThat(Soon.value(hung)).isSameAs(hangs);
        var unused = pool.control().shutdown(Duration.ZERO);
    }

    @Test
    void theLifecycleGetsTheKeyThatTheCallerUsed() throws Exception {
        open(2, 10);
        String one = new String("k");
        String two = new String("k");
        try (Lease<Thing> first = pool.acquire(one);
                Lease<Thing> second = pool.acquire(two)) {
            assertThat(first.get().key).isSameAs(one);
            assertThat(second.get().key).isSameAs(two);
        }
        assertThat(pool.keys()).hasSize(1);
    }

    @Test
    void manyThreadsWithFewPlacesLoseNothing() throws Exception {
        open(2, 3);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            int thread = t;
            CompletableFuture<Void> done = new CompletableFuture<>();
            all.add(done);
            Thread worker = new Thread(() -> {
                try {
                    for (int i = 0; i < 300; i++) {
                        String key = "k" + (i * 7 + thread) % 10;
                        pool.run(key, thing -> assertThat(thing.key).isEqualTo(key));
                    }
                    done.complete(null);
                } catch (Throwable failure) {
                    done.completeExceptionally(failure);
                }
            });
            worker.setDaemon(true);
            worker.start();
        }
        for (CompletableFuture<Void> done : all) {
            Soon.value(done);
        }
        assertThat(pool.stats().acquired()).isEqualTo(1800);
        assertThat(pool.stats().released()).isEqualTo(1800);
        assertThat(pool.stats().size()).isLessThanOrEqualTo(3);
        assertThat(pool.stats().peakSize()).isLessThanOrEqualTo(3);
        assertThat(pool.stats().created())
                .isEqualTo(pool.stats().destroyed() + pool.stats().size());
    }
}
