package dev.rockpool.stress;

import dev.rockpool.Lifecycle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A pooled object that notices a second holder and a second end. */
final class Stressed {

    private final AtomicReference<Thread> owner = new AtomicReference<>();
    final AtomicInteger destroyed = new AtomicInteger();
    final AtomicInteger detached = new AtomicInteger();

    /** Stamps it, as its only holder. */
    void take(Queue<String> violations) {
        if (!owner.compareAndSet(null, Thread.currentThread())) {
            violations.add("two holders");
        }
        if (destroyed.get() > 0 || detached.get() > 0) {
            violations.add("leased after its end");
        }
    }

    /** Takes the stamp away. */
    void leave(Queue<String> violations) {
        if (owner.getAndSet(null) == null) {
            violations.add("the stamp was gone: two holders");
        }
    }

    boolean isOwned() {
        return owner.get() != null;
    }

    /** Makes them, and has steps fail at random. */
    static final class Maker implements Lifecycle<Stressed> {

        private final long seed;
        private final AtomicLong draws = new AtomicLong();
        private volatile boolean fails = true;
        final Queue<Stressed> all = new ConcurrentLinkedQueue<>();
        final Queue<String> violations = new ConcurrentLinkedQueue<>();

        Maker(long seed) {
            this.seed = seed;
        }

        /** All steps end well from now on. */
        void heal() {
            fails = false;
        }

        private boolean oneIn(int n) {
            long z = (seed + draws.incrementAndGet()) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            return fails && Math.floorMod(z ^ (z >>> 31), n) == 0;
        }

        @Override
        public Stressed create() {
            if (oneIn(500)) {
                throw new IllegalStateException("create fails at random");
            }
            Stressed made = new Stressed();
            all.add(made);
            return made;
        }

        private void check(String step, Stressed object) {
            if (object.isOwned()) {
                violations.add(step + " while somebody has it");
            }
            if (object.detached.get() > 0) {
                violations.add(step + " of a detached object");
            }
        }

        @Override
        public void reset(Stressed object) {
            check("reset", object);
            if (oneIn(2_000)) {
                throw new IllegalStateException("reset fails at random");
            }
        }

        @Override
        public boolean validate(Stressed object) {
            check("validate", object);
            if (oneIn(4_000)) {
                throw new IllegalStateException("validate fails at random");
            }
            return !oneIn(2_000);
        }

        @Override
        public void destroy(Stressed object) {
            check("destroy", object);
            if (object.destroyed.incrementAndGet() != 1) {
                violations.add("destroyed twice");
            }
            if (oneIn(200)) {
                throw new IllegalStateException("destroy fails at random");
            }
        }
    }
}
