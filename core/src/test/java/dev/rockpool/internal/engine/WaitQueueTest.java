package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.waiting.Queued.State;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.internal.waiting.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaitQueueTest {

    private final WaitQueue<Waiter<String>> queue = new WaitQueue<>(false);
    private final WaitQueue<Waiter<String>> strict = new WaitQueue<>(true);
    private long numbers;

    private Waiter<String> thread() {
        return new ThreadWaiter<>(Thread.currentThread(), 0, 1_000);
    }

    private Waiter<String> future() {
        return new FutureWaiter<>(null, 0, 1_000);
    }

    private Waiter<String> added(WaitQueue<Waiter<String>> to, Waiter<String> waiter) {
        to.add(waiter, ++numbers);
        return waiter;
    }

    private static List<Waiter<String>> contents(WaitQueue<Waiter<String>> queue) {
        List<Waiter<String>> forth = new ArrayList<>();
        for (Waiter<String> waiter = queue.first(); waiter != null; waiter = waiter.next) {
            forth.add(waiter);
        }
        assertThat(forth).hasSize(queue.size());
        assertThat(queue.isSound()).isTrue();
        return forth;
    }

    @Test
    void beginsWithNobody() {
        assertThat(queue.first()).isNull();
        assertThat(queue.turn().next()).isNull();
        assertThat(queue.size()).isZero();
        assertThat(queue.peak()).isZero();
        assertThat(queue.waitingForObject()).isZero();
        assertThat(queue.turn().signal).isEqualTo(Turn.NOBODY);
        assertThat(queue.turn().hasWoken()).isFalse();
    }

    @Test
    void waitersStandInTheOrderOfTheirArrivalThreadsAndFuturesAlike() {
        Waiter<String> first = added(queue, thread());
        Waiter<String> second = added(queue, future());
        Waiter<String> third = added(queue, thread());
        assertThat(contents(queue)).containsExactly(first, second, third);
        assertThat(queue.first()).isSameAs(first);
        assertThat(List.of(first.number, second.number, third.number)).containsExactly(1L, 2L, 3L);
        assertThat(first.state).isEqualTo(State.WAITING);
    }

    @Test
    void theFirstTheMiddleAndTheLastCanLeave() {
        Waiter<String> a = added(queue, thread());
        Waiter<String> b = added(queue, thread());
        Waiter<String> c = added(queue, thread());
        Waiter<String> d = added(queue, thread());
        queue.remove(b, State.LEFT);
        assertThat(contents(queue)).containsExactly(a, c, d);
        queue.remove(a, State.GRANTED);
        assertThat(contents(queue)).containsExactly(c, d);
        queue.remove(d, State.FAILED);
        assertThat(contents(queue)).containsExactly(c);
        Waiter<String> e = added(queue, thread());
        assertThat(contents(queue)).containsExactly(c, e);
        queue.remove(c, State.CREATE);
        queue.remove(e, State.LEFT);
        assertThat(contents(queue)).isEmpty();
        assertThat(queue.turn().signal).isEqualTo(Turn.NOBODY);
        assertThat(List.of(a.state, b.state, c.state, d.state, e.state))
                .containsExactly(State.GRANTED, State.LEFT, State.CREATE, State.FAILED, State.LEFT);
    }

    @Test
    void thePeakIsTheLongestQueueUntilItBeginsAnew() {
        Waiter<String> a = added(queue, thread());
        added(queue, thread());
        queue.remove(a, State.LEFT);
        assertThat(queue.peak()).isEqualTo(2);
        queue.resetPeak();
        assertThat(queue.peak()).isEqualTo(1);
        added(queue, thread());
        added(queue, thread());
        assertThat(queue.peak()).isEqualTo(3);
    }

    // ---- the signal

    @Test
    void aThreadIsWokenAndAFutureIsServedDirectly() {
        Waiter<String> thread = added(queue, thread());
        assertThat(queue.turn().signal).isEqualTo(Turn.WAKE);
        Waiter<String> future = added(queue, future());
        assertThat(queue.turn().signal).as("the first decides").isEqualTo(Turn.WAKE);
        queue.remove(thread, State.LEFT);
        assertThat(queue.turn().signal).isEqualTo(Turn.HAND_OVER);
        queue.remove(future, State.LEFT);
        assertThat(queue.turn().signal).isEqualTo(Turn.NOBODY);
    }

    @Test
    void aStarvingThreadIsServedDirectly() {
        Waiter<String> first = added(queue, thread());
        Waiter<String> second = added(queue, thread());
        queue.turn().starve(second);
        assertThat(queue.turn().isHandedOver(first)).isFalse();
        assertThat(queue.turn().isHandedOver(second)).isTrue();
        assertThat(queue.turn().next())
                .as("before one that may be unable to run")
                .isSameAs(second);
        assertThat(queue.turn().signal).isEqualTo(Turn.HAND_OVER);
        queue.setBeingChecked(second, true);
        assertThat(queue.turn().next()).isSameAs(first);
        assertThat(queue.turn().signal).isEqualTo(Turn.WAKE);
        queue.setBeingChecked(second, false);
        queue.remove(second, State.GRANTED);
        assertThat(queue.turn().next()).isSameAs(first);
        assertThat(queue.turn().signal).isEqualTo(Turn.WAKE);
    }

    @Test
    void aFutureIsNotPassedByThoseThatStarveBehindIt() {
        Waiter<String> first = added(queue, thread());
        Waiter<String> future = added(queue, future());
        Waiter<String> third = added(queue, thread());
        assertThat(queue.turn().next()).isSameAs(first);
        queue.turn().starve(third);
        queue.turn().starve(third);
        assertThat(queue.turn().next()).isSameAs(future);
        queue.remove(third, State.LEFT);
        assertThat(queue.turn().next()).isSameAs(first);
    }

    @Test
    void aThreadThatWasPassedOverAndStarvesHasItsPlaceBack() {
        Waiter<String> late = added(queue, thread());
        Waiter<String> second = added(queue, thread());
        queue.turn().wake(late);
        queue.turn().passOverWhoDoesNotAnswer();
        queue.turn().passOverWhoDoesNotAnswer();
        assertThat(queue.turn().next()).isSameAs(second);
        queue.turn().starve(late);
        assertThat(queue.turn().next()).isSameAs(late);
        assertThat(queue.turn().signal).isEqualTo(Turn.HAND_OVER);
        queue.remove(late, State.GRANTED);
        assertThat(queue.turn().next()).isSameAs(second);
        assertThat(queue.turn().signal).isEqualTo(Turn.WAKE);
    }

    @Test
    void whereOrderIsStrictEverybodyIsServedDirectly() {
        Waiter<String> thread = added(strict, thread());
        assertThat(strict.turn().isHandedOver(thread)).isTrue();
        assertThat(strict.turn().signal).isEqualTo(Turn.HAND_OVER);
        strict.remove(thread, State.GRANTED);
        assertThat(strict.turn().signal).isEqualTo(Turn.NOBODY);
    }

    // ---- those for whom an object is being checked

    @Test
    void oneWhoseObjectIsBeingCheckedKeepsItsPlaceAndIsPassedBy() {
        Waiter<String> a = added(queue, future());
        Waiter<String> b = added(queue, thread());
        queue.setBeingChecked(a, true);
        assertThat(queue.first()).isSameAs(a);
        assertThat(queue.turn().next()).isSameAs(b);
        assertThat(queue.turn().signal).isEqualTo(Turn.WAKE);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.waitingForObject()).isEqualTo(1);
        queue.setBeingChecked(b, true);
        assertThat(queue.turn().next()).isNull();
        assertThat(queue.turn().signal).isEqualTo(Turn.NOBODY);
        assertThat(queue.waitingForObject()).isZero();
        queue.setBeingChecked(a, false);
        assertThat(queue.turn().next()).isSameAs(a);
        assertThat(queue.turn().signal).isEqualTo(Turn.HAND_OVER);
        assertThat(queue.waitingForObject()).isEqualTo(1);
    }

    @Test
    void saidTwiceItCountsOnce() {
        Waiter<String> a = added(queue, thread());
        queue.setBeingChecked(a, true);
        queue.setBeingChecked(a, true);
        assertThat(queue.waitingForObject()).isZero();
        queue.setBeingChecked(a, false);
        queue.setBeingChecked(a, false);
        assertThat(queue.waitingForObject()).isEqualTo(1);
    }

    @Test
    void oneThatLeavesDuringItsCheckIsNotCountedLater() {
        Waiter<String> a = added(queue, thread());
        added(queue, thread());
        queue.setBeingChecked(a, true);
        queue.remove(a, State.LEFT);
        assertThat(queue.waitingForObject()).isEqualTo(1);
        queue.setBeingChecked(a, false); // the verdict comes
        assertThat(queue.waitingForObject()).isEqualTo(1);
        assertThat(queue.size()).isEqualTo(1);
    }

    // ---- the wake-up in flight

    @Test
    void whoeverLeavesTakesItsWakeUpAlong() {
        Waiter<String> a = added(queue, thread());
        Waiter<String> b = added(queue, thread());
        queue.turn().wake(a);
        queue.remove(b, State.LEFT);
        assertThat(queue.turn().hasWoken(a)).isTrue();
        queue.remove(a, State.LEFT);
        assertThat(queue.turn().hasWoken()).isFalse();
    }

    @Test
    void aDeadlineIsTheBeginAndTheTimeout() {
        assertThat(new ThreadWaiter<String>(Thread.currentThread(), 500, 1_000).deadlineNanos())
                .isEqualTo(1_500);
        long deadline = new ThreadWaiter<String>(Thread.currentThread(), numbers + Long.MAX_VALUE, 10).deadlineNanos();
        assertThat(Nanos.isPast(Long.MAX_VALUE, deadline)).isFalse();
    }

    @Test
    void itAgreesWithAListOnARandomWalk() {
        Seed seed = Seed.next(WaitQueueTest.class);
        Random random = seed.random();
        List<Waiter<String>> model = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            Waiter<String> one = model.isEmpty() ? null : model.get(random.nextInt(model.size()));
            int move = random.nextInt(5);
            if (one == null || move <= 1) {
                model.add(added(queue, random.nextBoolean() ? thread() : future()));
            } else if (move == 2) {
                model.remove(one);
                queue.remove(one, State.LEFT);
            } else if (move == 3) {
                queue.setBeingChecked(one, random.nextBoolean());
            } else {
                queue.turn().starve(one);
            }
            assertAgrees(model, seed + ", step " + step);
        }
    }

    private void assertAgrees(List<Waiter<String>> model, String where) {
        assertThat(contents(queue)).as(where).isEqualTo(model);
        List<Waiter<String>> servable =
                model.stream().filter(waiter -> !waiter.isBeingChecked).toList();
        assertThat(queue.waitingForObject()).as(where).isEqualTo(servable.size());
        if (servable.isEmpty()) {
            assertThat(queue.turn().next()).as(where).isNull();
            assertThat(queue.turn().signal).as(where).isEqualTo(Turn.NOBODY);
        } else {
            boolean isAnyStarving = servable.stream().anyMatch(waiter -> waiter.isStarving());
            Waiter<String> next = servable.stream()
                    .filter(waiter -> !isAnyStarving || queue.turn().isHandedOver(waiter))
                    .findFirst()
                    .orElseThrow();
            boolean handsOver = next instanceof FutureWaiter || next.isStarving();
            assertThat(queue.turn().next()).as(where).isSameAs(next);
            assertThat(queue.turn().signal).as(where).isEqualTo(handsOver ? Turn.HAND_OVER : Turn.WAKE);
        }
    }
}
