package dev.rockpool.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import dev.rockpool.internal.slot.IdleIndex.Take;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueIndexTest {

    private static final boolean LIFO = true;
    private static final boolean FIFO = false;

    private final List<Slot<String>> slots = new ArrayList<>();

    private Slot<String> slot() {
        Slot<String> slot = new Slot<>(new AtomicInteger(), new Chunk<>(new Block<>(0), 0), slots.size());
        slot.set(Snapshot.CHECKING, false);
        slots.add(slot);
        return slot;
    }

    private static void publish(QueueIndex<String> index, Slot<String> slot, boolean isMarked) {
        slot.set(Snapshot.IDLE, isMarked);
        index.published(slot);
    }

    private Slot<String> published(QueueIndex<String> index) {
        Slot<String> slot = slot();
        publish(index, slot, false);
        return slot;
    }

    @ParameterizedTest
    @EnumSource
    void whereNothingWasPublishedNothingIsFound(Take take) {
        assertThat(new QueueIndex<String>(LIFO).find(take, 0)).isNull();
        assertThat(new QueueIndex<String>(FIFO).find(take, 0)).isNull();
    }

    @Test
    void lastInFirstOut() {
        QueueIndex<String> index = new QueueIndex<>(LIFO);
        Slot<String> first = published(index);
        Slot<String> second = published(index);
        Slot<String> third = published(index);
        assertThat(index.find(Take.LEASE, 0)).isSameAs(third);
        assertThat(index.find(Take.LEASE, 5)).isSameAs(second);
        publish(index, third, false);
        assertThat(index.find(Take.LEASE, -7)).isSameAs(third);
        assertThat(index.find(Take.LEASE, 0)).isSameAs(first);
        assertThat(index.find(Take.LEASE, 0)).isNull();
    }

    @Test
    void firstInFirstOut() {
        QueueIndex<String> index = new QueueIndex<>(FIFO);
        Slot<String> first = published(index);
        Slot<String> second = published(index);
        Slot<String> third = published(index);
        assertThat(index.find(Take.LEASE, 0)).isSameAs(first);
        publish(index, first, false);
        assertThat(index.find(Take.LEASE, 5)).isSameAs(second);
        assertThat(index.find(Take.LEASE, -7)).isSameAs(third);
        assertThat(index.find(Take.LEASE, 0)).isSameAs(first);
        assertThat(index.find(Take.LEASE, 0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {LIFO, FIFO})
    void aSlotThatIsPublishedTwiceIsInItOnce(boolean order) {
        QueueIndex<String> index = new QueueIndex<>(order);
        Slot<String> slot = published(index);
        index.published(slot);
        index.published(slot);
        assertThat(index.find(Take.NOT_DUE, 0)).isSameAs(slot);
        slot.set(Snapshot.IDLE, false); // not published: a second entry would be found
        assertThat(index.find(Take.NOT_DUE, 0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {LIFO, FIFO})
    void eachTakeTakesItsOwn(boolean order) {
        QueueIndex<String> index = new QueueIndex<>(order);
        Slot<String> due = slot();
        publish(index, due, true);
        assertThat(index.find(Take.LEASE, 0)).isNull();
        assertThat(index.find(Take.NOT_DUE, 0)).isNull();
        assertThat(index.find(Take.PEEK, 0)).isSameAs(due);
        assertThat(index.find(Take.DUE, 0)).isSameAs(due);
        assertThat(due.state()).isEqualTo(Snapshot.CHECKING);
        Slot<String> fresh = published(index);
        assertThat(index.find(Take.DUE, 0)).isNull();
        assertThat(index.find(Take.PEEK, 0)).isSameAs(fresh);
        assertThat(index.find(Take.PEEK, 0)).isSameAs(fresh);
        assertThat(index.find(Take.NOT_DUE, 0)).isSameAs(fresh);
        assertThat(index.find(Take.PEEK, 0)).isNull();
    }

    @Test
    void whatIsPassedByKeepsItsPlace() {
        QueueIndex<String> index = new QueueIndex<>(FIFO);
        Slot<String> due = slot();
        publish(index, due, true);
        Slot<String> fresh = published(index);
        assertThat(index.find(Take.LEASE, 0)).isSameAs(fresh);
        published(index);
        assertThat(index.find(Take.PEEK, 0)).isSameAs(due);
    }

    @ParameterizedTest
    @ValueSource(booleans = {LIFO, FIFO})
    void anEntryWhoseSlotIsNotIdleAnyMoreIsDroppedAndGetsANewPlace(boolean order) {
        QueueIndex<String> index = new QueueIndex<>(order);
        Slot<String> stale = published(index);
        Slot<String> other = published(index);
        stale.set(Snapshot.DEAD, false);
        other.set(Snapshot.DEAD, false);
        assertThat(index.find(Take.LEASE, 0)).isNull();
        stale.set(Snapshot.IDLE, false);
        assertThat(index.find(Take.LEASE, 0)).as("its entry is gone").isNull();
        publish(index, other, false);
        publish(index, stale, false);
        assertThat(index.find(Take.LEASE, 0)).isSameAs(order == LIFO ? stale : other);
        assertThat(index.find(Take.LEASE, 0)).isSameAs(order == LIFO ? other : stale);
        assertThat(index.find(Take.LEASE, 0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {LIFO, FIFO})
    void nothingIsLostOrFoundTwiceWhileManyThreadsTakeAndPublish(boolean order) throws InterruptedException {
        Seed seed = Seed.next(QueueIndexTest.class);
        QueueIndex<String> index = new QueueIndex<>(order);
        for (int i = 0; i < 20; i++) {
            published(index);
        }
        AtomicInteger failures = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            Random random = new Random(seed.value() + t);
            threads[t] = new Thread(() -> failures.addAndGet(takeAndPublish(index, random)));
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).as("%s: slots that somebody else had, too", seed).hasValue(0);
        for (int i = 0; i < slots.size(); i++) {
            assertThat(index.find(Take.LEASE, 0))
                    .as("%s: idle slot %d", seed, i)
                    .isNotNull();
        }
        assertThat(index.find(Take.PEEK, 0)).isNull();
    }

    private static int takeAndPublish(QueueIndex<String> index, Random random) {
        int failures = 0;
        List<Slot<String>> mine = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (mine.size() < 8 && random.nextBoolean()) {
                Slot<String> slot = index.find(Take.LEASE, 0);
                if (slot != null) {
                    mine.add(slot);
                }
            } else if (!mine.isEmpty()) {
                failures += giveBack(index, mine.remove(mine.size() - 1)) ? 0 : 1;
            }
        }
        for (Slot<String> slot : mine) {
            failures += giveBack(index, slot) ? 0 : 1;
        }
        return failures;
    }

    private static boolean giveBack(QueueIndex<String> index, Slot<String> slot) {
        boolean wasMine = slot.tryGiveBack(slot.lease());
        index.published(slot);
        return wasMine;
    }

    @Test
    void aSearchForOneThatIsNotDueLooksAtNoMoreThanItIsTold() {
        QueueIndex<String> index = new QueueIndex<>(FIFO);
        for (int i = 0; i < 5; i++) {
            publish(index, slot(), true);
        }
        Slot<String> fit = published(index);
        assertThat(index.findNotDue(5)).isNull();
        assertThat(index.findNotDue(6)).isSameAs(fit);
        assertThat(index.findNotDue(6)).isNull();
        assertThat(index.find(Take.DUE, 0)).isSameAs(slots.get(0));
    }
}
