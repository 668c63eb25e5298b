package dev.rockpool.internal.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.Seed;
import dev.rockpool.SourceExhaustedException;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Supply;
import dev.rockpool.internal.lifecycle.DuplicateObjectException;
import dev.rockpool.internal.process.CapturedFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageTest {

    private static final long MILLI = 1_000_000L;
    private static final long FIRST = 100 * MILLI;
    private static final long LONGEST = 30_000 * MILLI;

    private final CapturedFailure failure = CapturedFailure.of(new Exception("down"));
    private final long start = new HandTicker(Long.MAX_VALUE - 1_000).nanoTime(); // back-offs wrap around
    private final CapturedFailure noMore = CapturedFailure.of(new SourceExhaustedException("53300", null));
    private int living;
    private final Outage outage = outage((from, to) -> to);

    private Outage outage(LongBinaryOperator random) {
        return outage(Duration.ofNanos(FIRST), Duration.ofNanos(LONGEST), Duration.ZERO, random);
    }

    private Outage outage(Duration first, Duration longest, Duration rideOut, LongBinaryOperator random) {
        return new Outage(new Supply(Creation.BACKGROUND, 1, false, first, longest, rideOut), random, () -> living);
    }

    /** Lets an attempt fail when the last back-off has ended; says how long the next one is. */
    private long fail(Outage outage) {
        return fail(outage, failure);
    }

    private long fail(Outage outage, CapturedFailure failure) {
        long now = outage.isDown() ? outage.nextAttempt() : start;
        assertThat(outage.allowsProbe(now)).isTrue();
        long probe = outage.attemptStarts(false, now);
        outage.failed(failure, probe, now);
        return outage.nextAttempt() - now;
    }

    // ---- up

    @Test
    void beginsUp() {
        assertThat(outage.isDown()).isFalse();
        assertThat(outage.allowsAttempt(start)).isTrue();
        assertThat(outage.allowsProbe(start)).isTrue();
        assertThat(outage.changesIn(start)).isEqualTo(-1);
        assertThat(outage.lastFailure()).isNull();
    }

    @Test
    void whileItIsUpAnyNumberOfAttemptsIsAllowedAndNoneIsAProbe() {
        for (int i = 0; i < 10; i++) {
            assertThat(outage.allowsAttempt(start)).isTrue();
            assertThat(outage.attemptStarts(i % 2 == 0, start)).isZero();
        }
    }

    // ---- one failure

    @Test
    void afterOneFailureWhoeverAsksTriesAtOnceAndThePoolAfterAPause() {
        outage.failed(failure, outage.attemptStarts(true, start), start);
        assertThat(outage.isDown()).isTrue();
        assertThat(outage.lastFailure()).isSameAs(failure);
        assertThat(outage.allowsAttempt(start)).isTrue();
        assertThat(outage.attemptStarts(true, start)).as("no probe").isZero();
        assertThat(outage.allowsAttempt(start)).as("and one more").isTrue();
        long end = start + 2 * FIRST;
        assertThat(outage.nextAttempt()).isEqualTo(end);
        assertThat(outage.changesIn(start)).isEqualTo(2 * FIRST);
        assertThat(outage.allowsProbe(end - 1)).isFalse();
        assertThat(outage.allowsProbe(end)).isTrue();
    }

    @Test
    void thePoolTriesOneAtATimeWhileWhoeverAsksTriesAsWell() {
        outage.failed(failure, 0, start);
        long end = outage.nextAttempt();
        assertThat(outage.attemptStarts(false, end)).isEqualTo(1);
        assertThat(outage.allowsProbe(end)).isFalse();
        assertThat(outage.allowsAttempt(end)).isTrue();
    }

    // ---- an outage

    @Test
    void theSecondFailureInARowBeginsTheBackOff() {
        outage.failed(failure, 0, start);
        outage.failed(failure, 0, start + 1);
        long end = start + 1 + 2 * FIRST;
        assertThat(outage.nextAttempt()).isEqualTo(end);
        assertThat(outage.allowsAttempt(start + 1)).isFalse();
        assertThat(outage.allowsAttempt(end - 1)).isFalse();
        assertThat(outage.allowsAttempt(end)).isTrue();
    }

    @Test
    void inAnOutageOneProbeIsMadeAtATime() {
        fail(outage);
        fail(outage);
        long later = outage.nextAttempt();
        long probe = outage.attemptStarts(true, later);
        assertThat(probe).isPositive();
        assertThat(outage.allowsAttempt(later)).isFalse();
        outage.failed(failure, probe, later);
        assertThat(outage.allowsAttempt(outage.nextAttempt())).isTrue();
    }

    @Test
    void aSuccessBringsItUpAndForgetsAll() {
        for (int i = 0; i < 5; i++) {
            fail(outage);
        }
        outage.attemptStarts(true, outage.nextAttempt());
        outage.succeeded();
        assertThat(outage.isDown()).isFalse();
        assertThat(outage.lastFailure()).isNull();
        assertThat(outage.changesIn(start)).isEqualTo(-1);
        assertThat(outage.allowsAttempt(start)).isTrue();
        assertThat(outage.attemptStarts(true, start)).isZero();
        outage.failed(failure, 0, start);
        assertThat(outage.allowsAttempt(start)).as("one failure is none").isTrue();
        assertThat(fail(outage)).as("the back-off begins anew").isEqualTo(2 * FIRST);
    }

    // ---- objects that are made in vain

    @Test
    void afterTheSecondObjectInVainTheNextComesAfterAPauseThatGrows() {
        outage.futile().failed();
        outage.futile().pauseAsNeeded(start);
        assertThat(outage.allowsAttempt(start)).as("one is nothing").isTrue();
        assertThat(outage.changesIn(start)).isEqualTo(-1);
        long now = start;
        for (long pause = 2 * FIRST; pause < 2 * LONGEST; pause *= 2) {
            outage.futile().failed();
            outage.futile().pauseAsNeeded(now);
            outage.futile().pauseAsNeeded(now + 1); // there is no other to come
            long expected = Math.min(pause, LONGEST);
            assertThat(outage.changesIn(now)).isEqualTo(expected);
            assertThat(outage.allowsAttempt(now + expected - 1)).isFalse();
            assertThat(outage.allowsProbe(now + expected - 1)).isFalse();
            now += expected;
            assertThat(outage.allowsAttempt(now)).isTrue();
            assertThat(outage.isDown()).as("creation works").isFalse();
        }
    }

    @Test
    void oneAtATimeIsMadeUntilItIsKnownToBeOfUse() {
        outage.futile().failed();
        outage.futile().failed();
        outage.futile().pauseAsNeeded(start);
        long now = start + 2 * FIRST;
        outage.attemptStarts(true, now);
        assertThat(outage.allowsAttempt(now)).isFalse();
        assertThat(outage.changesIn(now)).isEqualTo(LONGEST);
        assertThat(outage.allowsAttempt(now + LONGEST))
                .as("nobody has tried it")
                .isTrue();
        outage.dropped(0);
        assertThat(outage.allowsAttempt(now)).as("it was not made").isTrue();
        outage.attemptStarts(true, now);
        outage.succeeded();
        assertThat(outage.allowsAttempt(now))
                .as("that it was made says nothing")
                .isFalse();
        outage.futile().succeeded();
        assertThat(outage.allowsAttempt(now)).isTrue();
        assertThat(outage.futile().isAny()).isFalse();
    }

    // ---- probes and their numbers

    @Test
    void aDroppedProbeLeavesThePlaceToAnotherAndDoesNotLengthen() {
        fail(outage);
        fail(outage);
        long end = outage.nextAttempt();
        outage.dropped(outage.attemptStarts(true, end));
        assertThat(outage.isDown()).isTrue();
        assertThat(outage.nextAttempt()).isEqualTo(end);
        assertThat(outage.allowsAttempt(end)).isTrue();
        assertThat(outage.attemptStarts(true, end)).isPositive();
    }

    @Test
    void failuresOfOldAttemptsDoNotLengthenTheBackOff() {
        outage.failed(failure, 0, start);
        outage.failed(CapturedFailure.of(new Exception("also down")), 0, start + 1_000);
        long end = outage.nextAttempt();
        CapturedFailure latest = CapturedFailure.of(new Exception("still down"));
        outage.failed(latest, 0, start + 150 * MILLI);
        assertThat(outage.nextAttempt()).isEqualTo(end);
        assertThat(outage.lastFailure()).isSameAs(latest);
        assertThat(fail(outage)).as("it was but the second").isEqualTo(4 * FIRST);
    }

    @Test
    void aFailureOfAnOldAttemptDoesNotEndTheProbe() {
        fail(outage);
        fail(outage);
        long later = outage.nextAttempt();
        outage.attemptStarts(true, later);
        outage.failed(failure, 0, later);
        assertThat(outage.allowsAttempt(later)).isFalse();
    }

    @Test
    void aProbeOlderThanTheLongestBackOffDoesNotHoldBackTheNext() {
        fail(outage);
        fail(outage);
        long begun = outage.nextAttempt();
        outage.attemptStarts(true, begun);
        assertThat(outage.changesIn(begun)).isEqualTo(LONGEST);
        assertThat(outage.allowsAttempt(begun + LONGEST - 1)).isFalse();
        assertThat(outage.allowsAttempt(begun + LONGEST)).isTrue();
    }

    @Test
    void aLateProbeNeitherEndsNorDropsNorLengthensForANewerOne() {
        fail(outage);
        fail(outage);
        long begun = outage.nextAttempt();
        long late = outage.attemptStarts(true, begun);
        long newer = outage.attemptStarts(true, begun + LONGEST);
        assertThat(newer).isNotEqualTo(late);
        long next = outage.nextAttempt();
        outage.failed(failure, late, begun + LONGEST);
        outage.dropped(late);
        assertThat(outage.nextAttempt()).isEqualTo(next);
        assertThat(outage.allowsAttempt(begun + LONGEST)).isFalse();
        outage.failed(failure, newer, begun + LONGEST);
        assertThat(outage.nextAttempt()).isNotEqualTo(next);
    }

    @Test
    void aProbeOfAnEarlierOutageDoesNotEndOneOfThisOne() {
        fail(outage);
        fail(outage);
        long early = outage.attemptStarts(true, outage.nextAttempt());
        outage.succeeded(); // by an attempt from before
        fail(outage);
        fail(outage);
        long now = outage.nextAttempt();
        outage.attemptStarts(true, now);
        outage.failed(failure, early, now);
        assertThat(outage.allowsAttempt(now)).isFalse();
    }

    // ---- riding out

    @Test
    void whatIsRiddenOutIsCountedFromTheFirstFailure() {
        Outage ridden = outage(Duration.ofNanos(FIRST), Duration.ofNanos(LONGEST), Duration.ofMillis(250), (a, b) -> b);
        assertThat(ridden.isRiddenOut(start)).as("nothing to ride out").isFalse();
        fail(ridden);
        fail(ridden);
        assertThat(ridden.isRiddenOut(start + 250 * MILLI - 1)).isTrue();
        assertThat(ridden.isRiddenOut(start + 250 * MILLI)).isFalse();
        assertThat(ridden.changesIn(start + 200 * MILLI)).isEqualTo(50 * MILLI);
        ridden.succeeded();
        fail(ridden);
        assertThat(ridden.isRiddenOut(start + 250 * MILLI - 1)).as("anew").isTrue();
    }

    @Test
    void aFactoryThatRepeatsObjectsIsNotRiddenOut() {
        Outage ridden = outage(Duration.ofNanos(FIRST), Duration.ofNanos(LONGEST), Duration.ofHours(1), (a, b) -> b);
        ridden.failed(CapturedFailure.of(new DuplicateObjectException()), 0, start);
        assertThat(ridden.isMisused()).isTrue();
        assertThat(ridden.isRiddenOut(start)).isFalse();
        ridden.failed(failure, 0, start);
        assertThat(ridden.isMisused()).isFalse();
        assertThat(ridden.isRiddenOut(start)).isTrue();
    }

    @Test
    void otherTimesCountFromTheNextFailure() {
        fail(outage);
        fail(outage);
        long next = outage.nextAttempt();
        Duration second = Duration.ofSeconds(1);
        outage.timing(new Supply(Creation.BACKGROUND, 1, false, second, second, second));
        assertThat(outage.nextAttempt()).isEqualTo(next);
        assertThat(fail(outage)).isEqualTo(second.toNanos());
    }

    // ---- a source that has no more

    @Test
    void oneFailureOfASourceThatHasNoMoreStopsWhoeverAsks() {
        outage.failed(noMore, outage.attemptStarts(true, start), start);
        assertThat(outage.allowsAttempt(start)).isFalse();
        assertThat(outage.attemptStarts(true, outage.nextAttempt()))
                .as("a probe")
                .isPositive();
    }

    @Test
    void withObjectsToMakeDoWithThePausesGrowToTenSecondsWhateverTheLongestBackOff() {
        Outage brief = outage(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ZERO, (from, to) -> to);
        living = 1;
        List<Long> pauses = new ArrayList<>();
        for (int n = 1; n <= 9; n++) {
            pauses.add(fail(brief, noMore) / MILLI);
        }
        assertThat(pauses).containsExactly(200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 10_000L, 10_000L, 10_000L);
        long now = brief.nextAttempt() - 9_000 * MILLI;
        assertThat(brief.allowsProbe(now)).isFalse();
        living = 0;
        assertThat(brief.allowsProbe(now)).as("with none, as in any outage").isTrue();
    }

    @Test
    void thatASourceHadNoMoreIsRememberedUntilTheNextOtherFailure() {
        living = 1;
        fail(outage, noMore);
        outage.succeeded();
        assertThat(outage.isPatient()).isTrue();
        assertThat(outage.allowsAttempt(start)).isTrue();
        fail(outage);
        assertThat(outage.isPatient()).isFalse();
    }

    // ---- how long

    @Test
    void backOffsDoubleFromTwiceTheFirstToTheLongest() {
        List<Long> longest = new ArrayList<>();
        for (int n = 1; n <= 100; n++) {
            longest.add(fail(outage) / MILLI);
        }
        assertThat(longest.subList(0, 11))
                .containsExactly(200L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L);
        assertThat(longest.subList(10, 100)).containsOnly(30_000L);
    }

    @Test
    void theShortestBackOffIsHalfTheLongestAndNeverBelowTheFirst() {
        Outage lucky = outage((from, to) -> from);
        List<Long> shortest = new ArrayList<>();
        for (int n = 1; n <= 100; n++) {
            shortest.add(fail(lucky) / MILLI);
        }
        assertThat(shortest.subList(0, 11))
                .containsExactly(100L, 100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 15_000L, 15_000L);
        assertThat(shortest.subList(10, 100)).containsOnly(15_000L);
    }

    @Test
    void backOffsThatAreForEverDoNotOverflow() {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        Outage endless = outage(forever, forever, forever, (from, to) -> to);
        for (int n = 1; n <= 100; n++) {
            endless.failed(failure, endless.attemptStarts(true, start), start);
        }
        assertThat(endless.allowsAttempt(start + LONGEST)).isFalse();
        assertThat(endless.isRiddenOut(start + LONGEST)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 30, 31, 32, 63, 64, 100})
    void noBackOffIsEverOutOfBounds(int failures) {
        Seed seed = Seed.next(OutageTest.class);
        Random random = seed.random();
        Outage drawn = outage((from, to) -> {
            assertThat(from).isGreaterThanOrEqualTo(FIRST).isLessThanOrEqualTo(to);
            assertThat(to).isLessThanOrEqualTo(LONGEST);
            return from + (long) (random.nextDouble() * (to - from));
        });
        for (int n = 1; n <= failures; n++) {
            assertThat(fail(drawn)).as("%s: after failure %d", seed, n).isBetween(FIRST, LONGEST);
        }
    }
}
