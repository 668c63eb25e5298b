package dev.rockpool.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.internal.stats.Tally.Event;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats.Counts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TallyTest {

    private final Tally tally = new Tally();

    @Test
    void beginsAtZero() {
        for (Event event : Event.values()) {
            assertThat(tally.sum(event)).isZero();
        }
        Counts totals = tally.totals(0, 0, 0);
        assertThat(totals.destroyed()).hasSize(DestroyCause.values().length);
        assertThat(totals.destroyed().values()).containsOnly(0L);
    }

    @ParameterizedTest
    @EnumSource
    void anEventCountsForItselfOnly(Event event) {
        tally.count(event);
        tally.count(event);
        for (Event other : Event.values()) {
            assertThat(tally.sum(other)).as("%s", other).isEqualTo(other == event ? 2 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDestroyCountsForItsCauseOnly(DestroyCause cause) {
        tally.destroyed(cause);
        Map<DestroyCause, Long> destroyed = tally.totals(0, 0, 0).destroyed();
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
        assertThat(totals.waited()).isEqualTo(numberOf(Event.WAITED));
        assertThat(totals.timeouts()).isEqualTo(numberOf(Event.TIMEOUT));
        assertThat(totals.rejected()).isEqualTo(numberOf(Event.REJECTED));
        assertThat(totals.cancelled()).isEqualTo(numberOf(Event.CANCELLED));
        assertThat(totals.created()).isEqualTo(numberOf(Event.CREATED));
        assertThat(totals.createFailures()).isEqualTo(numberOf(Event.CREATE_FAILED));
        assertThat(totals.detached()).isEqualTo(numberOf(Event.DETACHED));
        assertThat(totals.resetFailures()).isEqualTo(numberOf(Event.RESET_FAILED));
        assertThat(totals.validationFailures()).isEqualTo(numberOf(Event.VALIDATION_FAILED));
        assertThat(totals.leaks()).isEqualTo(numberOf(Event.LEAKED));
        assertThat(totals.holdWarnings()).isEqualTo(numberOf(Event.HELD_TOO_LONG));
        assertThat(totals.nestedAcquires()).isEqualTo(numberOf(Event.NESTED));
        for (DestroyCause cause : DestroyCause.values()) {
            assertThat(totals.destroyed()).containsEntry(cause, numberOf(cause));
        }
    }

    @Test
    void whatWasCountedBetweenTwoTotals() {
        Counts base = distinct(1).totals(1_001, 1_002, 1_003);
        Counts now = distinct(3).totals(2 * 1_001, 3 * 1_002, 4 * 1_003);
        Counts since = Tally.since(base, now);
        Counts twice = distinct(2).totals(1_001, 2 * 1_002, 3 * 1_003);
        assertThat(since).isEqualTo(twice);
        assertThat(Tally.since(now, now)).isEqualTo(new Tally().totals(0, 0, 0));
    }

    @Test
    void aCauseThatTheBaseDoesNotKnowCountsFromZero() {
        Counts empty = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0);
        tally.destroyed(DestroyCause.LEAKED);
        assertThat(Tally.since(empty, tally.totals(0, 0, 0)).destroyed()).containsEntry(DestroyCause.LEAKED, 1L);
    }

    private static long numberOf(Event event) {
        return 10L + List.of(Event.values()).indexOf(event);
    }

    private static long numberOf(DestroyCause cause) {
        return 100L + List.of(DestroyCause.values()).indexOf(cause);
    }

    /** Each event and cause a number of its own, some times. */
    private static Tally distinct(int times) {
        Tally tally = new Tally();
        for (Event event : Event.values()) {
            for (long i = 0; i < times * numberOf(event); i++) {
                tally.count(event);
            }
        }
        for (DestroyCause cause : DestroyCause.values()) {
            for (long i = 0; i < times * numberOf(cause); i++) {
                tally.destroyed(cause);
            }
        }
        return tally;
    }
}
