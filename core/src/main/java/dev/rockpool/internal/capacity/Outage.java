package dev.rockpool.internal.capacity;

import dev.rockpool.config.Supply;
import dev.rockpool.internal.lifecycle.DuplicateObjectException;
import dev.rockpool.internal.lifecycle.Made;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.time.Nanos;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether creation works, and if not, when to try again. A plain state machine: the engine guards it with its lock.
 *
 * <p>A success brings creation up, whatever was before. One failure is no outage: whoever asks may try at once, and the
 * pool tries by itself after the first pause. From the second failure in a row on one <em>probe</em> is made at a time,
 * when a pause has passed. The pause is drawn from [c/2, c], where c is twice the first back-off and doubles with each
 * failure from the third on, never less than the first nor more than the longest: the "equal jitter" form of exponential
 * back-off.
 *
 * <p>Probes are numbered. A probe that takes longer than the longest back-off does not hold back the next; what becomes of
 * it then neither ends the newer one nor lengthens the pause, and so with attempts from before the outage.
 *
 * <p>A source that has no more ({@link Made#isOfExhaustion}) is heard at the first failure: whoever asks once more makes it
 * worse. While there are objects that serve, the pauses go on to grow, to {@value #PATIENCE_SECONDS} s at the least.
 */
public final class Outage {

    private static final long PATIENCE_SECONDS = 10;

    private final LongBinaryOperator random; // from, to (both inclusive)
    private final IntSupplier living; // how many objects there are that can serve
    private long firstNanos;
    private long longestNanos;
    private long rideOutNanos;

    private int failures; // in a row
    private volatile boolean isDown; // whether there are any; also read without the lock
    private long failingSince; // the first of them
    private long nextAttempt;
    private long nextPatientAttempt; // while the source is exhausted, and there are objects
    private boolean isExhausted; // by the last failure, also after a success
    private @Nullable CapturedFailure lastFailure;
    private long probes; // numbers that were given out
    private long probe; // the number of the probe in flight that others wait for, or 0
    private long probeSince;

    /**
     * Draws back-offs from a source of random numbers in [from, to].
     *
     * @param living says how many objects there are that can serve
     */
    public Outage(Supply timing, LongBinaryOperator random, IntSupplier living) {
        this.random = random;
        this.living = living;
        timing(timing);
    }

    /** Takes other back-offs over; one that has begun stays as it is. */
    public void timing(Supply timing) {
        firstNanos = Nanos.of(timing.creationBackOffFirst());
        longestNanos = Nanos.of(timing.creationBackOffLongest());
        rideOutNanos = Nanos.of(timing.rideOut());
    }

    /** Whether the last attempt failed. Needs no lock. */
    public boolean isDown() {
        return isDown;
    }

    /** Whether an attempt may be made now for somebody who asks for an object. */
    public boolean allowsAttempt(long now) {
        return failures < 2 || allowsProbe(now);
    }

    /** Whether an attempt may be made now for nobody in particular. */
    public boolean allowsProbe(long now) {
        return !isDown() || (!isProbing(now) && Nanos.isPast(now, nextAttempt()));
    }

    private boolean isProbing(long now) {
        return probe != 0 && !Nanos.isPast(now, probeSince + longestNanos);
    }

    /** Whether creation fails, but not for so long that acquires should fail for it. */
    public boolean isRiddenOut(long now) {
        return isDown() && !isMisused() && !Nanos.isPast(now, failingSince + rideOutNanos);
    }

    /** Whether creation fails for a fault in the factory that no time will cure. */
    public boolean isMisused() {
        return lastFailure != null && lastFailure.failure() instanceof DuplicateObjectException;
    }

    /** When the back-off ends; means something only while it is down. */
    public long nextAttempt() {
        return isPatient() ? nextPatientAttempt : nextAttempt;
    }

    /** Whether the source said last that it has no more, and there are objects to make do with. */
    public boolean isPatient() {
        return isExhausted && living.getAsInt() > 0;
    }

    /** In how many nanoseconds the answers above may change though nothing happens; -1 for never. */
    public long changesIn(long now) {
        if (!isDown()) {
            return -1;
        }
        long next = sooner(-1, nextAttempt() - now);
        next = probe == 0 ? next : sooner(next, probeSince + longestNanos - now);
        return sooner(next, failingSince + rideOutNanos - now);
    }

    private static long sooner(long known, long other) {
        return other <= 0 ? known : known < 0 ? other : Math.min(known, other);
    }

    /** The last failure while it is down, else null. */
    public @Nullable CapturedFailure lastFailure() {
        return lastFailure;
    }

    /**
     * An attempt begins.
     *
     * @param isAsked whether it is for somebody who asks for an object
     * @return the number of the probe; 0 for an attempt that is none, as creation is not known to fail
     */
    public long attemptStarts(boolean isAsked, long now) {
        if (failures >= 2 || (isDown() && !isAsked)) {
            probe = ++probes;
            probeSince = now;
            return probe;
        }
        return 0;
    }

    /** A probe was given up before it had an outcome. */
    public void probeDropped(long number) {
        if (number == probe) {
            probe = 0;
        }
    }

    /** An attempt succeeded. */
    public void succeeded() {
        failures = 0;
        isDown = false;
        probe = 0;
        lastFailure = null;
    }

    /**
     * An attempt failed.
     *
     * @param number of the probe, or 0
     */
    public void failed(CapturedFailure failure, long number, long now) {
        lastFailure = failure;
        boolean isThePresentProbe = number != 0 && number == probe;
        probeDropped(number);
        if (failures >= 2 && !isThePresentProbe) {
            return;
        }
        if (failures == 0) {
            failingSince = now;
        }
        isExhausted = Made.isOfExhaustion(failure);
        failures = isExhausted ? Math.max(2, failures + 1) : failures + 1;
        isDown = true;
        nextAttempt = now + pause(longestNanos);
        if (isExhausted) {
            nextPatientAttempt = now + pause(Math.max(longestNanos, TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)));
        }
    }

    private long pause(long longest) {
        int doubled = Math.min(Math.max(1, failures - 1), Long.SIZE - 2);
        long ceiling = firstNanos <= longest >> doubled ? firstNanos << doubled : longest;
        return random.applyAsLong(Math.max(firstNanos, ceiling / 2), ceiling);
    }
}
