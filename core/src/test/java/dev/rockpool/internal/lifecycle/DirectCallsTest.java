package dev.rockpool.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.monitor.DestroyCause;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DirectCallsTest extends LifecycleFixture {

    @Test
    void whatWasMadeIsCountedTimedAndReported() {
        onCreate = () -> {
            ticker.advance(Duration.ofMillis(7));
            return "object";
        };
        Made<Object> made = direct.create();
        assertThat(made).isEqualTo(new Made<>("object", null, 7_000_000));
        events.happened(made.event());
        assertThat(counters.sum(Counter.CREATED)).isEqualTo(1);
        assertThat(latencies.summaries().create().total()).isEqualTo(Duration.ofMillis(7));
        awaitHeard("created in 7 ms");
    }

    @Test
    void aFailedAttemptIsCountedAndReportedAndNotTimed() {
        IOException failure = new IOException("refused");
        onCreate = () -> {
            throw failure;
        };
        Made<Object> made = direct.create();
        assertThat(made.failure().failure()).isSameAs(failure);
        events.happened(made.event());
        assertThat(counters.sum(Counter.CREATED)).isZero();
        assertThat(counters.sum(Counter.CREATE_FAILED)).isEqualTo(1);
        assertThat(latencies.summaries().create().count()).isZero();
        awaitHeard("createFailed " + failure);
        assertThat(log.thrown("no object could be created")).containsExactly(failure);
    }

    @Test
    void aFactoryThatReturnsNullHasFailed() {
        onCreate = () -> null;
        assertThat(direct.create().failure().failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the lifecycle's create() returned null");
    }

    @Test
    void anObjectThatIsInThePoolAlreadyIsAFailureUntilItHasLeft() {
        Object object = new Object();
        onCreate = () -> object;
        assertThat(direct.create().object()).isSameAs(object);
        assertThat(direct.create().failure().failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the lifecycle's create() returned an object that is in the pool already; each call must make a new"
                                + " one, as Pool.builder(Parser::new) does");
        direct.forget(object);
        assertThat(direct.create().object()).isSameAs(object);
        direct.destroy(object, DestroyCause.LATE);
        assertThat(direct.create().object()).isSameAs(object);
    }

    @Test
    void anInterruptOfCodeOnTheCallersThreadIsKeptForTheCaller() {
        onCreate = () -> {
            throw new InterruptedException("on purpose");
        };
        assertThat(direct.create().failure().failure()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        onValidate = () -> {
            throw new InterruptedException("on purpose");
        };
        assertThat(direct.validate("x", false)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatWasMadeIsEitherAnObjectOrAFailure() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Made<>(null, null, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Made<>("x", CapturedFailure.of(new IOException()), 0));
    }

    @Test
    void aResetOnTheCallersThreadIsTimedOnlyWhenAsked() {
        onReset = object -> ticker.advance(Duration.ofMillis(3));
        assertThat(steps.resets("x")).isTrue();
        assertThat(direct.reset("x", false)).isTrue();
        assertThat(latencies.summaries().reset().count()).isZero();
        assertThat(direct.reset("x", true)).isTrue();
        assertThat(latencies.summaries().reset().total()).isEqualTo(Duration.ofMillis(3));
        assertThat(counters.sum(Counter.RESET_FAILED)).isZero();
    }

    @Test
    void aResetThatThrowsHasFailedWhateverItThrows() {
        AssertionError error = new AssertionError("dirty");
        onReset = object -> {
            throw error;
        };
        assertThat(direct.reset("x", true)).isFalse();
        assertThat(counters.sum(Counter.RESET_FAILED)).isEqualTo(1);
        awaitHeard("resetFailed " + error);
    }

    @Test
    void aValidationOnTheCallersThreadSaysYesOrNo() {
        assertThat(direct.validate("x", false)).isTrue();
        assertThat(latencies.summaries().validate().count()).isZero();
        onValidate = () -> false;
        assertThat(direct.validate("x", true)).isFalse();
        assertThat(latencies.summaries().validate().count()).isEqualTo(1);
        assertThat(counters.sum(Counter.VALIDATION_FAILED)).isEqualTo(1);
        awaitHeard("validationFailed null");
    }

    @Test
    void aDestroyHereIsCountedAlsoWhenItThrows() {
        onDestroy = () -> {
            throw new IOException("stuck");
        };
        direct.destroy("x", DestroyCause.LATE);
        assertThat(counters.totals(0, 0, 0).destroyed()).containsEntry(DestroyCause.LATE, 1L);
        awaitHeard("destroyFailed java.io.IOException: stuck", "destroyed LATE");
    }

    @Test
    void itIsKnownWhatNeedsNoCodeToBeDestroyed() {
        LifecycleSteps<Object> plain = new LifecycleSteps<>(Object::new, StepsInCode.none(), null);
        AutoCloseable closeable = () -> outcomes.add("closed");
        assertThat(plain.destroys("plain")).isFalse();
        assertThat(plain.destroys(closeable)).isTrue();
        assertThat(outcomes).isEmpty();
    }
}
