package dev.rockpool.internal.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RosterTest {

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
        Roster<Object> roster = new Roster<>();
        Object object = new Object();
        assertThat(roster.add(object)).isTrue();
        assertThat(roster.add(object)).isFalse();
        roster.remove(object);
        assertThat(roster.add(object)).isTrue();
    }

    @Test
    void equalObjectsAreToldApart() {
        Roster<String> roster = new Roster<>();
        String one = "twin".repeat(2);
        String two = "twin".repeat(2);
        assertThat(one).isEqualTo(two).isNotSameAs(two);
        assertThat(roster.add(one)).isTrue();
        assertThat(roster.add(two)).isTrue();
        roster.remove(one);
        assertThat(roster.add(two)).isFalse();
        assertThat(roster.add(one)).isTrue();
    }

    @Test
    void aUsersEqualsIsNeverAsked() {
        Roster<Touchy> roster = new Roster<>();
        Touchy touchy = new Touchy();
        assertThat(roster.add(touchy)).isTrue();
        assertThat(roster.add(new Touchy())).isTrue();
        roster.remove(touchy);
        assertThat(roster.add(touchy)).isTrue();
    }

    @Test
    void removingAStrangerDoesNothing() {
        Roster<Object> roster = new Roster<>();
        Object object = new Object();
        roster.add(object);
        roster.remove(new Object());
        assertThat(roster.add(object)).isFalse();
    }

    @Test
    void ofManyThreadsThatAddOneObjectOneSucceeds() throws InterruptedException {
        Roster<Object> roster = new Roster<>();
        Object[] objects = new Object[10_000];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = new Object();
        }
        AtomicInteger added = new AtomicInteger();
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (Object object : objects) {
                    if (roster.add(object)) {
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
