package dev.rockpool.benchmarks.peers;

import com.zaxxer.hikari.util.ConcurrentBag;
import com.zaxxer.hikari.util.ConcurrentBag.IConcurrentBagEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** The part of HikariCP that is a pool of objects. It has no settings, and keeps no statistics. */
final class HikariBagPeer extends Peer {

    /** An entry as HikariCP's own: its state in a volatile field behind an updater. */
    static final class Entry implements IConcurrentBagEntry {

        private static final AtomicIntegerFieldUpdater<Entry> STATE =
                AtomicIntegerFieldUpdater.newUpdater(Entry.class, "state");

        private volatile int state = STATE_NOT_IN_USE;

        @Override
        public boolean compareAndSet(int expectState, int newState) {
            return STATE.compareAndSet(this, expectState, newState);
        }

        @Override
        public void setState(int newState) {
            state = newState;
        }

        @Override
        public int getState() {
            return state;
        }
    }

    private final ConcurrentBag<Entry> bag = new ConcurrentBag<>(waiting -> {});
    private final List<Entry> entries = new ArrayList<>();

    HikariBagPeer(int size) {
        for (int i = 0; i < size; i++) {
            Entry entry = new Entry();
            entries.add(entry);
            bag.add(entry);
        }
    }

    @Override
    public Object take() throws InterruptedException {
        return Objects.requireNonNull(bag.borrow(30, TimeUnit.SECONDS));
    }

    @Override
    public void give(Object held) {
        bag.requite((Entry) held);
    }

    @Override
    public void fill(int size) {} // the constructor has

    /** Straight to the state: a borrow would search all that are taken already, each time. */
    @Override
    public void occupy(int count) {
        for (Entry entry : entries.subList(0, count)) {
            entry.setState(IConcurrentBagEntry.STATE_IN_USE);
        }
    }
}
