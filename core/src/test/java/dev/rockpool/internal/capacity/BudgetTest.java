package dev.rockpool.internal.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetTest {

    private final Budget budget = new Budget(2);
    private final Budget.Share a = budget.share("a");
    private final Budget.Share b = budget.share("b");
    private final Budget.Share c = budget.share("c");

    private void fill() {
        assertThat(a.tryReserve()).isTrue();
        assertThat(a.tryReserve()).isTrue();
    }

    @Test
    void placesAreTakenAndGivenBack() {
        fill();
        assertThat(b.tryReserve()).isFalse();
        assertThat(budget.isFull()).isTrue();
        a.release(1);
        assertThat(budget.isFull()).isFalse();
        assertThat(b.tryReserve()).isTrue();
        assertThat(budget.used()).isEqualTo(2);
    }

    @Test
    void aPlaceThatBecomesFreeGoesToWhoCameFirst() {
        fill();
        long early = budget.nextNumber();
        long late = budget.nextNumber();
        assertThat(c.standInLine(late)).as("somebody must give way").isTrue();
        assertThat(b.standInLine(early)).isTrue();
        a.release(1);
        assertThat(budget.nextToTell()).isEqualTo("b");
        assertThat(budget.nextToTell()).isNull();
        assertThat(c.tryReserve()).as("nobody passes the line").isFalse();
        assertThat(a.tryReserve()).isFalse();
        assertThat(b.tryReserve()).isTrue();
        a.release(1);
        assertThat(budget.nextToTell()).isEqualTo("c");
    }

    @Test
    void whatWasHandedToOneThatDoesNotWantItAnyMoreGoesOn() {
        fill();
        b.standInLine(budget.nextNumber());
        c.standInLine(budget.nextNumber());
        a.release(1);
        assertThat(budget.nextToTell()).isEqualTo("b");
        b.standInLine(0);
        assertThat(budget.nextToTell()).isEqualTo("c");
        c.standInLine(0);
        assertThat(budget.used()).isEqualTo(1);
    }

    @Test
    void oneObjectGivesWayToEachInLine() {
        fill();
        b.standInLine(budget.nextNumber());
        c.standInLine(budget.nextNumber());
        assertThat(budget.isShort()).isTrue();
        assertThat(a.mustYield(Long.MAX_VALUE)).isTrue();
        assertThat(a.mustYield(Long.MAX_VALUE)).isTrue();
        assertThat(a.mustYield(Long.MAX_VALUE)).isFalse();
        assertThat(budget.isShort()).isFalse();
    }

    @Test
    void anObjectIsKeptForAWaiterOfItsOwnThatCameBefore() {
        fill();
        long own = budget.nextNumber();
        b.standInLine(budget.nextNumber());
        assertThat(a.mustYield(own)).isFalse();
        assertThat(a.mustYield(budget.nextNumber()))
                .as("for one that came later it is not")
                .isTrue();
    }

    @Test
    void whoeverHasGivenWayMayHangSoASweepLooksForAnother() {
        fill();
        b.standInLine(budget.nextNumber());
        assertThat(a.mustYield(Long.MAX_VALUE)).isTrue();
        assertThat(budget.isShort()).isFalse();
        assertThat(budget.sweep()).isTrue();
        assertThat(budget.isShort()).as("it has had no time yet").isFalse();
        assertThat(budget.sweep()).isTrue();
        assertThat(budget.isShort()).isTrue();
        assertThat(a.mustYield(Long.MAX_VALUE)).isTrue();
    }

    @Test
    void aNextWaiterStandsAtItsOwnPlaceAndKeepsWhoGaveWay() {
        fill();
        long first = budget.nextNumber();
        long second = budget.nextNumber();
        long third = budget.nextNumber();
        b.standInLine(first);
        c.standInLine(second);
        assertThat(a.mustYield(Long.MAX_VALUE)).isTrue();
        assertThat(b.standInLine(third)).as("it looked for somebody before").isFalse();
        a.release(1);
        assertThat(budget.nextToTell()).isEqualTo("c");
        assertThat(budget.isShort()).isFalse();
    }

    @Test
    void moreRoomGoesToThoseInLineAndLessHasObjectsGo() {
        fill();
        b.standInLine(budget.nextNumber());
        budget.resize(3);
        assertThat(budget.nextToTell()).isEqualTo("b");
        budget.resize(1);
        assertThat(budget.isShort()).isTrue();
        assertThat(a.mustYield(budget.nextNumber())).as("whoever waits").isTrue();
        a.destroyStarted();
        a.destroyStarted();
        assertThat(budget.isShort()).as("two are on their way").isFalse();
        a.destroyEnded();
        a.destroyEnded();
        assertThat(budget.used()).isEqualTo(1);
    }

    @Test
    void aLedgerHasAPlaceInHandWhenItSaysThatThereIsRoom() {
        Ledger one = new Ledger(5, a);
        Ledger other = new Ledger(5, b);
        assertThat(one.room()).isEqualTo(2);
        assertThat(other.room()).isEqualTo(1);
        assertThat(one.room()).isEqualTo(1);
        one.attemptStarted(false, true);
        other.attemptStarted(false, true);
        assertThat(one.room()).isZero();
        assertThat(one.lacksBudget()).isTrue();
        other.attemptEnded(false, true);
        assertThat(one.room()).isEqualTo(1);
        one.giveBackSpare();
        assertThat(budget.used()).isEqualTo(1);
        one.attemptSucceeded(false, true);
        one.destroyStarted(false);
        assertThat(budget.used()).as("until it is gone").isEqualTo(1);
        one.destroyEnded(false);
        assertThat(budget.used()).isZero();
    }

    @Test
    void objectsOnTopOfTheBoundHaveNoPlace() {
        Ledger one = new Ledger(1, a);
        one.attemptStarted(true, false);
        one.attemptSucceeded(true, false);
        assertThat(budget.used()).isZero();
        assertThat(one.room()).isEqualTo(1);
        one.overflowBecomesRegular();
        assertThat(budget.used()).isEqualTo(1);
        one.detached(false);
        assertThat(budget.used()).isZero();
    }
}
