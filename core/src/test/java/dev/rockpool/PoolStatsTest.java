package dev.rockpool;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import dev.rockpool.internal.process.Durations;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.PoolStats.Counts;
import dev.rockpool.monitor.PoolStats.Gauges;
import dev.rockpool.monitor.PoolStats.Latencies;
import dev.rockpool.monitor.PoolStats.Peaks;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolStatsTest {

    private static final Instant TAKEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant RESET = Instant.parse("2026-02-01T10:00:00Z");

    private static LatencySummary summary(long nanos) {
        Duration duration = Duration.ofNanos(nanos);
        return new LatencySummary(1, duration, duration, duration, duration, duration, duration, duration);
    }

    private static final PoolStats DISTINCT = new PoolStats(
            "orders",
            TAKEN,
            RESET,
            new Gauges(1, 2, 3, 4, 5, 6, 7),
            new Peaks(11, 12, 13, 14),
            Snapshots.counts(Map.ofEntries(
                    entry("acquired", 121),
                    entry("released", 22),
                    entry("misses", 23),
                    entry("waited", 24),
                    entry("timeouts", 25),
                    entry("rejected", 26),
                    entry("cancelled", 27),
                    entry("created", 28),
                    entry("createFailures", 29),
                    entry("destroyed", Map.of(DestroyCause.EXPIRED, 30L, DestroyCause.LEAKED, 12L)),
                    entry("detached", 31),
                    entry("resetFailures", 32),
                    entry("validationFailures", 33),
                    entry("leaks", 34),
                    entry("holdWarnings", 35),
                    entry("nestedAcquires", 36))),
            new Latencies(summary(41), summary(42), summary(43), summary(44), summary(45)));

    private static PoolStats with(int size, int leased, long acquired, long misses) {
        return Snapshots.of(
                "p",
                new Gauges(size, 0, leased, 0, 0, 10, 0),
                Snapshots.counts(Map.of("acquired", acquired, "misses", misses)));
    }

    @Test
    void gaugesAndPeaksHaveFlatNames() {
        assertThat(DISTINCT.name()).isEqualTo("orders");
        assertThat(DISTINCT.takenAt()).isEqualTo(TAKEN);
        assertThat(DISTINCT.lastReset()).isEqualTo(RESET);
        assertThat(DISTINCT.size()).isEqualTo(1);
        assertThat(DISTINCT.idle()).isEqualTo(2);
        assertThat(DISTINCT.leased()).isEqualTo(3);
        assertThat(DISTINCT.creating()).isEqualTo(4);
        assertThat(DISTINCT.waiting()).isEqualTo(5);
        assertThat(DISTINCT.maxSize()).isEqualTo(6);
        assertThat(DISTINCT.overflow()).isEqualTo(7);
        assertThat(DISTINCT.peakSize()).isEqualTo(11);
        assertThat(DISTINCT.peakIdle()).isEqualTo(12);
        assertThat(DISTINCT.peakLeased()).isEqualTo(13);
        assertThat(DISTINCT.peakWaiting()).isEqualTo(14);
    }

    @Test
    void toStringIsOneLineForPeople() {
        assertThat(DISTINCT)
                .hasToString("pool \"orders\": 3 of 6 leased, 2 idle, 4 being created, 5 waiting; since " + RESET
                        + ": 121 acquired (81.0 % hits), 25 timed out, 26 refused, 28 created, 29 failed to be,"
                        + " 42 destroyed, 34 leaked; average wait 41 ns");
    }

    @Test
    void countsAndLatenciesHaveFlatNames() {
        assertThat(DISTINCT.acquired()).isEqualTo(121);
        assertThat(DISTINCT.released()).isEqualTo(22);
        assertThat(DISTINCT.misses()).isEqualTo(23);
        assertThat(DISTINCT.waited()).isEqualTo(24);
        assertThat(DISTINCT.timeouts()).isEqualTo(25);
        assertThat(DISTINCT.rejected()).isEqualTo(26);
        assertThat(DISTINCT.cancelled()).isEqualTo(27);
        assertThat(DISTINCT.created()).isEqualTo(28);
        assertThat(DISTINCT.createFailures()).isEqualTo(29);
        assertThat(DISTINCT.detached()).isEqualTo(31);
        assertThat(DISTINCT.resetFailures()).isEqualTo(32);
        assertThat(DISTINCT.validationFailures()).isEqualTo(33);
        assertThat(DISTINCT.leaks()).isEqualTo(34);
        assertThat(DISTINCT.holdWarnings()).isEqualTo(35);
        assertThat(DISTINCT.nestedAcquires()).isEqualTo(36);
        assertThat(DISTINCT.waits()).isEqualTo(summary(41));
        assertThat(DISTINCT.hold()).isEqualTo(summary(42));
        assertThat(DISTINCT.create()).isEqualTo(summary(43));
        assertThat(DISTINCT.reset()).isEqualTo(summary(44));
        assertThat(DISTINCT.validate()).isEqualTo(summary(45));
    }

    @Test
    void destroyedIsTheSumOfItsCausesAndKnowsEach() {
        assertThat(DISTINCT.destroyed()).isEqualTo(42);
        assertThat(DISTINCT.destroyed(DestroyCause.EXPIRED)).isEqualTo(30);
        assertThat(DISTINCT.destroyed(DestroyCause.LEAKED)).isEqualTo(12);
        assertThat(DISTINCT.destroyed(DestroyCause.CLOSED)).isZero();
        assertThat(Snapshots.empty("p").destroyed()).isZero();
        assertThatNullPointerException()
                .isThrownBy(() -> DISTINCT.destroyed(null))
                .withMessage("cause");
    }

    @Test
    void hitsAndMissesAreTheAcquires() {
        assertThat(DISTINCT.hits()).isEqualTo(98);
        assertThat(DISTINCT.hits() + DISTINCT.misses()).isEqualTo(DISTINCT.acquired());
    }

    @Test
    void hitRateIsThePartOfTheAcquiresThatHit() {
        assertThat(with(0, 0, 4, 1).hitRate()).isEqualTo(0.75);
        assertThat(with(0, 0, 7, 7).hitRate()).isEqualTo(0.0);
        assertThat(with(0, 0, 7, 0).hitRate()).isEqualTo(1.0);
        assertThat(with(0, 0, 3_000_000_000_000L, 1_000_000_000_000L).hitRate()).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void hitRateIsZeroWithoutAnAcquire() {
        assertThat(Snapshots.empty("p").hitRate()).isEqualTo(0.0);
    }

    @Test
    void utilizationIsThePartOfTheObjectsThatIsOut() {
        assertThat(with(8, 2, 0, 0).utilization()).isEqualTo(0.25);
        assertThat(with(3, 3, 0, 0).utilization()).isEqualTo(1.0);
    }

    @Test
    void utilizationOfAnEmptyPoolIsZero() {
        assertThat(Snapshots.empty("p").utilization()).isEqualTo(0.0);
    }

    @Test
    void averageWaitIsTheMeanOfTheWaitsAndZeroWithoutOne() {
        assertThat(DISTINCT.averageWait()).isEqualTo(Duration.ofNanos(41));
        assertThat(Snapshots.empty("p").averageWait()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aSnapshotDoesNotChangeWithTheMapItWasMadeOf() {
        Map<DestroyCause, Long> causes = new EnumMap<>(DestroyCause.class);
        causes.put(DestroyCause.IDLE, 1L);
        Counts counts = Snapshots.counts(Map.of("destroyed", causes));
        causes.put(DestroyCause.IDLE, 2L);
        assertThat(counts.destroyed()).containsEntry(DestroyCause.IDLE, 1L);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> counts.destroyed().clear());
    }

    @Test
    void nothingInASnapshotIsNull() {
        PoolStats s = DISTINCT;
        assertNull("name", () -> new PoolStats(null, TAKEN, RESET, s.gauges(), s.peaks(), s.counts(), s.latencies()));
        assertNull("takenAt", () -> new PoolStats("p", null, RESET, s.gauges(), s.peaks(), s.counts(), s.latencies()));
        assertNull(
                "lastReset", () -> new PoolStats("p", TAKEN, null, s.gauges(), s.peaks(), s.counts(), s.latencies()));
        assertNull("gauges", () -> new PoolStats("p", TAKEN, RESET, null, s.peaks(), s.counts(), s.latencies()));
        assertNull("peaks", () -> new PoolStats("p", TAKEN, RESET, s.gauges(), null, s.counts(), s.latencies()));
        assertNull("counts", () -> new PoolStats("p", TAKEN, RESET, s.gauges(), s.peaks(), null, s.latencies()));
        assertNull("latencies", () -> new PoolStats("p", TAKEN, RESET, s.gauges(), s.peaks(), s.counts(), null));
    }

    @Test
    void nothingInALatencySummaryIsNull() {
        Duration d = Duration.ZERO;
        assertNull("total", () -> new LatencySummary(0, null, d, d, d, d, d, d));
        assertNull("mean", () -> new LatencySummary(0, d, null, d, d, d, d, d));
        assertNull("p50", () -> new LatencySummary(0, d, d, null, d, d, d, d));
        assertNull("p90", () -> new LatencySummary(0, d, d, d, null, d, d, d));
        assertNull("p99", () -> new LatencySummary(0, d, d, d, d, null, d, d));
        assertNull("p999", () -> new LatencySummary(0, d, d, d, d, d, null, d));
        assertNull("max", () -> new LatencySummary(0, d, d, d, d, d, d, null));
    }

    private static void assertNull(String name, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(name);
    }

    @Test
    void noLatencyIsZeroInAllParts() {
        LatencySummary none = LatencySummary.NONE;
        assertThat(none.count()).isZero();
        assertThat(new Duration[] {
                    none.total(), none.mean(), none.p50(), none.p90(), none.p99(), none.p999(), none.max()
                })
                .containsOnly(Duration.ZERO);
    }

    @Test
    void aShutdownIsCleanWhenNothingWasLeftBehind() {
        assertThat(new ShutdownReport(0, 7, 0, 0, Duration.ofSeconds(1)).isClean())
                .isTrue();
        assertThat(new ShutdownReport(1, 7, 0, 0, Duration.ofSeconds(1)).isClean())
                .isFalse();
        assertThat(new ShutdownReport(0, 7, 1, 0, Duration.ofSeconds(1)).isClean())
                .isFalse();
        assertThat(new ShutdownReport(0, 7, 0, 1, Duration.ofSeconds(1)).isClean())
                .isFalse();
        assertNull("took", () -> new ShutdownReport(0, 0, 0, 0, null));
    }

    @Test
    void aVerdictHasAStateAndATime() {
        PoolHealth health = new PoolHealth(PoolHealth.State.UP, TAKEN, "well", null, null, null, 0, DISTINCT);
        assertThat(health.cause()).isNull();
        assertThat(health.nextAttempt()).isNull();
        assertNull("state", () -> new PoolHealth(null, TAKEN, "", null, null, null, 0, DISTINCT));
        assertNull("since", () -> new PoolHealth(PoolHealth.State.UP, null, "", null, null, null, 0, DISTINCT));
        assertNull("reason", () -> new PoolHealth(PoolHealth.State.UP, TAKEN, null, null, null, null, 0, DISTINCT));
        assertNull("stats", () -> new PoolHealth(PoolHealth.State.UP, TAKEN, "", null, null, null, 0, null));
    }

    @Test
    void aHealthMapHasTheNamesOfDocsOrigins() {
        Throwable failure = new IllegalStateException("no route");
        Map<String, Object> map = new PoolHealth(
                        PoolHealth.State.DOWN, TAKEN, "down", failure, failure.toString(), RESET, 9, DISTINCT)
                .toMap();
        assertThat(map)
                .containsEntry("state", "DOWN")
                .containsEntry("since", TAKEN.toString())
                .containsEntry("reason", "down")
                .containsEntry("last_failure", failure.toString())
                .containsEntry("next_attempt", RESET.toString())
                .containsEntry("pool_size", 1)
                .containsEntry("available", 2)
                .containsEntry("in_use", 3)
                .containsEntry("unhealthy", 9)
                .containsEntry("utilization", 3.0)
                .containsEntry("average_wait_time", Durations.inSeconds(DISTINCT.averageWait()));
        assertThat(map.get("metrics"))
                .isEqualTo(Map.of(
                        "checkouts", 121L,
                        "checkins", 22L,
                        "timeouts", 25L,
                        "creation_count", 28L,
                        "reset_failures", 32L,
                        "max_wait_time", Durations.inSeconds(DISTINCT.waits().max()),
                        "total_wait_time", Durations.inSeconds(DISTINCT.waits().total())));
        assertThat(Snapshots.health(PoolHealth.State.UP, DISTINCT).toMap())
                .doesNotContainKeys("last_failure", "next_attempt");
    }
}
