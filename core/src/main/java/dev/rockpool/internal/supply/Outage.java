package dev.rockpool.internal.supply;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.time.Nanos;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether creation works, and if not, when to try again. A plain state machine: the engine guards it with its lock.
 *
 * <p>The first failure brings the factory down, a success up again. While it is down one probe is made at a time. The
 * back-off before probe n is drawn from [c/2, c] with c = 100 ms · 2ⁿ, never less than 100 ms nor more than 30 s: the
 * "equal jitter" form of exponential back-off. Failures of attempts that were in flight when the factory went down do
 * not lengthen it.
 */
public final class Outage {

    static final long SHORTEST_NANOS = 100_000_000L;
    static final long LONGEST_NANOS = 30_000_000_000L;

    private final LongBinaryOperator random; // from, to (both inclusive)
    private int failures;
    private boolean isProbing;
    private long nextAttempt;
    private @Nullable CapturedFailure lastFailure;

    /** Draws back-offs from a source of random numbers in [from, to]. */
    public Outage(LongBinaryOperator random) {
        this.random = random;
    }

    /** Whether the last attempt failed. */
    public boolean isDown() {
        return failures > 0;
    }

    /** Whether an attempt may be made now. */
    public boolean allowsAttempt(long now) {
        return !isDown() || (!isProbing && Nanos.isPast(now, nextAttempt));
    }

    /** Whether nothing but time stands between now and the next probe. */
    public boolean awaitsBackOff() {
        return isDown() && !isProbing;
    }

    /** When the back-off ends; means something only while it is down. */
    public long nextAttempt() {
        return nextAttempt;
    }

    /** The last failure while it is down, else null. */
    public @Nullable CapturedFailure lastFailure() {
        return lastFailure;
    }

    /**
     * An attempt begins.
     *
     * @return whether it is a probe
     */
    public boolean attemptStarts() {
        if (isDown()) {
            isProbing = true;
        }
        return isProbing;
    }

    /** How many of the attempts in flight were started when the factory seemed to work. */
    public int attemptsApartFromProbe(int inFlight) {
        return isProbing ? inFlight - 1 : inFlight;
    }

    /** A probe was given up before it had an outcome. */
    public void probeDropped() {
        isProbing = false;
    }

    /** An attempt succeeded. */
    public void succeeded() {
        failures = 0;
        isProbing = false;
        lastFailure = null;
    }

    /** An attempt failed. */
    public void failed(CapturedFailure failure, boolean wasProbe, long now) {
        lastFailure = failure;
        if (wasProbe) {
            isProbing = false;
        } else if (isDown()) {
            return;
        }
        failures++;
        long ceiling = failures >= 9 ? LONGEST_NANOS : Math.min(LONGEST_NANOS, SHORTEST_NANOS << failures);
        nextAttempt = now + random.applyAsLong(Math.max(SHORTEST_NANOS, ceiling / 2), ceiling);
    }
}
