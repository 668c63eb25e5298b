package dev.rockpool.internal.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {

    private enum Stage {
        ATTEMPT,
        ALIVE,
        DYING
    }

    /** The model: one entry for each object and attempt, counted anew each time. */
    private static final class Thing {
        private Stage stage = Stage.ATTEMPT;
        private boolean isOverflow;
        private final boolean onCreator;

        Thing(boolean isOverflow, boolean onCreator) {
            this.isOverflow = isOverflow;
            this.onCreator = onCreator;
        }
    }

    private final List<Thing> things = new ArrayList<>();
    private int peak;

    private int count(Predicate<Thing> which) {
        return (int) things.stream().filter(which).count();
    }

    private void assertAgrees(Ledger ledger, String where) {
        int size = count(thing -> thing.stage != Stage.ATTEMPT);
        peak = Math.max(peak, size);
        assertThat(ledger.size()).as(where).isEqualTo(size);
        assertThat(ledger.peakSize()).as(where).isEqualTo(peak);
        assertThat(ledger.overflowSize())
                .as(where)
                .isEqualTo(count(thing -> thing.stage != Stage.ATTEMPT && thing.isOverflow));
        assertThat(ledger.creating()).as(where).isEqualTo(count(thing -> thing.stage == Stage.ATTEMPT));
        assertThat(ledger.creatorAttempts())
                .as(where)
                .isEqualTo(count(thing -> thing.stage == Stage.ATTEMPT && thing.onCreator));
        assertThat(ledger.living()).as(where).isEqualTo(count(thing -> thing.stage == Stage.ALIVE));
        assertThat(ledger.room()).as(where).isEqualTo(ledger.maxSize() - count(thing -> !thing.isOverflow));
        assertThat(ledger.hasSurplus())
                .as(where)
                .isEqualTo(count(thing -> thing.stage == Stage.ALIVE && !thing.isOverflow) > ledger.maxSize());
        assertThat(ledger.isEmpty()).as(where).isEqualTo(things.isEmpty());
    }

    @Test
    void begin() {
        Ledger ledger = new Ledger(7);
        assertThat(ledger.maxSize()).isEqualTo(7);
        assertThat(ledger.room()).isEqualTo(7);
        assertAgrees(ledger, "at the beginning");
    }

    @Test
    void theWayOfAnObject() {
        Ledger ledger = new Ledger(2);
        ledger.attemptStarted(false, true);
        assertThat(ledger.room()).isEqualTo(1);
        assertThat(ledger.creating()).isEqualTo(1);
        assertThat(ledger.size()).isZero();
        assertThat(ledger.isEmpty()).isFalse();
        ledger.attemptSucceeded(false, true);
        assertThat(ledger.room()).isEqualTo(1);
        assertThat(ledger.size()).isEqualTo(1);
        assertThat(ledger.living()).isEqualTo(1);
        ledger.destroyStarted(false);
        assertThat(ledger.room()).as("capacity is free when destroy has ended").isEqualTo(1);
        assertThat(ledger.size()).isEqualTo(1);
        assertThat(ledger.living()).isZero();
        ledger.destroyEnded(false);
        assertThat(ledger.room()).isEqualTo(2);
        assertThat(ledger.isEmpty()).isTrue();
    }

    @Test
    void overflowTakesNoRoom() {
        Ledger ledger = new Ledger(1);
        ledger.added(false);
        ledger.attemptStarted(true, false);
        assertThat(ledger.room()).isZero();
        ledger.attemptSucceeded(true, false);
        assertThat(ledger.room()).isZero();
        assertThat(ledger.size()).isEqualTo(2);
        assertThat(ledger.overflowSize()).isEqualTo(1);
        assertThat(ledger.hasSurplus()).isFalse();
        ledger.destroyStarted(true);
        assertThat(ledger.overflowSize()).isEqualTo(1);
        ledger.destroyEnded(true);
        assertThat(ledger.overflowSize()).isZero();
    }

    @Test
    void shrinkingMakesASurplusAndNegativeRoom() {
        Ledger ledger = new Ledger(3);
        ledger.added(false);
        ledger.added(false);
        ledger.resize(1);
        assertThat(ledger.maxSize()).isEqualTo(1);
        assertThat(ledger.hasSurplus()).isTrue();
        assertThat(ledger.room()).isEqualTo(-1);
        ledger.detached(false);
        assertThat(ledger.hasSurplus()).isFalse();
        assertThat(ledger.room()).isZero();
    }

    @Test
    void thePeakCanBeginAnew() {
        Ledger ledger = new Ledger(3);
        ledger.added(false);
        ledger.added(false);
        ledger.detached(false);
        assertThat(ledger.peakSize()).isEqualTo(2);
        ledger.resetPeak();
        assertThat(ledger.peakSize()).isEqualTo(1);
        ledger.added(true);
        assertThat(ledger.peakSize()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void theyAgreeWithAModelOnARandomWalk(int maxSize) {
        Seed seed = Seed.next(LedgerTest.class);
        Random random = seed.random();
        Ledger ledger = new Ledger(maxSize);
        int bound = maxSize;
        for (int step = 0; step < 5_000; step++) {
            int before = count(thing -> !thing.isOverflow);
            if (random.nextInt(50) == 0) {
                bound = 1 + random.nextInt(2 * maxSize);
                ledger.resize(bound);
            } else if (random.nextInt(200) == 0) {
                ledger.resetPeak();
                peak = 0;
            } else {
                move(ledger, random);
            }
            assertAgrees(ledger, seed + ", step " + step);
            int after = count(thing -> !thing.isOverflow);
            assertThat(after).as("%s: grew beyond the bound", seed).isLessThanOrEqualTo(Math.max(before, bound));
        }
        things.removeIf(thing -> end(ledger, thing));
        assertAgrees(ledger, seed + ", at the end");
    }

    /** What the engine does: it asks for room before it starts an attempt or keeps an overflow object. */
    private void move(Ledger ledger, Random random) {
        Thing thing = things.isEmpty() ? null : things.get(random.nextInt(things.size()));
        if (thing == null || random.nextInt(3) == 0) {
            boolean isOverflow = ledger.room() <= 0;
            Thing started = new Thing(isOverflow, random.nextBoolean());
            things.add(started);
            ledger.attemptStarted(isOverflow, started.onCreator);
        } else if (thing.stage == Stage.ATTEMPT) {
            if (random.nextInt(4) == 0) {
                ledger.attemptEnded(thing.isOverflow, thing.onCreator);
                things.remove(thing);
            } else {
                thing.stage = Stage.ALIVE;
                ledger.attemptSucceeded(thing.isOverflow, thing.onCreator);
            }
        } else if (thing.stage == Stage.ALIVE && thing.isOverflow && ledger.room() > 0) {
            thing.isOverflow = false;
            ledger.overflowBecomesRegular();
        } else if (thing.stage == Stage.ALIVE && random.nextBoolean()) {
            thing.stage = Stage.DYING;
            ledger.destroyStarted(thing.isOverflow);
        } else {
            end(ledger, thing);
            things.remove(thing);
        }
    }

    private static boolean end(Ledger ledger, Thing thing) {
        switch (thing.stage) {
            case ATTEMPT -> ledger.attemptEnded(thing.isOverflow, thing.onCreator);
            case ALIVE -> ledger.detached(thing.isOverflow);
            case DYING -> ledger.destroyEnded(thing.isOverflow);
        }
        return true;
    }
}
