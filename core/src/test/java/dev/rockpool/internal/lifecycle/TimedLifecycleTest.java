package dev.rockpool.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Soon;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.stats.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimedLifecycleTest extends LifecycleFixture {

    @Test
    void aCreatorMakesAnObjectAndTellsHowLongItTook() {
        onCreate = () -> {
            ticker.advance(Duration.ofMillis(7));
            return "object";
        };
        lifecycle.create(creation);
        awaitOutcomes("ended object null");
        assertThat(counters.sum(Counter.CREATED))
                .as("counted by whoever hears of it")
                .isZero();
    }

    @Test
    void aFailureOnACreatorComesBackAsAValue() {
        onCreate = () -> {
            throw new IOException("refused");
        };
        lifecycle.create(creation);
        awaitOutcomes("ended null java.io.IOException: refused");
    }

    @Test
    void anAttemptThatOverrunsIsAbandonedAndItsObjectComesLate() {
        onCreate = () -> {
            hang();
            return "late object";
        };
        lifecycle.create(creation);
        Soon.opened(begun);
        ticker.advance(CREATE);
        String overran = "overran create hangs: it did not end within 30000 ms; it is abandoned and may still run";
        awaitOutcomes(overran);
        assertThat(lifecycle.abandonedCreations()).isEqualTo(1);
        assertThat(lifecycle.abandonedCleanups()).isZero();
        gate.countDown();
        awaitOutcomes(overran, "late late object null", "abandoned ended");
        assertThat(lifecycle.abandonedCreations()).isZero();
    }

    @Test
    void aResetOnAWorkerSaysHowItEnded() {
        lifecycle.reset("x", passed -> outcomes.add("reset " + passed));
        awaitOutcomes("reset true");
        onReset = object -> {
            throw new IllegalStateException("dirty");
        };
        lifecycle.reset("x", passed -> outcomes.add("reset " + passed));
        awaitOutcomes("reset true", "reset false");
        assertThat(counters.sum(Counter.RESET_FAILED)).isEqualTo(1);
        assertThat(latencies.summaries().reset().count()).isEqualTo(1);
        awaitHeard("resetFailed java.lang.IllegalStateException: dirty");
    }

    @Test
    void aResetThatOverrunsHasFailedAndItsEndIsTold() {
        onReset = object -> hang();
        lifecycle.reset("x", passed -> outcomes.add("reset " + passed));
        Soon.opened(begun);
        ticker.advance(CREATE);
        awaitOutcomes("reset false");
        assertThat(lifecycle.abandonedCleanups()).isEqualTo(1);
        assertThat(lifecycle.abandonedCreations()).isZero();
        gate.countDown();
        awaitOutcomes("reset false", "abandoned ended");
        assertThat(lifecycle.abandonedCleanups()).isZero();
        assertThat(counters.sum(Counter.RESET_FAILED)).isEqualTo(1);
    }

    @Test
    void aValidationThatThrowsHasFailed() {
        onValidate = () -> {
            throw new IOException("broken");
        };
        assertThat(direct.validate("x", false)).isFalse();
        lifecycle.validate("x", passed -> outcomes.add("valid " + passed));
        awaitOutcomes("valid false");
        assertThat(counters.sum(Counter.VALIDATION_FAILED)).isEqualTo(2);
        awaitHeard("validationFailed java.io.IOException: broken", "validationFailed java.io.IOException: broken");
    }

    @Test
    void aValidatorThatReturnsNullHasFailed() {
        onValidate = () -> null;
        assertThat(direct.validate("x", false)).isFalse();
        lifecycle.validate("x", passed -> outcomes.add("valid " + passed));
        awaitOutcomes("valid false");
    }

    @Test
    void aValidationOnAWorkerIsTimed() {
        lifecycle.validate(
                "x", passed -> outcomes.add("valid " + passed + (runtime.isCurrentThread() ? "" : " elsewhere")));
        awaitOutcomes("valid true");
        assertThat(latencies.summaries().validate().count()).isEqualTo(1);
        assertThat(runtime.isCurrentThread()).isFalse();
    }

    @Test
    void aValidationThatOverrunsItsOwnTimeHasFailed() {
        onValidate = () -> {
            hang();
            return true;
        };
        lifecycle.validate("x", passed -> outcomes.add("valid " + passed));
        Soon.opened(begun);
        ticker.advance(VALIDATE);
        awaitOutcomes("valid false");
        awaitHeard("validationFailed "
                + new TimeoutException(
                        "validate hangs: it did not end within 5000 ms; it is abandoned and may still run"));
        gate.countDown();
        awaitOutcomes("valid false", "abandoned ended");
    }

    @Test
    void withATimeoutOfZeroValidationRunsOnTheCallerOrWithoutALimit() {
        assertThat(lifecycle.validatesHere()).isFalse();
        LifecyclePort<Object> unlimited = lifecycle(runtime, Duration.ZERO);
        assertThat(unlimited.validatesHere()).isTrue();
        onValidate = () -> {
            hang();
            return true;
        };
        unlimited.validate("x", passed -> outcomes.add("valid " + passed));
        Soon.opened(begun);
        ticker.advance(Duration.ofDays(1_000));
        gate.countDown();
        awaitOutcomes("valid true");
    }

    @Test
    void aDestroyFreesWhenItHasEnded() {
        lifecycle.destroy("x", () -> outcomes.add("freed"));
        awaitOutcomes("freed");
        assertThat(counters.totals(0, 0, 0).destroyed())
                .as("counted by whoever frees")
                .allSatisfy((cause, number) -> assertThat(number).isZero());
    }

    @Test
    void aDestroyThatThrowsIsReportedAndFreesAllTheSame() {
        onDestroy = () -> {
            throw new IOException("stuck");
        };
        lifecycle.destroy("x", () -> outcomes.add("freed"));
        awaitOutcomes("freed");
        awaitHeard("destroyFailed java.io.IOException: stuck");
    }

    @Test
    void aDestroyThatOverrunsFreesAtItsLimitAndOnlyOnce() {
        onDestroy = () -> {
            hang();
            return true;
        };
        lifecycle.destroy("x", () -> outcomes.add("freed"));
        Soon.opened(begun);
        ticker.advance(CREATE);
        awaitOutcomes("freed");
        assertThat(lifecycle.abandonedCleanups()).isEqualTo(1);
        gate.countDown();
        awaitOutcomes("freed", "abandoned ended");
    }

    @Test
    void validationsThatHangAreBoundedAndBeyondThatFailAtOnce() {
        AtomicInteger inside = new AtomicInteger();
        onValidate = () -> {
            inside.incrementAndGet();
            Soon.openedDespiteInterrupts(gate);
            return true;
        };
        List<Boolean> verdicts = new CopyOnWriteArrayList<>();
        for (int i = 0; i < Workers.MOST_LOST; i++) {
            lifecycle.validate("object", verdicts::add);
        }
        Soon.until("all to hang", () -> inside.get() == Workers.MOST_LOST);
        ticker.advance(VALIDATE);
        Soon.until("all to be lost", () -> verdicts.size() == Workers.MOST_LOST);
        for (int i = 0; i < 100; i++) {
            lifecycle.validate("object", verdicts::add);
        }
        assertThat(verdicts).hasSize(Workers.MOST_LOST + 100).containsOnly(false);
        lifecycle.isHealthy("object", isHealthy -> outcomes.add("healthy " + isHealthy));
        assertThat(outcomes)
                .as("nothing is said about an object for want of a thread")
                .containsExactly("healthy true");
        outcomes.clear();
        assertThat(threadsOf("worker")).isEqualTo(Workers.MOST_LOST);
        gate.countDown();
        Soon.until("they come back", () -> lifecycle.abandonedCleanups() == 0);
        lifecycle.validate("object", verdicts::add);
        Soon.until("the verdict", () -> verdicts.size() == Workers.MOST_LOST + 101);
        assertThat(verdicts).last().isEqualTo(true);
    }

    @Test
    void aHealthCheckOnAWorkerSaysWhatItFound() {
        lifecycle.isHealthy(
                "x", healthy -> outcomes.add("healthy " + healthy + (runtime.isCurrentThread() ? "" : " elsewhere")));
        awaitOutcomes("healthy true");
        onHealth = () -> null;
        lifecycle.isHealthy("x", healthy -> outcomes.add("healthy " + healthy));
        awaitOutcomes("healthy true", "healthy false");
        assertThat(counters.sum(Counter.VALIDATION_FAILED)).isEqualTo(1);
    }

    @Test
    void aHealthCheckThatOverrunsTheTimeOfAValidationHasFailed() {
        onHealth = () -> {
            hang();
            return true;
        };
        lifecycle.isHealthy("x", healthy -> outcomes.add("healthy " + healthy));
        Soon.opened(begun);
        ticker.advance(VALIDATE);
        awaitOutcomes("healthy false");
        awaitHeard("validationFailed "
                + new TimeoutException(
                        "health check hangs: it did not end within 5000 ms; it is abandoned and may still run"));
    }

    @Test
    void aHealthCheckHasALimitAlsoWhereValidationsHaveNone() {
        LifecyclePort<Object> unlimited = lifecycle(runtime, Duration.ZERO);
        onHealth = () -> {
            hang();
            return true;
        };
        unlimited.isHealthy("x", healthy -> outcomes.add("healthy " + healthy));
        Soon.opened(begun);
        ticker.advance(CREATE);
        awaitOutcomes("healthy false");
    }
}
