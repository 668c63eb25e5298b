package dev.rockpool.internal.stats;

import dev.rockpool.Ticker;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.Log;
import dev.rockpool.internal.process.LogLimit;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.stats.PoolEvent.Line;
import dev.rockpool.monitor.Explanation.Failure;
import dev.rockpool.monitor.Explanation.Step;
import dev.rockpool.monitor.PoolListener;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hears of each {@link PoolEvent} once, and passes it on: to the statistics at once, then to the log, and to the listener on
 * one thread of the pool. The log has a thread of its own ({@link Log}). So what fails or hangs there touches nobody else,
 * and any thread may say what happened. The log gets at most one line of a kind in ten seconds, with the number of those
 * left out; a listener that does not keep up misses events, whose number the log gets.
 *
 * <p>What happens under the engine's lock is counted there, by {@link PoolEvent#count}, and told when the lock has been
 * given up.
 */
public final class Events {

    private static final int MOST_WAITING_EVENTS = 10_000;

    private final String pool;
    private final Ticker ticker;
    private final Meters meters;
    private final @Nullable PoolListener listener;
    private final Workers listenerThread;
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final AtomicInteger droppedEvents = new AtomicInteger();

    private final Map<Step, Failure> lastFailures = new ConcurrentSkipListMap<>();
    private final Map<String, LogLimit> logLimits = new ConcurrentHashMap<>(); // by kind of line

    /** Those of one pool, with one thread for its listener. */
    public Events(String pool, Ticker ticker, Meters meters, @Nullable PoolListener listener, Workers listenerThread) {
        this.pool = pool;
        this.ticker = ticker;
        this.meters = meters;
        this.listener = listener;
        this.listenerThread = listenerThread;
    }

    /** Something has happened: counts it and tells it. What is only counted may happen under a lock. */
    public void happened(PoolEvent event) {
        event.count(meters);
        tell(event);
    }

    /** Tells of something that has been counted. */
    public void tell(PoolEvent event) {
        Step failed = event.failedStep();
        if (failed != null) {
            keep(failed, event.cause());
        }
        Line line = event.line();
        if (line != null) {
            log(line);
        }
        PoolListener heard = listener;
        if (heard != null && event.isHeard()) {
            queue(heard, event);
        }
    }

    /** {@return the last failure of each step that has failed, in the order of the steps} */
    public List<Failure> lastFailures() {
        return List.copyOf(lastFailures.values());
    }

    private void keep(Step step, @Nullable CapturedFailure cause) {
        Throwable failure = cause == null ? null : cause.failure();
        String text = cause == null ? "it said no" : cause.toString();
        lastFailures.put(step, new Failure(step, failure, text, ticker.wallTime()));
    }

    private void queue(PoolListener heard, PoolEvent event) {
        if (waitingEvents.incrementAndGet() > MOST_WAITING_EVENTS) {
            waitingEvents.decrementAndGet();
            droppedEvents.incrementAndGet();
            return;
        }
        try {
            listenerThread.execute(() -> deliver(heard, event));
        } catch (Throwable noThread) { // out of memory or of threads; the pool goes on without the event
            waitingEvents.decrementAndGet();
            droppedEvents.incrementAndGet();
        }
    }

    private void deliver(PoolListener heard, PoolEvent event) {
        waitingEvents.decrementAndGet();
        int dropped = droppedEvents.getAndSet(0);
        if (dropped > 0) {
            log(Line.of(
                    Level.WARNING,
                    "dropped events",
                    dropped + " events were dropped because the listener did not keep up"));
        }
        try {
            event.tell(heard, pool);
        } catch (Throwable failure) {
            log(Line.of(Level.WARNING, "the listener failed", CapturedFailure.of(failure)));
            if (failure instanceof Error error) {
                throw error;
            }
        }
    }

    private void log(Line line) {
        int leftOut =
                logLimits.computeIfAbsent(line.kind(), first -> new LogLimit()).admit(ticker.nanoTime());
        if (leftOut >= 0) {
            String more = leftOut == 0 ? "" : " (" + leftOut + " more since the last such line)";
            String cause = line.inWords() == null ? "" : ": " + line.inWords();
            Log.SHARED.write(line.level(), "pool \"" + pool + "\": " + line.text() + more + cause, line.thrown());
        }
    }
}
