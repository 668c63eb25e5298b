package dev.rockpool.contract;

import dev.rockpool.Lease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a {@link LockedPool} has and knows. All fields that are not final are under its lock. */
final class LockedParts {

    private LockedParts() {}

    /** Where an object is. */
    enum State {
        IDLE,
        LEASED,
        /** In reset or in validation after it. */
        RETURNING,
        /** In validation before it is handed out. */
        CHECKING,
        DESTROYING,
        GONE
    }

    /** An object of the pool. */
    static final class Entry<T> {
        final T object;
        final long epoch;
        State state = State.RETURNING;
        long idleSince;
        long leasedSince;

        @Nullable
        Thread holder;

        LockedTimer.@Nullable Timed deadline; // of what it is in

        Entry(T object, long epoch) {
            this.object = object;
            this.epoch = epoch;
        }
    }

    /** An attempt to create. */
    static final class Attempt<T> {
        final long epoch;
        final long began;

        @Nullable
        Waiter<T> waiter; // whom it was started for; null when that one has gone, or for nobody

        boolean abandoned;
        boolean probe; // of a factory that is known to fail
        boolean forNobody; // only to see whether creation works
        LockedTimer.@Nullable Timed deadline;

        Attempt(long epoch, long began, @Nullable Waiter<T> waiter) {
            this.epoch = epoch;
            this.began = began;
            this.waiter = waiter;
        }
    }

    /** Who asks. */
    enum Kind {
        /** A thread in acquire. */
        THREAD,
        /** A future of acquireAsync. */
        FUTURE,
        /** A thread in tryAcquire, which gets null instead of a timeout. */
        TRY
    }

    /** An acquire. */
    static final class Waiter<T> {
        final Kind kind;
        final CompletableFuture<@Nullable Lease<T>> outcome = new CompletableFuture<>();
        final Thread thread; // whose call it is
        final Duration timeout;
        final long began;
        final long until;

        @Nullable
        Attempt<T> attempt; // started for it, in flight

        @Nullable
        Attempt<T> own; // to be made on its own thread, now

        @Nullable
        Entry<T> checking; // what is being validated for it

        @Nullable
        Throwable lastFailure; // of a creation that it suffered from

        boolean queued;
        LockedTimer.@Nullable Timed deadline;

        Waiter(Kind kind, Duration timeout, long began, long until) {
            this.kind = kind;
            this.thread = Thread.currentThread();
            this.timeout = timeout;
            this.began = began;
            this.until = until;
        }

        /** It takes what is there, and does not wait. */
        boolean hasNoTime() {
            return timeout.isZero();
        }
    }

    /** A warm-up under way. */
    static final class WarmUp {
        final int target;
        final CompletableFuture<Integer> future = new CompletableFuture<>();
        boolean hasTried;

        WarmUp(int target) {
            this.target = target;
        }
    }

    /** A lease: the pool decides, this only remembers whether it has ended. */
    static final class LockedLease<T> implements Lease<T> {
        private final LockedEngine<T> engine;
        final Entry<T> entry;
        boolean ended; // under the pool's lock

        LockedLease(LockedEngine<T> engine, Entry<T> entry) {
            this.engine = engine;
            this.entry = entry;
        }

        @Override
        public T get() {
            if (engine.hasEnded(this)) {
                throw engine.misuse("get");
            }
            return entry.object;
        }

        @Override
        public void close() {
            engine.giveBack(this);
        }

        @Override
        public T detach() {
            if (!engine.detach(this)) {
                throw engine.misuse("detach");
            }
            return entry.object;
        }

        @Override
        public void invalidate() {
            engine.invalidate(this);
        }

        @Override
        public void destroy() throws Exception {
            engine.destroy(this);
        }
    }
}
