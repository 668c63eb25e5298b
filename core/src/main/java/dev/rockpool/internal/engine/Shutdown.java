package dev.rockpool.internal.engine;

import dev.rockpool.internal.explain.Holders;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import dev.rockpool.internal.waiting.Trampoline;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pool: no new leases, waiters failed, idle objects destroyed, leased ones as they come back; and a report
 * when the last is gone, or at the deadline. Fields under the engine's lock.
 */
final class Shutdown<T> {

    private static final long RETRY_NANOS = 100_000_000L; // where there was no memory

    private final PoolState<T> state;
    private final Facts facts;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final StatsReader<T> statsReader;
    private final Trampoline trampoline;
    private final Others others;
    private final CompletableFuture<ShutdownReport> result = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1); // for close(); nobody's callbacks hang on it
    private final List<Closer> closers = new ArrayList<>();
    private final Consumer<Shutdown<T>> finish = Shutdown::finishUnderLock;
    private boolean hasRefusedAll; // else the first step of the end was cut short
    private long startNanos;
    private long destroyedBefore;
    private long deadlineNanos;
    private volatile Scheduler.@Nullable Timer timer; // written under the lock

    /** A thread in close() that has leases itself: it waits for all else. */
    private static final class Closer {
        private final List<Held> own;
        private final CountDownLatch allElseEnded = new CountDownLatch(1);

        private Closer(List<Held> own) {
            this.own = own;
        }

        /** How many of its leases are still out: they may have been handed on, and end at any time. */
        private int stillOut() {
            int out = 0;
            for (Held held : own) {
                out += held.slot.isCurrent(held.lease) ? 1 : 0;
            }
            return out;
        }
    }

    private record Held(Slot<?> slot, long lease) {}

    /** The parts that a shutdown ends. */
    interface Others {
        /** The pool is closed: nobody gets a lease any more. Under the lock. */
        void closed();

        /** The pool is closed and done: the sweeps end, unless something is left for them. Not under the lock. */
        void finished();
    }

    Shutdown(
            PoolState<T> state,
            Platform<T> platform,
            EngineLock<T> lock,
            StatsReader<T> statsReader,
            Trampoline trampoline,
            Others others) {
        this.state = state;
        this.facts = state.facts;
        this.platform = platform;
        this.lock = lock;
        this.statsReader = statsReader;
        this.trampoline = trampoline;
        this.others = others;
    }

    /** Begins, or brings the deadline forward. */
    void begin(Duration limit) {
        long now = platform.ticker.nanoTime();
        lock.change(new Begin(now, now + Nanos.of(limit)));
    }

    private final class Begin implements Runnable {
        private final long now;
        private final long deadline;

        Begin(long now, long deadline) {
            this.now = now;
            this.deadline = deadline;
        }

        @Override
        public void run() {
            begin(now, deadline);
        }
    }

    /** The pool ends by itself. Under the lock. */
    void beginUnderLock() {
        long now = platform.ticker.nanoTime();
        begin(now, now + Nanos.of(facts.config.closeTimeout()));
    }

    private void begin(long now, long deadline) {
        boolean isFirst = !facts.isClosed;
        if (isFirst) {
            destroyedBefore = statsReader.destroyed();
            startNanos = now;
            deadlineNanos = deadline;
            facts.isClosed = true; // also if what follows is cut short
            refuseAll();
        } else if (!facts.isFinished && deadline - deadlineNanos < 0) {
            watchDeadline(deadline);
            deadlineNanos = deadline;
        }
    }

    /** What comes of it; what a caller does to this future changes nothing. */
    CompletableFuture<ShutdownReport> report() {
        return result.copy();
    }

    private void refuseAll() {
        lock.monitor().close();
        others.closed();
        watchDeadline(deadlineNanos);
        hasRefusedAll = true;
    }

    private void watchDeadline(long deadline) {
        Scheduler.Timer next = platform.threads.scheduler().at(deadline, new Deadline());
        stopTimer();
        timer = next;
    }

    private final class Deadline implements Runnable {
        @Override
        public void run() {
            deadlineHasCome();
        }
    }

    /** On the scheduler's thread. */
    private void deadlineHasCome() {
        try {
            lock.walk(); // what is idle is not left over
            lock.settleSurely(this, finish);
        } catch (Throwable cutShort) { // nobody else comes for it
            Scheduler.Timer mine = timer;
            if (mine != null) {
                mine.restart(platform.ticker.nanoTime() + RETRY_NANOS);
            }
            throw cutShort;
        }
    }

    /** Looks whether everything has come back and ended. Under the lock. */
    void checkUnderLock() {
        if (facts.isForgotten) {
            return; // there is nothing to end
        }
        if (facts.isClosed && !hasRefusedAll) { // it was cut short
            refuseAll();
        }
        boolean areWaiting = state.queue.first() != null; // they are refused in parts
        if (!facts.isClosed || facts.isFinished || areWaiting || state.ledger.creating() > 0 || abandoned() > 0) {
            return;
        }
        int left = state.ledger.size();
        if (left == 0) {
            finishUnderLock();
            return;
        }
        for (Closer closer : closers) {
            if (closer.stillOut() == left) {
                closer.allElseEnded.countDown();
            }
        }
    }

    private int abandoned() {
        return platform.lifecycle.abandonedCreations() + platform.lifecycle.abandonedCleanups();
    }

    private void finishUnderLock() {
        if (facts.isFinished) {
            return;
        }
        List<Closer> waiting = List.copyOf(closers);
        int destroyed = (int) (statsReader.destroyed() - destroyedBefore);
        int unfinished = state.ledger.creating() + platform.lifecycle.abandonedCreations();
        Duration took = Duration.ofNanos(platform.ticker.nanoTime() - startNanos);
        boolean areLeft = state.ledger.size() > 0;
        state.effects.add(new Effect.Run<>(new Finish(waiting, areLeft, destroyed, unfinished, took)));
        facts.isFinished = true;
        stopTimer();
    }

    /** All has ended, or the time is up. Not under the lock. */
    private final class Finish implements Runnable {
        private final List<Closer> waiting;
        private final boolean areLeft;
        private final int destroyed;
        private final int unfinishedCreations;
        private final Duration took;

        Finish(List<Closer> waiting, boolean areLeft, int destroyed, int unfinishedCreations, Duration took) {
            this.waiting = waiting;
            this.areLeft = areLeft;
            this.destroyed = destroyed;
            this.unfinishedCreations = unfinishedCreations;
            this.took = took;
        }

        @Override
        public void run() {
            ShutdownReport report = report();
            ended.countDown();
            for (Closer closer : waiting) {
                closer.allElseEnded.countDown();
            }
            platform.threads.callBackApart(new Result(result, report));
            platform.threads.leave();
            if (report.unfinishedCreations() > 0 || report.unfinishedCleanups() > 0) {
                platform.lifecycle.interrupt();
            }
            if (!report.isClean()) {
                platform.events.happened(PoolEvent.Note.warning(
                        "an end",
                        "not everything ended before the shutdown's deadline: " + report
                                + Holders.longestInWords(state.table, platform.ticker.nanoTime())));
            }
            others.finished(); // last: while there is a timer, what found no thread is tried again
        }

        private ShutdownReport report() {
            Left left = new Left();
            if (areLeft) {
                state.table.forEach(left);
            }
            int unfinishedCleanups = left.inHand + platform.lifecycle.abandonedCleanups();
            return new ShutdownReport(left.leased, destroyed, unfinishedCreations, unfinishedCleanups, took);
        }
    }

    private record Result(CompletableFuture<ShutdownReport> future, ShutdownReport report) implements Runnable {
        @Override
        public void run() {
            future.complete(report);
        }
    }

    /** What is left over. */
    private static final class Left implements Consumer<Slot<?>> {
        private int leased;
        private int inHand; // being cleaned or destroyed

        @Override
        public void accept(Slot<?> slot) {
            long seen = slot.look();
            leased += Snapshot.isLeased(seen) ? 1 : 0;
            inHand += Snapshot.isInHand(seen) || Snapshot.isDead(seen) ? 1 : 0;
        }
    }

    private void stopTimer() {
        Scheduler.Timer present = timer;
        if (present != null) {
            present.cancel();
        }
    }

    /**
     * Begins, and waits up to the deadline for all but the leases that this thread has acquired itself; not at all where
     * it would wait for its own return.
     */
    void close() {
        begin(facts.config.closeTimeout());
        long threadId = UserText.currentThreadId();
        if (isInsideThePool(threadId)) {
            return;
        }
        List<Held> own = leasesOf(threadId);
        CountDownLatch end = own.isEmpty() ? ended : allElseEnded(own);
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private CountDownLatch allElseEnded(List<Held> own) {
        Closer closer = new Closer(own);
        lock.settle(new Await(closer));
        return closer.allElseEnded;
    }

    private final class Await implements Runnable {
        private final Closer closer;

        Await(Closer closer) {
            this.closer = closer;
        }

        @Override
        public void run() {
            await(closer);
        }
    }

    private void await(Closer closer) {
        if (facts.isFinished) {
            closer.allElseEnded.countDown();
        } else {
            closers.add(closer);
        }
    }

    /** Whether this thread is in a callback, in a destroy of its own, or in lifecycle code that the pool called. */
    private boolean isInsideThePool(long threadId) {
        return platform.threads.isCurrentThread()
                || trampoline.isRunning()
                || state.table.first(new HandledBy<>(threadId)) != null;
    }

    private record HandledBy<T>(long threadId) implements Predicate<Slot<T>> {
        @Override
        public boolean test(Slot<T> slot) {
            return isHandledBy(slot, threadId);
        }
    }

    private static boolean isHandledBy(Slot<?> slot, long threadId) {
        long word = slot.look();
        boolean isOurs = Snapshot.isInHand(word) || Snapshot.isCreating(word) || Snapshot.isDead(word);
        return isOurs && slot.holderOf(word) == threadId;
    }

    /** What the thread has acquired in person and nobody has ended; who asked for a future holds nothing. */
    private List<Held> leasesOf(long threadId) {
        Own own = new Own(threadId);
        state.table.forEach(own);
        return own.leases;
    }

    private static final class Own implements Consumer<Slot<?>> {
        private final long threadId;
        private final List<Held> leases = new ArrayList<>();

        Own(long threadId) {
            this.threadId = threadId;
        }

        @Override
        public void accept(Slot<?> slot) {
            long word = slot.look();
            if (Snapshot.isLeased(word) && slot.holderOf(word) == threadId) {
                leases.add(new Held(slot, Snapshot.lease(word)));
            }
        }
    }
}
