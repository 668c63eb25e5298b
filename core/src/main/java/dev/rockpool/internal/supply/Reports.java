package dev.rockpool.internal.supply;

import dev.rockpool.PoolTimeoutException;
import dev.rockpool.Ticker;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.Log;
import dev.rockpool.internal.process.LogLimit;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation.Failure;
import dev.rockpool.monitor.Explanation.Step;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listener and the log what happened. The listener is called on one thread of the pool, the log on the thread of
 * {@link Log}: what fails or hangs there touches nobody else, and any thread may report, also under a lock. The log gets at
 * most one line per kind of event in ten seconds, with the number of those left out.
 */
public final class Reports {

    private static final int MOST_WAITING_EVENTS = 10_000;

    private final String pool;
    private final Ticker ticker;
    private final @Nullable PoolListener listener;
    private final Workers thread;
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final AtomicInteger droppedEvents = new AtomicInteger();

    private final Map<Step, Failure> lastFailures = new ConcurrentSkipListMap<>();

    private final LogLimit createFailures = new LogLimit();
    private final LogLimit resetFailures = new LogLimit();
    private final LogLimit validationFailures = new LogLimit();
    private final LogLimit invalidObjects = new LogLimit();
    private final LogLimit destroyFailures = new LogLimit();
    private final LogLimit leaks = new LogLimit();
    private final LogLimit longHolds = new LogLimit();
    private final LogLimit endedHolds = new LogLimit();
    private final LogLimit nestedAcquires = new LogLimit();
    private final LogLimit listenerFailures = new LogLimit();
    private final LogLimit lostEvents = new LogLimit();
    private final LogLimit refusedCallbacks = new LogLimit();
    private final Map<String, LogLimit> ownFailures = new ConcurrentHashMap<>(); // by what failed

    Reports(String pool, Ticker ticker, @Nullable PoolListener listener, Workers thread) {
        this.pool = pool;
        this.ticker = ticker;
        this.listener = listener;
        this.thread = thread;
    }

    void created(long nanos) {
        tell(heard -> heard.created(pool, Duration.ofNanos(nanos)));
    }

    void createFailed(CapturedFailure cause) {
        failed(Step.CREATE, cause);
        log(createFailures, Level.WARNING, "no object could be created", cause);
        tell(heard -> heard.createFailed(pool, cause.failure()));
    }

    void resetFailed(CapturedFailure cause) {
        failed(Step.RESET, cause);
        log(resetFailures, Level.WARNING, "a reset failed; the object is destroyed", cause);
        tell(heard -> heard.resetFailed(pool, cause.failure()));
    }

    void validationFailed(@Nullable CapturedFailure cause) {
        failed(Step.VALIDATE, cause);
        if (cause == null) { // an object that says so in good order is daily business
            log(invalidObjects, Level.INFO, "an object was found invalid and is destroyed", null);
        } else {
            log(validationFailures, Level.WARNING, "a validation failed; the object is destroyed", cause);
        }
        tell(heard -> heard.validationFailed(pool, cause == null ? null : cause.failure()));
    }

    void destroyFailed(CapturedFailure cause) {
        failed(Step.DESTROY, cause);
        log(destroyFailures, Level.WARNING, "an object could not be destroyed in good order", cause);
        tell(heard -> heard.destroyFailed(pool, cause.failure()));
    }

    void destroyed(DestroyCause cause) {
        tell(heard -> heard.destroyed(pool, cause));
    }

    /** A lease was lost. */
    public void leaked(Holder holder, boolean reused) {
        log(
                leaks,
                Level.WARNING,
                "a lease was lost: acquired by " + holder.thread() + " and never closed; its object is "
                        + (reused ? "taken back" : "destroyed")
                        + (holder.isFuture()
                                ? "; a likely cause: a stage derived from acquireAsync() was cancelled or dropped, which"
                                        + " useAsync() survives"
                                : "")
                        + (holder.acquiredAt().isEmpty()
                                ? "; leakStacks(1) shows where it was acquired"
                                : stack("acquired at", holder.acquiredAt())),
                null);
        tell(heard -> heard.leaked(pool, holder));
    }

    /** A lease is out for too long. */
    public void heldTooLong(Holder holder) {
        log(
                longHolds,
                Level.WARNING,
                "an object is held for " + holder + ", longer than holdWarning"
                        + stack("acquired at", holder.acquiredAt())
                        + stack("the thread stands at", holder.standsAt()),
                null);
        tell(heard -> heard.heldTooLong(pool, holder));
    }

