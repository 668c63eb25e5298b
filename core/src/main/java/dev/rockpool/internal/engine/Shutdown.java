package dev.rockpool.internal.engine;

import dev.rockpool.ShutdownReport;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pool: no new leases, waiters failed, idle objects destroyed, leased ones as they come back; and a report
 * when the last is gone, or at the deadline. Fields under the engine's lock.
 */
final class Shutdown<T> {

    private final Core<T> core;
    private final CompletableFuture<ShutdownReport> result = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1); // for close(); nobody's callbacks hang on it
    private volatile boolean isFinished;
    private boolean isLocked; // all that is to be done at once when the pool closes has been done
    private long startNanos;
    private long destroyedBefore;
    private long deadlineNanos;
    private Scheduler.@Nullable Timer timer;

    Shutdown(Core<T> core) {
        this.core = core;
    }

    boolean isFinished() {
        return isFinished;
    }

    /** Begins, or brings the deadline forward. */
    void begin(Duration limit) {
        long now = core.ticker.nanoTime();
        long deadline = now + Nanos.of(limit);
        core.lock.settle(() -> begin(now, deadline));
    }

    /** The pool ends by itself. Under the lock. */
    void beginUnderLock() {
        long now = core.ticker.nanoTime();
        begin(now, now + Nanos.of(core.config.closeTimeout()));
    }

    private void begin(long now, long deadline) {
        boolean isFirst = !core.isClosed;
        if (isFirst) {
            core.isClosed = true;
            startNanos = now;
            deadlineNanos = deadline;
            destroyedBefore = core.statsReader.destroyed();
            closeDoors();
        } else if (!isFinished && deadline - deadlineNanos < 0) {
            deadlineNanos = deadline;
            watchDeadline();
        }
    }

    /** What comes of it; what a caller does to this future changes nothing. */
    CompletableFuture<ShutdownReport> report() {
        return result.copy();
    }

    private void closeDoors() {
        for (Waiter<T> waiter = core.queue.first(); waiter != null; waiter = core.queue.first()) {
            core.dispatcher.fail(waiter, core.closedException());
        }
        core.checkWaits.forEach(wait -> core.later(wait::wakeUp));
        core.creations.refill().close();
        core.creations.cancelBackOff();
        core.dispatcher.placeAll();
        core.healthWatch.update();
        watchDeadline();
        isLocked = true;
    }

    private void watchDeadline() {
        if (timer != null) {
            timer.cancel();
        }
        timer = core.scheduler.at(deadlineNanos, () -> core.lock.run(this::finishUnderLock));
    }

    /** Looks whether everything has come back and ended. Under the lock. */
    void checkUnderLock() {
        if (core.isClosed && !isLocked) { // it was cut short
            closeDoors();
        }
        if (core.isClosed && !isFinished && core.books.isEmpty() && abandoned() == 0) {
            finishUnderLock();
        }
    }

    private int abandoned() {
        return core.calls.abandonedCreations() + core.calls.abandonedCleanups();
    }

    private void finishUnderLock() {
        if (isFinished) {
            return;
        }
        int[] inMotion = {0};
        core.table.forEach(slot -> {
            int state = slot.state();
            boolean isCleaning = state == Slot.RESETTING || state == Slot.CHECKING || state == Slot.DEAD;
            inMotion[0] += isCleaning ? 1 : 0;
        });
        ShutdownReport report = new ShutdownReport(
                core.statsReader.leased(),
                (int) (core.statsReader.destroyed() - destroyedBefore),
                core.books.creating() + core.calls.abandonedCreations(),
                inMotion[0] + core.calls.abandonedCleanups(),
                Duration.ofNanos(core.ticker.nanoTime() - startNanos));
        boolean someHang = report.unfinishedCreations() > 0 || report.unfinishedCleanups() > 0;
        core.later(() -> {
            if (!report.isClean()) {
                core.calls.reports().warn("not everything ended before the shutdown's deadline: " + report);
            }
            ended.countDown();
            core.calls.callBackApart(() -> result.complete(report));
            core.calls.shutdown();
            if (someHang) {
                core.calls.interrupt();
            }
        });
        isFinished = true;
        if (timer != null) {
            timer.cancel();
        }
        core.engine.upkeep().stop();
    }

    /** Begins, and waits up to the deadline unless this thread would wait for itself. */
    void close() {
        begin(core.config.closeTimeout());
        if (isWaitingForItself()) {
            return;
        }
        try {
            ended.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether this thread holds a lease, or is in the pool's code or in user code that the pool called. */
    private boolean isWaitingForItself() {
        long threadId = Thread.currentThread().getId();
        return core.calls.isOwnThread()
                || core.trampoline.isRunning()
                || core.table.first(slot -> isHeldBy(slot, threadId)) != null;
    }

    private static boolean isHeldBy(Slot<?> slot, long threadId) {
        long word = slot.word;
        return Slot.threadOf(slot.holderOf(word)) == threadId && isTheHolders(Slot.state(word));
    }

    private static boolean isTheHolders(int state) {
        return state == Slot.LEASED || state == Slot.RESETTING || state == Slot.CHECKING || state == Slot.CREATING;
    }
}
