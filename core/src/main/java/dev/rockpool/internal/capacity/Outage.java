package dev.rockpool.internal.capacity;

import dev.rockpool.SourceExhaustedException;
import dev.rockpool.config.Supply;
import dev.rockpool.internal.lifecycle.DuplicateObjectException;
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
 * <p>A source that has no more ({@link SourceExhaustedException}) is heard at the first failure: whoever asks once more makes it
 * worse. While there are objects that serve, the pauses go on to grow, to {@value #PATIENCE_SECONDS} s at the least.
 *
 * <p>Objects that are made and of which none can be activated are of no use either: from the second in a row on, one at a time
 * is made, after the same pauses. That is no outage; who waits for an object waits on.
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

    private volatile int inVain; // objects in a row that were made, and could not be activated for their first lease
    private boolean isPauseToCome; // the last of them has not led to a pause yet
    private long nextMaking; // when the next may be made, if none is
    private boolean isMaking; // the next, of which it is not known yet whether it is of use
    private long makingSince;

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
        return failures < 2 ? !isPausing(now) : allowsProbe(now);
    }

    /** Whether an attempt may be made now for nobody in particular. */
    public boolean allowsProbe(long now) {
        return !isPausing(now) && (!isDown() || (!isProbing(now) && Nanos.isPast(now, nextAttempt())));
    }

    private boolean isPausing(long now) {
        return inVain >= 2 && (!Nanos.isPast(now, nextMaking) || isMaking(now));
    }

    private boolean isMaking(long now) {
        return isMaking && !Nanos.isPast(now, makingSince + longestNanos);
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
        long made = inVain >= 2 ? sooner(-1, nextMaking - now) : -1;
        made = inVain >= 2 && isMaking ? sooner(made, makingSince + longestNanos - now) : made;
        if (!isDown()) {
            return made;
        }
        long next = sooner(made, nextAttempt() - now);
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
        if (inVain >= 2) {
            isMaking = true;
            makingSince = now;
        }
        if (failures >= 2 || (isDown() && !isAsked)) {
            probe = ++probes;
            probeSince = now;
            return probe;
        }
        return 0;
    }

    /** An attempt was given up before it had an outcome. */
    public void dropped(long number) {
        isMaking = false;
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

    /** What was made could not be activated for its first lease. {@link #pauseAsNeeded} comes next. */
    public void madeInVain() {
        inVain = Math.min(inVain + 1, Long.SIZE);
        isPauseToCome = true;
        isMaking = false;
    }

    /** An object was activated. */
    public void madeWell() {
        inVain = 0;
        isPauseToCome = false;
        isMaking = false;
    }

    /** Whether the last object that was made, or the last few, could not be activated. */
    public boolean makesInVain() {
        return inVain > 0;
    }

    /** Begins the pause after an object that was made in vain, if there is one to come. */
    public void pauseAsNeeded(long now) {
        if (isPauseToCome) {
            isPauseToCome = false;
            nextMaking = now + pause(inVain, longestNanos);
        }
    }

    /**
     * An attempt failed.
     *
     * @param number of the probe, or 0
     */
    public void failed(CapturedFailure failure, long number, long now) {
        lastFailure = failure;
        boolean isThePresentProbe = number != 0 && number == probe;
        dropped(number);
        if (failures >= 2 && !isThePresentProbe) {
            return;
        }
        if (failures == 0) {
            failingSince = now;
        }
        isExhausted = failure.failure() instanceof SourceExhaustedException;
        failures = isExhausted ? Math.max(2, failures + 1) : failures + 1;
        isDown = true;
        nextAttempt = now + pause(failures, longestNanos);
        if (isExhausted) {
            nextPatientAttempt =
                    now + pause(failures, Math.max(longestNanos, TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)));
        }
    }

    private long pause(int inARow, long longest) {
        int doubled = Math.min(Math.max(1, inARow - 1), Long.SIZE - 2);
        long ceiling = firstNanos <= longest >> doubled ? firstNanos << doubled : longest;
        return random.applyAsLong(Math.max(firstNanos, ceiling / 2), ceiling);
    }
}