    /** A lease that was out for too long has ended. */
    public void heldTooLongEnded(Holder holder) {
        log(endedHolds, Level.INFO, "an object that was held for too long is back after " + holder, null);
        tell(heard -> heard.heldTooLongEnded(pool, holder));
    }

    /** A thread that holds a lease acquires one more. */
    public void nestedAcquire(Holder holder) {
        log(
                nestedAcquires,
                Level.WARNING,
                holder.thread() + " acquires an object while it holds one: threads that do so can wait for one another"
                        + stack("the first was acquired at", holder.acquiredAt()),
                null);
        tell(heard -> heard.nestedAcquire(pool, holder));
    }

    private static String stack(String title, List<StackTraceElement> stack) {
        StringBuilder text = new StringBuilder();
        if (!stack.isEmpty()) {
            text.append(System.lineSeparator()).append("  ").append(title).append(':');
            stack.forEach(frame -> text.append(System.lineSeparator()).append("    " + frame));
        }
        return text.toString();
    }

    /** The executor for callbacks did not take one, which was run all the same. */
    public void callbackRefused(Throwable refusal) {
        log(
                refusedCallbacks,
                Level.WARNING,
                "the callback executor refused; the pool completes the future itself",
                null,
                refusal);
    }

    /** An acquire's deadline passed. */
    public void timedOut(PoolTimeoutException timeout) {
        tell(heard -> heard.timedOut(pool, timeout));
    }

    /** The verdict about the pool changed. */
    public void healthChanged(PoolHealth before, PoolHealth after) {
        tell(heard -> heard.healthChanged(pool, before, after));
    }

    /** The bound was changed. */
    public void resized(int before, int after) {
        tell(heard -> heard.resized(pool, before, after));
    }

    /** Something that happens once in the life of a pool. */
    public void warn(String message) {
        Log.SHARED.write(Level.WARNING, ofPool(message), null);
    }

    /** Something of our own failed that should not have. */
    public void failed(String what, Throwable failure) {
        log(ownFailures.computeIfAbsent(what, first -> new LogLimit()), Level.ERROR, what, null, failure);
    }

    /** The last failure of each step that has failed, in the order of the steps. */
    public List<Failure> failures() {
        return List.copyOf(lastFailures.values());
    }

    private void failed(Step step, @Nullable CapturedFailure cause) {
        Throwable failure = cause == null ? null : cause.failure();
        String text = cause == null ? "the object was found invalid" : cause.toString();
        lastFailures.put(step, new Failure(step, failure, text, ticker.wallTime()));
    }

    private void tell(Consumer<PoolListener> event) {
        PoolListener heard = listener;
        if (heard == null) {
            return;
        }
        if (waitingEvents.incrementAndGet() > MOST_WAITING_EVENTS) {
            waitingEvents.decrementAndGet();
            droppedEvents.incrementAndGet();
            return;
        }
        try {
            thread.execute(() -> deliver(heard, event));
        } catch (Throwable noThread) { // out of memory or of threads; the pool goes on without the event
            waitingEvents.decrementAndGet();
            droppedEvents.incrementAndGet();
        }
    }

    private void deliver(PoolListener heard, Consumer<PoolListener> event) {
        waitingEvents.decrementAndGet();
        int dropped = droppedEvents.getAndSet(0);
        if (dropped > 0) {
            log(lostEvents, Level.WARNING, dropped + " events were dropped because the listener did not keep up", null);
        }
        try {
            event.accept(heard);
        } catch (Throwable failure) {
            log(listenerFailures, Level.WARNING, "the listener failed", CapturedFailure.of(failure));
            if (failure instanceof Error error) {
                throw error;
            }
        }
    }

    private void log(LogLimit limit, Level level, String message, @Nullable CapturedFailure cause) {
        log(limit, level, message, cause, cause == null ? null : cause.failure());
    }

    private void log(
            LogLimit limit,
            Level level,
            String message,
            @Nullable CapturedFailure inWords,
            @Nullable Throwable thrown) {
        int leftOut = limit.admit(ticker.nanoTime());
        if (leftOut >= 0) {
            String more = leftOut == 0 ? "" : " (" + leftOut + " more since the last such line)";
            Log.SHARED.write(level, ofPool(message + more + (inWords == null ? "" : ": " + inWords)), thrown);
        }
    }

    private String ofPool(String message) {
        return "pool \"" + pool + "\": " + message;
    }
}
