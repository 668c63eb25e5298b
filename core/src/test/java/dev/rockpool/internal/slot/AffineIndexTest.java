package dev.rockpool.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import dev.rockpool.Soon;
import dev.rockpool.internal.slot.IdleIndex.Take;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AffineIndexTest {

    private static final int[] SPREADS = {
        0, 1, 63, 64, 4_095, 4_096, 123_456_789, Integer.MAX_VALUE, -1, Integer.MIN_VALUE
    };

    private final SlotTable<String> table = new SlotTable<>();
    private final AffineIndex<String> index = new AffineIndex<>(table);
    private final List<Slot<String>> slots = new ArrayList<>();

    private void grow(int number) {
        for (int i = 0; i < number; i++) {
            Slot<String> slot = table.takeFree();
            slot.set(Snapshot.CHECKING, false);
            slots.add(slot);
        }
    }

    private Slot<String> publish(int number, boolean isMarked) {
        Slot<String> slot = slots.get(number);
        slot.set(Snapshot.IDLE, isMarked);
        index.published(slot);
        return slot;
    }

    private void publishAll() {
        for (int i = 0; i < slots.size(); i++) {
            publish(i, false);
        }
    }

    /** Whether the tree says that this slot is worth a look. */
    private static boolean isIndexed(Slot<String> slot) {
        Chunk<String> chunk = slot.chunk;
        return (chunk.get() >>> slot.number & 1) == 1 && (chunk.block.get() >>> chunk.position & 1) == 1;
    }

    @ParameterizedTest
    @EnumSource
    void inAnEmptyPoolThereIsNothingToFind(Take take) {
        assertThat(index.find(take, 0)).isNull();
        assertThat(index.find(take, Integer.MIN_VALUE)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 65, 4_096, 4_097, 10_000})
    void whereNoneIsIdleNoneIsFoundThoughAllBitsSayYes(int size) {
        grow(size);
        publishAll();
        slots.forEach(slot -> slot.set(Snapshot.CHECKING, false));
        for (Take take : Take.values()) {
            for (int spread : SPREADS) {
                assertThat(index.find(take, spread)).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 65, 4_096, 4_097, 10_000})
    void theOnlyIdleSlotIsFoundWhereverItIsAndWhereverTheSearchBegins(int size) {
        grow(size);
        for (int number : new int[] {0, size / 3, size / 2, size - 1}) {
            Slot<String> only = publish(number, false);
            for (int spread : SPREADS) {
                assertThat(index.find(Take.PEEK, spread))
                        .as("%d of %d from %d", number, size, spread)
                        .isSameAs(only);
            }
            only.set(Snapshot.CHECKING, false);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 70})
    void leaseTakesWhatIsNotDueForValidation(int size) {
        grow(size);
        Slot<String> due = publish(1, true);
        assertThat(index.find(Take.LEASE, 0)).isNull();
        assertThat(due.state()).isEqualTo(Snapshot.IDLE);
        Slot<String> fresh = publish(3, false);
        assertThat(index.find(Take.LEASE, 0)).isSameAs(fresh);
        assertThat(fresh.state()).isEqualTo(Snapshot.LEASED);
        assertThat(Snapshot.leases(fresh.look())).isEqualTo(1);
        assertThat(index.find(Take.LEASE, 0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 70})
    void unmarkedTakesInHandWhatIsNotDue(int size) {
        grow(size);
        publish(1, true);
        Slot<String> fresh = publish(3, false);
        assertThat(index.find(Take.NOT_DUE, 0)).isSameAs(fresh);
        assertThat(fresh.state()).isEqualTo(Snapshot.CHECKING);
        assertThat(index.find(Take.NOT_DUE, 0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 70})
    void markedTakesInHandWhatIsDue(int size) {
        grow(size);
        publish(1, false);
        Slot<String> due = publish(3, true);
        assertThat(index.find(Take.DUE, 0)).isSameAs(due);
        assertThat(due.state()).isEqualTo(Snapshot.CHECKING);
        assertThat(Snapshot.isMarked(due.look())).isFalse();
        assertThat(index.find(Take.DUE, 0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 70})
    void peekSeesBothAndLeavesThem(int size) {
        grow(size);
        Slot<String> due = publish(1, true);
        assertThat(index.find(Take.PEEK, 0)).isSameAs(due);
        assertThat(Snapshot.isMarked(due.look())).isTrue();
        due.set(Snapshot.CHECKING, false);
        Slot<String> fresh = publish(3, false);
        assertThat(index.find(Take.PEEK, 0)).isSameAs(fresh);
        assertThat(index.find(Take.PEEK, 0)).isSameAs(fresh);
        assertThat(fresh.state()).isEqualTo(Snapshot.IDLE);
    }

    @Test
    void eachSlotIsFoundOnce() {
        grow(5_000);
        publishAll();
        Set<Slot<String>> found = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int spread = 0; ; spread += 977) {
            Slot<String> slot = index.find(Take.LEASE, spread);
            if (slot == null) {
                break;
            }
            assertThat(found.add(slot)).isTrue();
        }
        assertThat(found).hasSize(5_000);
    }

    @Test
    void searchesThatBeginAtDifferentPlacesFindDifferentSlots() {
        grow(64);
        publishAll();
        Set<Slot<String>> found = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int spread = 0; spread < 64; spread++) {
            found.add(index.find(Take.PEEK, spread));
        }
        assertThat(found).hasSize(64);
    }

    // ---- stale bits

    @Test
    void inALargePoolASearchInVainClearsTheBitsAndAPublicationSetsThem() {
        grow(4_200);
        publishAll();
        assertThat(slots).allMatch(AffineIndexTest::isIndexed);
        slots.forEach(slot -> slot.set(Snapshot.CHECKING, false));
        assertThat(index.find(Take.PEEK, 0)).isNull();
        for (Block<String> block : table.blocks()) {
            assertThat(block.get()).isZero();
        }
        assertThat(slots).noneMatch(slot -> slot.chunk.get() != 0);
        Slot<String> again = publish(4_111, false);
        assertThat(isIndexed(again)).isTrue();
        assertThat(index.find(Take.LEASE, 7)).isSameAs(again);
    }

    @Test
    void inALargePoolTheBitsOfIdleSlotsStayThoughASearchPassesThemBy() {
        grow(200);
        Slot<String> due = publish(77, true);
        assertThat(index.find(Take.LEASE, 0)).isNull();
        assertThat(index.find(Take.NOT_DUE, 0)).isNull();
        assertThat(isIndexed(due)).isTrue();
        assertThat(index.find(Take.DUE, 0)).isSameAs(due);
    }

    @Test
    void inASmallPoolNoBitIsEverCleared() {
        grow(64);
        publishAll();
        slots.forEach(slot -> slot.set(Snapshot.CHECKING, false));
        for (Take take : Take.values()) {
            assertThat(index.find(take, 0)).isNull();
        }
        assertThat(slots).allMatch(AffineIndexTest::isIndexed);
    }

    @Test
    void aSlotThatWasLeasedByHintAndGivenBackIsFound() {
        grow(100);
        Slot<String> slot = publish(50, false);
        long lease = slot.tryLease(); // by hint: the bit stays
        assertThat(isIndexed(slot)).isTrue();
        slot.tryGiveBack(lease);
        index.published(slot);
        assertThat(index.find(Take.LEASE, 0)).isSameAs(slot);
    }

    // ---- many threads

    @Test
    void nothingIsLostOrFoundTwiceWhileManyThreadsTakeAndPublish() throws InterruptedException {
        Seed seed = Seed.next(AffineIndexTest.class);
        grow(300);
        publishAll();
        AtomicLong leases = new AtomicLong();
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            Random random = new Random(seed.value() + t);
            threads[t] = new Thread(() -> leases.addAndGet(takeAndPublish(random)));
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long counted = 0;
        for (Slot<String> slot : slots) {
            assertThat(slot.state()).as("%s", seed).isEqualTo(Snapshot.IDLE);
            counted += Snapshot.leases(slot.look());
        }
        assertThat(counted).as("%s", seed).isEqualTo(leases.get());
        for (int i = 0; i < slots.size(); i++) {
            assertThat(index.find(Take.LEASE, i * 31))
                    .as("%s: idle slot %d", seed, i)
                    .isNotNull();
        }
        assertThat(index.find(Take.PEEK, 0)).isNull();
    }

    /** A search that still sees a chunk that was let go must not hide what is idle in the one that took its place. */
    @Test
    void anIdleSlotIsFoundThoughItsChunkTookThePlaceOfAnotherDuringASearch() throws InterruptedException {
        AtomicBoolean isDone = new AtomicBoolean();
        Thread searcher = new Thread(() -> {
            while (!isDone.get()) {
                index.find(Take.PEEK, 0);
            }
        });
        grow(100);
        searcher.start();
        try {
            for (int round = 0; round < 2_000; round++) {
                List<Slot<String>> churned = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    Slot<String> slot = table.takeFree();
                    slot.set(Snapshot.IDLE, false);
                    index.published(slot);
                    churned.add(slot);
                }
                for (int i = 0; i < churned.size(); i++) {
                    if (index.find(Take.NOT_DUE, 0) == null) { // the searcher may be about to set a bit again
                        Soon.until("an idle slot to be found", () -> index.find(Take.NOT_DUE, 0) != null);
                    }
                }
                churned.forEach(slot -> {
                    slot.set(Snapshot.FREE, false);
                    table.giveFree(slot);
                });
                table.letGo();
            }
        } finally {
            isDone.set(true);
            searcher.join();
        }
    }

    /** Takes most of the slots and puts them back, again and again, so that bits are cleared and set all the time. */
    private long takeAndPublish(Random random) {
        long leases = 0;
        List<Slot<String>> mine = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            if (mine.size() < 100 && random.nextInt(100) < 55) {
                Slot<String> slot = index.find(Take.LEASE, random.nextInt());
                if (slot != null) {
                    leases++;
                    mine.add(slot);
                }
            } else if (!mine.isEmpty()) {
                giveBack(mine.remove(random.nextInt(mine.size())));
            }
        }
        mine.forEach(this::giveBack);
        return leases;
    }

    private void giveBack(Slot<String> slot) {
        if (!slot.tryGiveBack(slot.lease())) {
            throw new AssertionError("somebody else had it, too");
        }
        index.published(slot);
    }

    @Test
    void aSearchForOneThatIsNotDueLooksAtNoMoreDueOnesThanItIsTold() {
        grow(5_000);
        for (int i = 0; i < slots.size(); i++) {
            publish(i, i != 2_000);
        }
        slots.get(0).set(Snapshot.CHECKING, false); // is no due one
        assertThat(index.findNotDue(1_999)).isNull();
        assertThat(index.findNotDue(2_000)).isSameAs(slots.get(2_000));
        assertThat(index.findNotDue(5_000)).isNull();
        assertThat(index.find(Take.DUE, 0)).isNotNull();
    }
}
