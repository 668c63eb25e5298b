package dev.rockpool.internal.stats;

import dev.rockpool.Ticker;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.monitor.Explanation.Failure;
import dev.rockpool.monitor.Explanation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Hears of each {@link PoolEvent} once, and passes it on: to the statistics at once, then to the {@link Hearers}. So what
 * fails or hangs there touches nobody else, and any thread may say what happened.
 *
 * <p>What happens under the engine's lock is counted there, by {@link PoolEvent#count}, and told when the lock has been
 * given up.
 */
@SuppressWarnings("EnumOrdinal") // as an index into an array that lives no longer than the enum
public final class Events {

    private final String pool;
    private final Ticker ticker;
    private final Meters meters;
    private final Hearers hearers;
    private final AtomicReferenceArray<@Nullable Failure> lastFailures =
            new AtomicReferenceArray<>(Step.values().length);

    /** Those of one pool, or of one key of a keyed pool. */
    public Events(String pool, Ticker ticker, Meters meters, Hearers hearers) {
        this.pool = pool;
        this.ticker = ticker;
        this.meters = meters;
        this.hearers = hearers;
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
        hearers.tell(event, pool);
    }

    /** {@return the last failure of each step that has failed, in the order of the steps} */
    public List<Failure> lastFailures() {
        List<Failure> found = new ArrayList<>();
        for (int i = 0; i < lastFailures.length(); i++) {
            Failure last = lastFailures.get(i);
            if (last != null) {
                found.add(last);
            }
        }
        return List.copyOf(found);
    }

    private void keep(Step step, @Nullable CapturedFailure cause) {
        Throwable failure = cause == null ? null : cause.failure();
        String text = cause == null ? "it said no" : cause.toString();
        lastFailures.set(step.ordinal(), new Failure(step, failure, text, ticker.wallTime()));
    }
}
