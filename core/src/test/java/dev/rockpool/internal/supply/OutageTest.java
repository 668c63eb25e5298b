package dev.rockpool.internal.supply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.Seed;
import dev.rockpool.internal.process.CapturedFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageTest {

    private final CapturedFailure failure = CapturedFailure.of(new Exception("down"));
    private final long start = new HandTicker(Long.MAX_VALUE - 1_000).nanoTime(); // back-offs wrap around
    private final Outage outage = new Outage((from, to) -> to);

    /** Lets a probe fail at the end of the back-off; says how long the next one is. */
    private long failProbe(Outage outage) {
        long now = outage.isDown() ? outage.nextAttempt() : start;
        assertThat(outage.allowsAttempt(now)).isTrue();
        boolean isProbe = outage.attemptStarts();
        outage.failed(failure, isProbe, now);
        return outage.nextAttempt() - now;
    }

    @Test
    void beginsUp() {
        assertThat(outage.isDown()).isFalse();
        assertThat(outage.allowsAttempt(start)).isTrue();
        assertThat(outage.awaitsBackOff()).isFalse();
        assertThat(outage.lastFailure()).isNull();
    }

    @Test
    void whileItIsUpAnyNumberOfAttemptsIsAllowedAndNoneIsAProbe() {
        for (int i = 0; i < 10; i++) {
            assertThat(outage.allowsAttempt(start)).isTrue();
            assertThat(outage.attemptStarts()).isFalse();
        }
    }

    @Test
    void aFailureBringsItDownUntilTheBackOffHasPassed() {
        outage.attemptStarts();
        outage.failed(failure, false, start);
        assertThat(outage.isDown()).isTrue();
        assertThat(outage.awaitsBackOff()).isTrue();
        assertThat(outage.lastFailure()).isSameAs(failure);
        long end = start + 200_000_000L;
        assertThat(outage.nextAttempt()).isEqualTo(end);
        assertThat(outage.allowsAttempt(start)).isFalse();
        assertThat(outage.allowsAttempt(end - 1)).isFalse();
        assertThat(outage.allowsAttempt(end)).isTrue();
    }

    @Test
    void whileItIsDownOneProbeIsMadeAtATime() {
        outage.failed(failure, outage.attemptStarts(), start);
        long later = outage.nextAttempt();
        assertThat(outage.attemptStarts()).isTrue();
        assertThat(outage.allowsAttempt(later)).isFalse();
        assertThat(outage.awaitsBackOff()).isFalse();
        outage.failed(failure, true, later);
        assertThat(outage.awaitsBackOff()).isTrue();
        assertThat(outage.allowsAttempt(outage.nextAttempt())).isTrue();
    }

    @Test
    void attemptsApartFromTheProbeWereStartedWhenItSeemedToWork() {
        outage.attemptStarts();
        outage.attemptStarts();
        assertThat(outage.attemptsApartFromProbe(2)).isEqualTo(2);
        outage.failed(failure, false, start);
        assertThat(outage.attemptsApartFromProbe(1)).isEqualTo(1);
        outage.attemptStarts();
        assertThat(outage.attemptsApartFromProbe(2)).isEqualTo(1);
        outage.probeDropped();
        assertThat(outage.attemptsApartFromProbe(1)).isEqualTo(1);
    }

    @Test
    void aSuccessBringsItUpAndForgetsAll() {
        for (int i = 0; i < 5; i++) {
            failProbe(outage);
        }
        outage.attemptStarts();
        outage.succeeded();
        assertThat(outage.isDown()).isFalse();
        assertThat(outage.lastFailure()).isNull();
        assertThat(outage.awaitsBackOff()).isFalse();
        assertThat(outage.allowsAttempt(start)).isTrue();
        assertThat(outage.attemptStarts()).isFalse();
        assertThat(failProbe(outage)).as("the back-off begins anew").isEqualTo(200_000_000L);
    }

    @Test
    void aDroppedProbeLeavesThePlaceToAnotherAndDoesNotLengthen() {
        failProbe(outage);
        long end = outage.nextAttempt();
        outage.attemptStarts();
        outage.probeDropped();
        assertThat(outage.isDown()).isTrue();
        assertThat(outage.nextAttempt()).isEqualTo(end);
        assertThat(outage.allowsAttempt(end)).isTrue();
        assertThat(outage.attemptStarts()).isTrue();
    }

    @Test
    void failuresOfOldAttemptsDoNotLengthenTheBackOff() {
        boolean first = outage.attemptStarts();
        boolean second = outage.attemptStarts();
        boolean third = outage.attemptStarts();
        outage.failed(failure, first, start);
        long end = outage.nextAttempt();
        CapturedFailure latest = CapturedFailure.of(new Exception("still down"));
        outage.failed(CapturedFailure.of(new Exception("also down")), second, start + 1_000);
        outage.failed(latest, third, start + 150_000_000);
        assertThat(outage.nextAttempt()).isEqualTo(end);
        assertThat(outage.lastFailure()).isSameAs(latest);
        assertThat(failProbe(outage)).as("it was but the first").isEqualTo(400_000_000L);
    }

    @Test
    void aFailureOfAnOldAttemptDoesNotEndTheProbe() {
        boolean first = outage.attemptStarts();
        boolean second = outage.attemptStarts();
        outage.failed(failure, first, start);
        long later = outage.nextAttempt();
        outage.attemptStarts();
        outage.failed(failure, second, later);
        assertThat(outage.allowsAttempt(later)).isFalse();
        assertThat(outage.allowsAttempt(later + Outage.LONGEST_NANOS)).isFalse();
    }

    @Test
    void backOffsDoubleFromAFifthOfASecondToThirtySeconds() {
        List<Long> longest = new ArrayList<>();
        for (int n = 1; n <= 100; n++) {
            longest.add(inMillis(failProbe(outage)));
        }
        assertThat(longest.subList(0, 10))
                .containsExactly(200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L);
        assertThat(longest.subList(10, 100)).containsOnly(30_000L);
    }

    private static long inMillis(long nanos) {
        assertThat(nanos % 1_000_000).isZero();
        return nanos / 1_000_000;
    }

    @Test
    void theShortestBackOffIsHalfTheLongestAndNeverBelowATenthOfASecond() {
        Outage lucky = new Outage((from, to) -> from);
        List<Long> shortest = new ArrayList<>();
        for (int n = 1; n <= 100; n++) {
            shortest.add(inMillis(failProbe(lucky)));
        }
        assertThat(shortest.subList(0, 10))
                .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 15_000L, 15_000L);
        assertThat(shortest.subList(10, 100)).containsOnly(15_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 30, 31, 32, 63, 64, 100})
    void noBackOffIsEverOutOfBounds(int failures) {
        Seed seed = Seed.next(OutageTest.class);
        Random random = seed.random();
        Outage drawn = new Outage((from, to) -> {
            assertThat(from).isGreaterThanOrEqualTo(Outage.SHORTEST_NANOS).isLessThanOrEqualTo(to);
            assertThat(to).isLessThanOrEqualTo(Outage.LONGEST_NANOS);
            return from + (long) (random.nextDouble() * (to - from));
        });
        for (int n = 1; n <= failures; n++) {
            assertThat(failProbe(drawn))
                    .as("%s: after failure %d", seed, n)
                    .isBetween(Outage.SHORTEST_NANOS, Outage.LONGEST_NANOS);
        }
    }
}
