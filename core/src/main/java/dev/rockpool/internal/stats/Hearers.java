package dev.rockpool.internal.stats;

import dev.rockpool.Ticker;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.Log;
import dev.rockpool.internal.process.LogLimit;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.stats.PoolEvent.Line;
import dev.rockpool.monitor.PoolListener;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of the events of a pool but the statistics: the log, and the listener on one thread of the pool. The log has a
 * thread of its own ({@link Log}). The log gets at most one line of a kind in ten seconds, with the number of those left out;
 * a listener that does not keep up misses events, whose number the log gets. The keys of a keyed pool have one of these.
 */
public final class Hearers {

    private static final int MOST_WAITING_EVENTS = 10_000;

    private final Ticker ticker;
    private final @Nullable PoolListener listener;
    private final Workers listenerThread;
    private final Function<String, LogLimit> newLimit =
            Hearers::newLimit; // made here: what links it may be the end of memory
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final AtomicInteger droppedEvents = new AtomicInteger();
    private final Map<String, LogLimit> logLimits = new ConcurrentHashMap<>(); // by kind of line

    /** With one thread for the listener. */
    public Hearers(Ticker ticker, @Nullable PoolListener listener, Workers listenerThread) {
        this.ticker = ticker;
        this.listener = listener;
        this.listenerThread = listenerThread;
    }

    /** Tells of something that has happened in a pool of that name. */
    void tell(PoolEvent event, String pool) {
        Line line = event.line();
        if (line != null) {
            log(line, pool);
        }
        PoolListener heard = listener;
        if (heard != null && event.isHeard()) {
            queue(heard, event, pool);
        }
    }

    private void queue(PoolListener heard, PoolEvent event, String pool) {
        if (waitingEvents.incrementAndGet() > MOST_WAITING_EVENTS) {
            waitingEvents.decrementAndGet();
            droppedEvents.incrementAndGet();
            return;
        }
        try {
            listenerThread.execute(new Delivery(heard, event, pool));
        } catch (Throwable noThread) { // out of memory or of threads; the pool goes on without the event
            waitingEvents.decrementAndGet();
            droppedEvents.incrementAndGet();
        }
    }

    private final class Delivery implements Runnable {
        private final PoolListener heard;
        private final PoolEvent event;
        private final String pool;

        Delivery(PoolListener heard, PoolEvent event, String pool) {
            this.heard = heard;
            this.event = event;
            this.pool = pool;
        }

        @Override
        public void run() {
            deliver(heard, event, pool);
        }
    }

    private void deliver(PoolListener heard, PoolEvent event, String pool) {
        waitingEvents.decrementAndGet();
        int dropped = droppedEvents.getAndSet(0);
        if (dropped > 0) {
            log(
                    Line.of(
                            Level.WARNING,
                            "dropped events",
                            dropped + " events were dropped because the listener did not keep up"),
                    pool);
        }
        try {
            event.tell(heard, pool);
        } catch (Throwable failure) {
            log(Line.of("the listener failed", CapturedFailure.of(failure)), pool);
            if (failure instanceof Error error) {
                throw error;
            }
        }
    }

    private static LogLimit newLimit(String kind) {
        return new LogLimit();
    }

    private void log(Line line, String pool) {
        int leftOut = logLimits.computeIfAbsent(line.kind(), newLimit).admit(ticker.nanoTime());
        if (leftOut >= 0) {
            String more = leftOut == 0 ? "" : " (" + leftOut + " more since the last such line)";
            String cause = line.inWords() == null ? "" : ": " + line.inWords();
            Log.SHARED.write(line.level(), "pool \"" + pool + "\": " + line.text() + more + cause, line.thrown());
        }
    }
}
