package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.KeyedPool;
import dev.rockpool.Lease;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Many keys: what is left of them, how many threads they have, and a quiet one beside a busy one. */
class KeyedLifetimeTest {

    private static final int KEYS = Integer.getInteger("rockpool.keys", 20_000);
    private static final int AT_ONCE = 2_000;

    /** As large as 100 such keys would notice. */
    private static final class Key {
        private final int number;

        Key(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    private static Set<String> threads(String pool) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("rockpool-" + pool))
                .collect(Collectors.toSet());
    }

    @Test
    void keysThatWereUsedOnceLeaveNothingBehind() throws Exception {
        List<WeakReference<Key>> gone = new ArrayList<>();
        try (KeyedPool<Key, Object> pool = KeyedPool.<Key, Object>builder(key -> new Object())
                .name("once")
                .maxTotal(1_000)
                .build()) {
            for (int i = 0; i < KEYS; i++) {
                Key key = new Key(i);
                pool.acquire(key).close();
                gone.add(new WeakReference<>(key));
            }
            assertThat(pool.keys()).hasSizeLessThanOrEqualTo(1_000);
            assertThat(pool.stats().size()).isLessThanOrEqualTo(1_000);
            assertThat(pool.stats().acquired()).isEqualTo(KEYS);
            assertThat(pool.stats().created()).isEqualTo(KEYS);
            pool.control().clear();
            assertThat(pool.keys()).isEmpty();
            Waits.until("the keys to go", () -> {
                System.gc();
                return gone.stream().allMatch(reference -> reference.get() == null);
            });
            assertThat(pool.stats().destroyed()).isEqualTo(KEYS);
        }
    }

    @Test
    void keysWhoseObjectsWereIdleForTooLongLeaveNothingBehind() throws Exception {
        ManualTicker ticker = new ManualTicker();
        List<WeakReference<Key>> gone = new ArrayList<>();
        try (KeyedPool<Key, Object> pool = KeyedPool.<Key, Object>builder(key -> new Object())
                .name("idle")
                .perKey(each -> each.ticker(ticker).maxIdleTime(Duration.ofMinutes(1)))
                .build()) {
            for (int i = 0; i < KEYS; i++) {
                Key key = new Key(i);
                pool.acquire(key).close();
                gone.add(new WeakReference<>(key));
                if (i % AT_ONCE == AT_ONCE - 1) {
                    Waits.until("the keys to be forgotten", () -> {
                        ticker.advance(Duration.ofSeconds(10));
                        return pool.keys().isEmpty();
                    });
                }
            }
            Waits.until("the keys to go", () -> {
                System.gc();
                return gone.stream().allMatch(reference -> reference.get() == null);
            });
            assertThat(pool.stats().created()).isEqualTo(KEYS);
            assertThat(pool.stats().destroyed()).isEqualTo(KEYS);
            assertThat(pool.stats().acquired()).isEqualTo(KEYS);
        }
    }

    @Test
    void manyKeysHaveOneSetOfThreads() throws Exception {
        try (KeyedPool<Integer, Object> pool = KeyedPool.<Integer, Object>builder(key -> new Object())
                .name("many")
                .build()) {
            for (int i = 0; i < 10_000; i++) {
                pool.acquire(i).close();
            }
            assertThat(pool.keys()).hasSize(10_000);
            assertThat(threads("many")).hasSizeLessThanOrEqualTo(70).allMatch(name -> name.contains("-creator-"));
        }
        Waits.until("the threads to end", () -> threads("many").isEmpty());
    }

    @Test
    void aQuietKeyBesideABusyOneWaitsNoLongerThanItsTurn() throws Exception {
        try (KeyedPool<String, Object> pool = KeyedPool.<String, Object>builder(key -> new Object())
                .name("busy")
                .maxPerKey(2)
                .maxTotal(2)
                .build()) {
            AtomicBoolean goesOn = new AtomicBoolean(true);
            AtomicLong leases = new AtomicLong();
            int busy = 6;
            CountDownLatch done = new CountDownLatch(busy);
            for (int i = 0; i < busy; i++) {
                Threads.PLATFORM.start("busy-" + i, () -> {
                    try {
                        while (goesOn.get()) {
                            try (Lease<Object> lease = pool.acquire("busy")) {
                                assertThat(lease.get()).isNotNull();
                                leases.incrementAndGet();
                            }
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        done.countDown();
                    }
                });
            }
            Waits.until("the busy ones", () -> leases.get() > 100);
            for (int i = 0; i < 50; i++) {
                CompletableFuture<Lease<Object>> quiet = pool.acquireAsync("quiet");
                Waits.until("the quiet one", quiet::isDone);
                quiet.join().invalidate();
            }
            goesOn.set(false);
            Watchdog.await(done, () -> pool.stats().toString());
            assertThat(pool.stats().size()).isLessThanOrEqualTo(2);
        }
    }
}
