package dev.rockpool.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Snapshots;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats.Counts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CountersTest {

    private final Counters counters = new Counters();

    @Test
    void beginsAtZero() {
        for (Counter counter : Counter.values()) {
            assertThat(counters.sum(counter)).isZero();
        }
        Counts totals = counters.totals(0, 0, 0);
        assertThat(totals.destroyed()).hasSize(DestroyCause.values().length);
        assertThat(totals.destroyed().values()).containsOnly(0L);
    }

    @ParameterizedTest
    @EnumSource
    void anEventCountsForItselfOnly(Counter counter) {
        counters.increment(counter);
        counters.increment(counter);
        for (Counter other : Counter.values()) {
            assertThat(counters.sum(other)).as("%s", other).isEqualTo(other == counter ? 2 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDestroyCountsForItsCauseOnly(DestroyCause cause) {
        counters.destroyed(cause);
        Map<DestroyCause, Long> destroyed = counters.totals(0, 0, 0).destroyed();
        for (DestroyCause other : DestroyCause.values()) {
            assertThat(destroyed).containsEntry(other, other == cause ? 1L : 0L);
        }
    }

    @Test
    void totalsGiveEachCountItsName() {
        Counts totals = distinct(1).totals(1_001, 1_002, 1_003);
        assertThat(totals.acquired()).isEqualTo(1_001);
        assertThat(totals.released()).isEqualTo(1_002);
        assertThat(totals.misses()).isEqualTo(1_003);
        assertThat(totals.waited()).isEqualTo(numberOf(Counter.WAITED));
        assertThat(totals.timeouts()).isEqualTo(numberOf(Counter.TIMEOUT));
        assertThat(totals.rejected()).isEqualTo(numberOf(Counter.REJECTED));
        assertThat(totals.cancelled()).isEqualTo(numberOf(Counter.CANCELLED));
        assertThat(totals.created()).isEqualTo(numberOf(Counter.CREATED));
        assertThat(totals.createFailures()).isEqualTo(numberOf(Counter.CREATE_FAILED));
        assertThat(totals.detached()).isEqualTo(numberOf(Counter.DETACHED));
        assertThat(totals.resetFailures()).isEqualTo(numberOf(Counter.RESET_FAILED));
        assertThat(totals.validationFailures()).isEqualTo(numberOf(Counter.VALIDATION_FAILED));
        assertThat(totals.leaks()).isEqualTo(numberOf(Counter.LEAKED));
        assertThat(totals.holdWarnings()).isEqualTo(numberOf(Counter.HELD_TOO_LONG));
        assertThat(totals.nestedAcquires()).isEqualTo(numberOf(Counter.NESTED));
        for (DestroyCause cause : DestroyCause.values()) {
            assertThat(totals.destroyed()).containsEntry(cause, numberOf(cause));
        }
    }

    @Test
    void whatWasCountedBetweenTwoTotals() {
        Counts base = distinct(1).totals(1_001, 1_002, 1_003);
        Counts now = distinct(3).totals(2 * 1_001, 3 * 1_002, 4 * 1_003);
        Counts since = Counters.since(base, now);
        Counts twice = distinct(2).totals(1_001, 2 * 1_002, 3 * 1_003);
        assertThat(since).isEqualTo(twice);
        assertThat(Counters.since(now, now)).isEqualTo(new Counters().totals(0, 0, 0));
    }

    @Test
    void aCauseThatTheBaseDoesNotKnowCountsFromZero() {
        Counts empty = Snapshots.counts(Map.of());
        counters.destroyed(DestroyCause.LEAKED);
        assertThat(Counters.since(empty, counters.totals(0, 0, 0)).destroyed()).containsEntry(DestroyCause.LEAKED, 1L);
    }

    private static long numberOf(Counter counter) {
        return 10L + List.of(Counter.values()).indexOf(counter);
    }

    private static long numberOf(DestroyCause cause) {
        return 100L + List.of(DestroyCause.values()).indexOf(cause);
    }

    /** Each counter and cause a number of its own, some times. */
    private static Counters distinct(int times) {
        Counters counters = new Counters();
        for (Counter counter : Counter.values()) {
            for (long i = 0; i < times * numberOf(counter); i++) {
                counters.increment(counter);
            }
        }
        for (DestroyCause cause : DestroyCause.values()) {
            for (long i = 0; i < times * numberOf(cause); i++) {
                counters.destroyed(cause);
            }
        }
        return counters;
    }
}
