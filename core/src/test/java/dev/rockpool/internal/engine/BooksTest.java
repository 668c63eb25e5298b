package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BooksTest {

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

    private void assertAgrees(Books books, String where) {
        int size = count(thing -> thing.stage != Stage.ATTEMPT);
        peak = Math.max(peak, size);
        assertThat(books.size()).as(where).isEqualTo(size);
        assertThat(books.peakSize()).as(where).isEqualTo(peak);
        assertThat(books.overflowSize())
                .as(where)
                .isEqualTo(count(thing -> thing.stage != Stage.ATTEMPT && thing.isOverflow));
        assertThat(books.creating()).as(where).isEqualTo(count(thing -> thing.stage == Stage.ATTEMPT));
        assertThat(books.creatorAttempts())
                .as(where)
                .isEqualTo(count(thing -> thing.stage == Stage.ATTEMPT && thing.onCreator));
        assertThat(books.living()).as(where).isEqualTo(count(thing -> thing.stage == Stage.ALIVE));
        assertThat(books.room()).as(where).isEqualTo(books.maxSize() - count(thing -> !thing.isOverflow));
        assertThat(books.hasSurplus())
                .as(where)
                .isEqualTo(count(thing -> thing.stage == Stage.ALIVE && !thing.isOverflow) > books.maxSize());
        assertThat(books.isEmpty()).as(where).isEqualTo(things.isEmpty());
    }

    @Test
    void begin() {
        Books books = new Books(7);
        assertThat(books.maxSize()).isEqualTo(7);
        assertThat(books.room()).isEqualTo(7);
        assertAgrees(books, "at the beginning");
    }

    @Test
    void theWayOfAnObject() {
        Books books = new Books(2);
        books.attemptStarted(false, true);
        assertThat(books.room()).isEqualTo(1);
        assertThat(books.creating()).isEqualTo(1);
        assertThat(books.size()).isZero();
        assertThat(books.isEmpty()).isFalse();
        books.attemptEnded(false, true);
        books.added(false);
        assertThat(books.room()).isEqualTo(1);
        assertThat(books.size()).isEqualTo(1);
        assertThat(books.living()).isEqualTo(1);
        books.destroyStarted(false);
        assertThat(books.room()).as("capacity is free when destroy has ended").isEqualTo(1);
        assertThat(books.size()).isEqualTo(1);
        assertThat(books.living()).isZero();
        books.destroyEnded(false);
        assertThat(books.room()).isEqualTo(2);
        assertThat(books.isEmpty()).isTrue();
    }

    @Test
    void overflowTakesNoRoom() {
        Books books = new Books(1);
        books.added(false);
        books.attemptStarted(true, false);
        assertThat(books.room()).isZero();
        books.attemptEnded(true, false);
        books.added(true);
        assertThat(books.room()).isZero();
        assertThat(books.size()).isEqualTo(2);
        assertThat(books.overflowSize()).isEqualTo(1);
        assertThat(books.hasSurplus()).isFalse();
        books.destroyStarted(true);
        assertThat(books.overflowSize()).isEqualTo(1);
        books.destroyEnded(true);
        assertThat(books.overflowSize()).isZero();
    }

    @Test
    void shrinkingMakesASurplusAndNegativeRoom() {
        Books books = new Books(3);
        books.added(false);
        books.added(false);
        books.resize(1);
        assertThat(books.maxSize()).isEqualTo(1);
        assertThat(books.hasSurplus()).isTrue();
        assertThat(books.room()).isEqualTo(-1);
        books.detached(false);
        assertThat(books.hasSurplus()).isFalse();
        assertThat(books.room()).isZero();
    }

    @Test
    void thePeakCanBeginAnew() {
        Books books = new Books(3);
        books.added(false);
        books.added(false);
        books.detached(false);
        assertThat(books.peakSize()).isEqualTo(2);
        books.resetPeak();
        assertThat(books.peakSize()).isEqualTo(1);
        books.added(true);
        assertThat(books.peakSize()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void theyAgreeWithAModelOnARandomWalk(int maxSize) {
        Seed seed = Seed.next(BooksTest.class);
        Random random = seed.random();
        Books books = new Books(maxSize);
        int bound = maxSize;
        for (int step = 0; step < 5_000; step++) {
            int before = count(thing -> !thing.isOverflow);
            if (random.nextInt(50) == 0) {
                bound = 1 + random.nextInt(2 * maxSize);
                books.resize(bound);
            } else if (random.nextInt(200) == 0) {
                books.resetPeak();
                peak = 0;
            } else {
                move(books, random);
            }
            assertAgrees(books, seed + ", step " + step);
            int after = count(thing -> !thing.isOverflow);
            assertThat(after).as("%s: grew beyond the bound", seed).isLessThanOrEqualTo(Math.max(before, bound));
        }
        things.removeIf(thing -> end(books, thing));
        assertAgrees(books, seed + ", at the end");
    }

    /** What the engine does: it asks for room before it starts an attempt or keeps an overflow object. */
    private void move(Books books, Random random) {
        Thing thing = things.isEmpty() ? null : things.get(random.nextInt(things.size()));
        if (thing == null || random.nextInt(3) == 0) {
            boolean isOverflow = books.room() <= 0;
            Thing started = new Thing(isOverflow, random.nextBoolean());
            things.add(started);
            books.attemptStarted(isOverflow, started.onCreator);
        } else if (thing.stage == Stage.ATTEMPT) {
            books.attemptEnded(thing.isOverflow, thing.onCreator);
            if (random.nextInt(4) == 0) {
                things.remove(thing);
            } else {
                thing.stage = Stage.ALIVE;
                books.added(thing.isOverflow);
            }
        } else if (thing.stage == Stage.ALIVE && thing.isOverflow && books.room() > 0) {
            thing.isOverflow = false;
            books.overflowBecomesRegular();
        } else if (thing.stage == Stage.ALIVE && random.nextBoolean()) {
            thing.stage = Stage.DYING;
            books.destroyStarted(thing.isOverflow);
        } else {
            end(books, thing);
            things.remove(thing);
        }
    }

    private static boolean end(Books books, Thing thing) {
        switch (thing.stage) {
            case ATTEMPT -> books.attemptEnded(thing.isOverflow, thing.onCreator);
            case ALIVE -> books.detached(thing.isOverflow);
            case DYING -> books.destroyEnded(thing.isOverflow);
        }
        return true;
    }
}
