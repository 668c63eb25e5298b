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

    /** The steps that can fail, and what is made of that. */
    @SuppressWarnings("ImmutableEnumChecker") // references to methods, which have no state
    enum Failing {
        /** No object could be created. */
        CREATE(Step.CREATE, Counter.CREATE_FAILED, "no object could be created", PoolListener::createFailed),
        /** An object could not be prepared for the caller that was about to get it. */
        ACTIVATE(
                Step.ACTIVATE,
                Counter.ACTIVATION_FAILED,
                "an activation failed; the object is destroyed",
                PoolListener::activationFailed),
        /** An object could not be cleaned. */
        RESET(Step.RESET, Counter.RESET_FAILED, "a reset failed; the object is destroyed", PoolListener::resetFailed),
        /** An object is invalid. */
        VALIDATE(
                Step.VALIDATE,
                Counter.VALIDATION_FAILED,
                "a validation failed; the object is destroyed",
                PoolListener::validationFailed),
        /** An idle object is not fit for service any more. Counted and told as a validation that failed. */
        CHECK_HEALTH(
                Step.CHECK_HEALTH,
                Counter.VALIDATION_FAILED,
                "a health check failed; the object is destroyed",
                PoolListener::validationFailed),
        /** An object was not destroyed in good order. That is not counted: it is gone, and counted as such. */
        DESTROY(Step.DESTROY, null, "an object could not be destroyed in good order", PoolListener::destroyFailed);

        /** The method of a listener. */
        private interface Method {
            void call(PoolListener listener, String pool, Throwable failure);
        }

        private final Step step;
        private final @Nullable Counter counter;
        private final String text;
        private final Method method;

        Failing(Step step, @Nullable Counter counter, String text, Method method) {
            this.step = step;
            this.counter = counter;
            this.text = text;
            this.method = method;
        }
    }

    /**
     * A step failed, or has overrun its time; a validation or a health check without a cause said no in good order, which is daily
     * business.
     */
    record Failed(Failing what, @Nullable CapturedFailure cause) implements ObjectEvent {
        @Override
        public void count(Meters meters) {
            if (what.counter != null) {
                meters.counters().increment(what.counter);
            }
        }

        @Override
        public Line line() {
            if (cause == null) {
                return what == Failing.VALIDATE
                        ? Line.of(Level.INFO, "found invalid", "an object was found invalid and is destroyed")
                        : Line.of(Level.INFO, "found unhealthy", "an object was found unhealthy and is destroyed");
            }
            return Line.of(what.text, cause);
        }

        @Override
        public void tell(PoolListener listener, String pool) {
            if (cause == null) {
                listener.validationFailed(pool, null);
            } else {
                what.method.call(listener, pool, cause.failure());
            }
        }

        @Override
        public Step failedStep() {
            return what.step;
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
