package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.PoolStats.Gauges;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolExceptionTest {

    private static final PoolStats BUSY =
            Snapshots.of("orders", new Gauges(16, 0, 16, 0, 42, 16, 0), Snapshots.NO_COUNTS);

    private static final Explanation EXPLAINED = Snapshots.explanation(BUSY);

    private static PoolTimeoutException timeout(Throwable failure, Holder... holders) {
        return timeout(Snapshots.explanation(BUSY, holders), failure);
    }

    private static PoolTimeoutException timeout(Explanation explanation, Throwable failure) {
        return new PoolTimeoutException(
                Phase.WAITING, Duration.ofMillis(250), Duration.ofMillis(251), explanation, failure);
    }

    @Test
    void aTimeoutReadsLikeInTheDesign() {
        assertThat(timeout(null, Snapshots.holder("http-7", Duration.ofMillis(12_400))))
                .hasMessage(
                        "pool \"orders\": no object within 250 ms (WAITING): 16 of 16 leased, 0 idle, 0 being"
                                + " created, 42 waiting; longest hold at least 12.4 s by thread \"http-7\"; last creation failure: none");
    }

    @Test
    void aTimeoutThatKnowsNoHolderLeavesItOut() {
        assertThat(timeout((Throwable) null))
                .hasMessage("pool \"orders\": no object within 250 ms (WAITING): 16 of 16 leased, 0 idle, 0 being"
                        + " created, 42 waiting; last creation failure: none");
    }

    @Test
    void aTimeoutNamesTheLastCreationFailureAndHasItAsCause() {
        Throwable failure = new IllegalStateException("no route to host");
        assertThat(timeout(failure))
                .hasMessageEndingWith("; last creation failure: java.lang.IllegalStateException: no route to host")
                .hasCause(failure);
        assertThat(timeout((Throwable) null)).hasNoCause();
    }

    @Test
    void aTimeoutNamesTheLikelyCauseAndTheCure() {
        Explanation explanation = Snapshots.explanation(
                new Explanation.Verdict(Explanation.Cause.POOL_TOO_SMALL, "all are out", "raise maxSize"), BUSY);
        PoolTimeoutException timeout = timeout(explanation, null);
        assertThat(timeout)
                .hasMessageEndingWith("; last creation failure: none; likely cause: POOL_TOO_SMALL, all are out;"
                        + " cure: raise maxSize");
        assertThat(timeout.explanation()).isSameAs(explanation);
    }

    @Test
    void aTimeoutGivesEachNumberItsPlace() {
        PoolStats stats = Snapshots.of("p", new Gauges(6, 1, 2, 3, 4, 5, 0), Snapshots.NO_COUNTS);
        assertThat(new PoolTimeoutException(
                        Phase.VALIDATING,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Snapshots.explanation(stats),
                        null))
                .hasMessage("pool \"p\": no object within 2 s (VALIDATING): 2 of 5 leased, 1 idle, 3 being created,"
                        + " 4 waiting; last creation failure: none");
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutCarriesPhaseTimeAndSnapshot(Phase phase) {
        PoolTimeoutException timeout =
                new PoolTimeoutException(phase, Duration.ofMillis(250), Duration.ofMillis(251), EXPLAINED, null);
        assertThat(timeout.phase()).isEqualTo(phase);
        assertThat(timeout.waited()).isEqualTo(Duration.ofMillis(251));
        assertThat(timeout.stats()).isSameAs(BUSY);
        assertThat(timeout.poolName()).isEqualTo("orders");
        assertThat(timeout).hasMessageContaining("(" + phase + ")");
    }

    @Test
    void aCreationFailureNamesWhatTheFactoryThrew() {
        Throwable cause = new IOException("connection refused");
        ObjectCreationException exception = new ObjectCreationException("orders", cause);
        assertThat(exception)
                .hasMessage("pool \"orders\": no object could be created: java.io.IOException: connection refused")
                .hasCause(cause);
        assertThat(exception.poolName()).isEqualTo("orders");
        assertThatNullPointerException()
                .isThrownBy(() -> new ObjectCreationException("orders", null))
                .withMessage("cause");
    }

    @Test
    void aRefusalSaysWhy() {
        PoolExhaustedException exception = new PoolExhaustedException("orders", "5 acquires wait already");
        assertThat(exception)
                .hasMessage("pool \"orders\": 5 acquires wait already")
                .hasNoCause();
        assertThat(exception.poolName()).isEqualTo("orders");
    }

    @Test
    void aClosedPoolSaysSo() {
        PoolClosedException exception = new PoolClosedException("orders");
        assertThat(exception).hasMessage("pool \"orders\": closed").hasNoCause();
        assertThat(exception.poolName()).isEqualTo("orders");
    }

    @Test
    void theyAreOneClosedFamilyOfUncheckedExceptions() {
        assertThat(PoolException.class.isSealed()).isTrue();
        assertThat(PoolException.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(
                        PoolTimeoutException.class,
                        PoolExhaustedException.class,
                        PoolClosedException.class,
                        ObjectCreationException.class);
        assertThat(new PoolClosedException("x")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void nullIsRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> new PoolClosedException(null))
                .withMessage("poolName");
        assertThatNullPointerException()
                .isThrownBy(() ->
                        new PoolTimeoutException(null, Duration.ofMillis(1), Duration.ofMillis(1), EXPLAINED, null))
                .withMessage("phase");
        assertThatNullPointerException()
                .isThrownBy(() -> new PoolTimeoutException(Phase.WAITING, Duration.ofMillis(1), null, EXPLAINED, null))
                .withMessage("waited");
    }

    @Test
    void aTimeoutSurvivesSerializationWithoutItsSnapshot() throws Exception {
        PoolTimeoutException before =
                timeout(new IllegalStateException("down"), Snapshots.holder("http-7", Duration.ofSeconds(1)));
        PoolTimeoutException after = copyOf(before);
        assertThat(after).hasMessage(before.getMessage());
        assertThat(after.poolName()).isEqualTo("orders");
        assertThat(after.phase()).isEqualTo(Phase.WAITING);
        assertThat(after.waited()).isEqualTo(before.waited());
        assertThat(after.stats()).isNull();
        assertThat(after.getCause()).isInstanceOf(IllegalStateException.class).hasMessage("down");
    }

    @Test
    void theOthersSurviveSerialization() throws Exception {
        for (PoolException before : new PoolException[] {
            new PoolClosedException("orders"),
            new PoolExhaustedException("orders", "full"),
            new ObjectCreationException("orders", new IOException("refused"))
        }) {
            PoolException after = copyOf(before);
            assertThat(after).hasSameClassAs(before).hasMessage(before.getMessage());
            assertThat(after.poolName()).isEqualTo("orders");
        }
    }

    @SuppressWarnings("unchecked") // it comes out as it went in
    private static <E extends Exception> E copyOf(E exception) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(exception);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (E) in.readObject();
        }
    }
}
