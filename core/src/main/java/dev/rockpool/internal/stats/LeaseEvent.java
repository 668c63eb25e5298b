package dev.rockpool.internal.stats;

import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolListener;
import java.lang.System.Logger.Level;

/** What happens to the leases of a pool, apart from that they begin and end. */
public sealed interface LeaseEvent extends PoolEvent {

    /** A lease was lost. */
    record Leaked(Holder holder, boolean isReused) implements LeaseEvent {
        @Override
        public void count(Meters meters) {
            meters.counters().increment(Counter.LEAKED);
        }

        @Override
        public Line line() {
            return Line.of(
                    Level.WARNING,
                    "a lease was lost",
                    "a lease was lost: acquired by " + holder.thread() + " and never closed; its object is "
                            + (isReused ? "taken back" : "destroyed")
                            + (holder.isFuture()
                                    ? "; a likely cause: a stage derived from acquireAsync() was cancelled or dropped,"
                                            + " which useAsync() survives"
                                    : "")
                            + (holder.acquiredAt().isEmpty()
                                    ? "; leakStacks(1) shows where it was acquired"
                                    : Line.stack("acquired at", holder.acquiredAt())));
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.leaked(pool, holder);
        }
    }

    /** A lease is out for too long. */
    record HeldTooLong(Holder holder) implements LeaseEvent {
        @Override
        public void count(Meters meters) {
            meters.counters().increment(Counter.HELD_TOO_LONG);
        }

        @Override
        public Line line() {
            return Line.of(
                    Level.WARNING,
                    "an object is held for too long",
                    "an object is held for " + holder + ", longer than holdWarning"
                            + Line.stack("acquired at", holder.acquiredAt())
                            + Line.stack("the thread stands at", holder.standsAt()));
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.heldTooLong(pool, holder);
        }
    }

    /** A lease was out for so long that the pool has ended it. */
    record Reclaimed(Holder holder) implements LeaseEvent {
        @Override
        public Line line() {
            return Line.of(
                    Level.WARNING,
                    "a lease was reclaimed",
                    "a lease was out for " + holder
                            + ", longer than reclaimAfter: the pool has ended it, and destroys its"
                            + " object" + Line.stack("acquired at", holder.acquiredAt())
                            + Line.stack("the thread stands at", holder.standsAt()));
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.reclaimed(pool, holder);
        }
    }

    /** A lease that was out for too long has ended. */
    record HeldTooLongEnded(Holder holder) implements LeaseEvent {
        @Override
        public Line line() {
            return Line.of(
                    Level.INFO, "an object is back", "an object that was held for too long is back after " + holder);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.heldTooLongEnded(pool, holder);
        }
    }

    /** A thread that holds a lease acquires one more. */
    record NestedAcquire(Holder holder) implements LeaseEvent {
        @Override
        public void count(Meters meters) {
            meters.counters().increment(Counter.NESTED);
        }

        @Override
        public Line line() {
            return Line.of(
                    Level.WARNING,
                    "a nested acquire",
                    holder.thread()
                            + " acquires an object while it holds one: threads that do so can wait for one another"
                            + Line.stack("the first was acquired at", holder.acquiredAt()));
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.nestedAcquire(pool, holder);
        }
    }
}
