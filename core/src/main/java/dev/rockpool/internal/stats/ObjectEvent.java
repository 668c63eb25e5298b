package dev.rockpool.internal.stats;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation.Step;
import dev.rockpool.monitor.PoolListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to the objects of a pool: how each step of the lifecycle ended. */
public sealed interface ObjectEvent extends PoolEvent {

    /** An object was created. */
    record Created(long tookNanos) implements ObjectEvent {
        @Override
        public void count(Meters meters) {
            meters.counters().increment(Counter.CREATED);
            meters.latencies().record(Timed.CREATE, tookNanos);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.created(pool, Duration.ofNanos(tookNanos));
        }
    }

    /** An attempt to create failed, or has overrun its time. */
    record CreateFailed(CapturedFailure cause) implements ObjectEvent {
        @Override
        public void count(Meters meters) {
            meters.counters().increment(Counter.CREATE_FAILED);
        }

        @Override
        public Line line() {
            return Line.of(Level.WARNING, "no object could be created", cause);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.createFailed(pool, cause.failure());
        }

        @Override
        public Step failedStep() {
            return Step.CREATE;
        }
    }

    /** A reset failed, or has overrun its time. */
    record ResetFailed(CapturedFailure cause) implements ObjectEvent {
        @Override
        public void count(Meters meters) {
            meters.counters().increment(Counter.RESET_FAILED);
        }

        @Override
        public Line line() {
            return Line.of(Level.WARNING, "a reset failed; the object is destroyed", cause);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.resetFailed(pool, cause.failure());
        }

        @Override
        public Step failedStep() {
            return Step.RESET;
        }
    }

    /** An object could not be prepared for the caller that was about to get it. */
    record ActivationFailed(CapturedFailure cause) implements ObjectEvent {
        @Override
        public void count(Meters meters) {
            meters.counters().increment(Counter.ACTIVATION_FAILED);
        }

        @Override
        public Line line() {
            return Line.of(Level.WARNING, "an activation failed; the object is destroyed", cause);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.activationFailed(pool, cause.failure());
        }

        @Override
        public Step failedStep() {
            return Step.ACTIVATE;
        }
    }

    /** An object is invalid; without a cause its validation said so in good order, which is daily business. */
    record ValidationFailed(@Nullable CapturedFailure cause) implements ObjectEvent {
        @Override
        public void count(Meters meters) {
            meters.counters().increment(Counter.VALIDATION_FAILED);
        }

        @Override
        public Line line() {
            return cause == null
                    ? Line.of(Level.INFO, "an invalid object", "an object was found invalid and is destroyed")
                    : Line.of(Level.WARNING, "a validation failed; the object is destroyed", cause);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.validationFailed(pool, cause == null ? null : cause.failure());
        }

        @Override
        public Step failedStep() {
            return Step.VALIDATE;
        }
    }

    /** A health check failed; without a cause it said no in good order. Counted and told as a validation that failed. */
    record HealthCheckFailed(@Nullable CapturedFailure cause) implements ObjectEvent {
        @Override
        public void count(Meters meters) {
            meters.counters().increment(Counter.VALIDATION_FAILED);
        }

        @Override
        public Line line() {
            return cause == null
                    ? Line.of(Level.INFO, "an unhealthy object", "an object was found unhealthy and is destroyed")
                    : Line.of(Level.WARNING, "a health check failed; the object is destroyed", cause);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.validationFailed(pool, cause == null ? null : cause.failure());
        }

        @Override
        public Step failedStep() {
            return Step.CHECK_HEALTH;
        }
    }

    /** A destroy failed, or has overrun its time. That is not counted: the object is gone, and counted as such. */
    record DestroyFailed(CapturedFailure cause) implements ObjectEvent {
        @Override
        public Line line() {
            return Line.of(Level.WARNING, "an object could not be destroyed in good order", cause);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.destroyFailed(pool, cause.failure());
        }

        @Override
        public Step failedStep() {
            return Step.DESTROY;
        }
    }

    /** An object is gone. One for each cause, so that saying it needs no memory. */
    final class Destroyed implements ObjectEvent {
        private static final Map<DestroyCause, Destroyed> ALL = all(); // filled at once, then read only

        private final DestroyCause why;

        private Destroyed(DestroyCause why) {
            this.why = why;
        }

        private static Map<DestroyCause, Destroyed> all() {
            Map<DestroyCause, Destroyed> all = new EnumMap<>(DestroyCause.class);
            for (DestroyCause cause : DestroyCause.values()) {
                all.put(cause, new Destroyed(cause));
            }
            return all;
        }

        /** {@return that an object is gone for this cause} */
        public static PoolEvent by(DestroyCause cause) {
            Destroyed known = ALL.get(cause);
            return known == null ? new Destroyed(cause) : known;
        }

        @Override
        public void count(Meters meters) {
            meters.counters().destroyed(why);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            listener.destroyed(pool, why);
        }
    }
}
