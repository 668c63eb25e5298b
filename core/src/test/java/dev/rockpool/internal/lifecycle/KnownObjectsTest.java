package dev.rockpool.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KnownObjectsTest {

    /** Equal to everything, and complains when asked. */
    @SuppressWarnings("EqualsHashCode") // both throw
    private static final class Touchy {
        @Override
        public boolean equals(Object other) {
            throw new AssertionError("equals was asked");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("hashCode was asked");
        }
    }

    @Test
    void anObjectIsInItOnce() {
        KnownObjects<Object> known = new KnownObjects<>();
        Object object = new Object();
        assertThat(known.add(object)).isTrue();
        assertThat(known.add(object)).isFalse();
        known.remove(object);
        assertThat(known.add(object)).isTrue();
    }

    @Test
    void equalObjectsAreToldApart() {
        KnownObjects<String> known = new KnownObjects<>();
        String one = "twin".repeat(2);
        String two = "twin".repeat(2);
        assertThat(one).isEqualTo(two).isNotSameAs(two);
        assertThat(known.add(one)).isTrue();
        assertThat(known.add(two)).isTrue();
        known.remove(one);
        assertThat(known.add(two)).isFalse();
        assertThat(known.add(one)).isTrue();
    }

    @Test
    void aUsersEqualsIsNeverAsked() {
        KnownObjects<Touchy> known = new KnownObjects<>();
        Touchy touchy = new Touchy();
        assertThat(known.add(touchy)).isTrue();
        assertThat(known.add(new Touchy())).isTrue();
        known.remove(touchy);
        assertThat(known.add(touchy)).isTrue();
    }

    @Test
    void removingAStrangerDoesNothing() {
        KnownObjects<Object> known = new KnownObjects<>();
        Object object = new Object();
        known.add(object);
        known.remove(new Object());
        assertThat(known.add(object)).isFalse();
    }

    @Test
    void ofManyThreadsThatAddOneObjectOneSucceeds() throws InterruptedException {
        KnownObjects<Object> known = new KnownObjects<>();
        Object[] objects = new Object[10_000];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = new Object();
        }
        AtomicInteger added = new AtomicInteger();
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (Object object : objects) {
                    if (known.add(object)) {
                        added.incrementAndGet();
                    }
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(added).hasValue(objects.length);
    }
}
