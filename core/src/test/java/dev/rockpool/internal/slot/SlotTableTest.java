package dev.rockpool.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree of slots, chunks and blocks. */
class SlotTableTest {

    private final SlotTable<String> table = new SlotTable<>();

    private List<Slot<String>> grow(int number) {
        List<Slot<String>> slots = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            slots.add(table.takeFree());
        }
        return slots;
    }

    private List<Slot<String>> all() {
        List<Slot<String>> slots = new ArrayList<>();
        table.forEach(slots::add);
        return slots;
    }

    @Test
    void beginsEmpty() {
        assertThat(all()).isEmpty();
        assertThat(table.first(slot -> true)).isNull();
        assertThat(table.blocks()).isEmpty();
        assertThat(table.isLarge()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "63, 1", "64, 1", "65, 1", "128, 1", "4096, 1", "4097, 2", "8192, 2", "8193, 3", "10000, 3"})
    void growsByAChunkOf64AndABlockOf4096(int slots, int blocks) {
        List<Slot<String>> grown = grow(slots);
        assertThat(all()).as("in the order of their making, each once").isEqualTo(grown);
        assertThat(table.blocks()).hasSize(blocks);
        Set<Slot<String>> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(grown);
        assertThat(distinct).hasSize(slots);
    }

    @ParameterizedTest
    @CsvSource({"0, 64", "1, 1", "63, 64", "64, 64", "130, 7", "4200, 1024", "8193, 100000"})
    void aWalkInPartsVisitsEachSlotOnce(int slots, int part) {
        List<Slot<String>> grown = grow(slots);
        List<Slot<String>> visited = new ArrayList<>();
        int from = 0;
        do {
            int before = visited.size();
            from = table.visit(from, part, visited::add);
            assertThat(visited.size() - before).isLessThanOrEqualTo(part);
        } while (from != 0);
        assertThat(visited).isEqualTo(grown);
    }

    @Test
    void everySlotKnowsItsPlace() {
        List<Slot<String>> grown = grow(4_200);
        for (int number = 0; number < grown.size(); number++) {
            Slot<String> slot = grown.get(number);
            assertThat(slot.number).isEqualTo(number);
            assertThat(slot.chunk.position).isEqualTo(number / 64 % 64);
            assertThat(slot.chunk.slot(slot.number % 64)).isSameAs(slot);
            assertThat(slot.chunk.block.chunk(slot.chunk.position)).isSameAs(slot.chunk);
            assertThat(slot.chunk.block).isSameAs(table.blocks()[number / 4_096]);
        }
    }

    @Test
    void placesBeyondTheLastSlotAreEmpty() {
        Slot<String> only = grow(1).get(0);
        assertThat(only.chunk.slot(1)).isNull();
        assertThat(only.chunk.block.chunk(1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void upTo64SlotsItIsNotLarge(int slots) {
        grow(slots);
        assertThat(table.isLarge()).isFalse();
        grow(65 - slots);
        assertThat(table.isLarge()).isTrue();
    }

    @Test
    void aSlotThatWasGivenBackIsUsedBeforeANewOneIsMade() {
        List<Slot<String>> grown = grow(3);
        table.giveFree(grown.get(1));
        table.giveFree(grown.get(0));
        assertThat(new Object[] {table.takeFree(), table.takeFree()})
                .containsExactlyInAnyOrder(grown.get(0), grown.get(1));
        assertThat(all()).hasSize(3);
        assertThat(grown).doesNotContain(table.takeFree());
        assertThat(all()).hasSize(4);
    }

    @Test
    void firstFindsTheFirstThatMeetsTheConditionAndLooksNoFurther() {
        List<Slot<String>> grown = grow(5_000);
        AtomicReference<Slot<String>> last = new AtomicReference<>();
        Slot<String> wanted = grown.get(4_321);
        assertThat(table.first(slot -> {
                    last.set(slot);
                    return slot == wanted;
                }))
                .isSameAs(wanted);
        assertThat(last.get()).isSameAs(wanted);
        assertThat(table.first(slot -> false)).isNull();
    }

    @Test
    void aVisitSeesTheSlotsThatWereThereWhenItBegan() {
        grow(64);
        Set<Slot<String>> visited = new HashSet<>();
        table.forEach(slot -> {
            visited.add(slot);
            table.takeFree(); // one more each time
        });
        assertThat(visited).hasSize(64);
        assertThat(all()).hasSize(128);
    }

    @Test
    void readersSeeWholeSlotsWhileItGrows() throws InterruptedException {
        AtomicBoolean isGrown = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                int before = 0;
                while (!isGrown.get()) {
                    List<Slot<String>> seen = all();
                    assertThat(seen.size()).isGreaterThanOrEqualTo(before);
                    assertThat(seen).doesNotContainNull();
                    before = seen.size();
                }
            } catch (Throwable thrown) {
                failure.set(thrown);
            }
        });
        reader.start();
        List<Slot<String>> grown = grow(20_000);
        isGrown.set(true);
        reader.join();
        assertThat(failure.get()).isNull();
        assertThat(all()).isEqualTo(grown);
    }

    // ---- letting go

    private void letAllGo() {
        while (table.letGo()) {
            // the next portion
        }
    }

    @Test
    void chunksOfFreeSlotsAreLetGoAndTheirLeasesKept() {
        List<Slot<String>> grown = grow(10_000);
        Set<Integer> used = Set.of(5, 4_200, 9_999);
        for (Slot<String> slot : grown) {
            slot.set(Snapshot.CHECKING, false);
            slot.leaseTo(1);
            if (!used.contains(slot.number)) {
                slot.set(Snapshot.FREE, false);
                table.giveFree(slot);
            }
        }
        letAllGo();
        List<Slot<String>> left = all();
        assertThat(left).hasSizeLessThan(5 * 64).contains(grown.get(5), grown.get(4_200), grown.get(9_999));
        assertThat(table.freeCount()).isEqualTo(left.size() - 3);
        assertThat(table.formerLeases() + left.size()).isEqualTo(10_000);
    }

    @Test
    void gapsAreFilledBeforeTheTableGrows() {
        List<Slot<String>> grown = grow(10_000);
        Slot<String> last = grown.remove(9_999);
        for (int round = 0; round < 3; round++) {
            grown.forEach(table::giveFree);
            letAllGo();
            assertThat(all()).hasSizeLessThan(3 * 64).contains(last);
            grown = grow(9_999);
            assertThat(table.blocks()).hasSize(3);
            assertThat(all())
                    .hasSize(10_000)
                    .doesNotHaveDuplicates()
                    .contains(last)
                    .containsAll(grown);
            for (Slot<String> slot : grown) {
                assertThat(slot.chunk.slot(slot.number % 64)).isSameAs(slot);
                assertThat(slot.chunk.block.chunk(slot.number / 64 % 64)).isSameAs(slot.chunk);
                assertThat(slot.chunk.block).isSameAs(table.blocks()[slot.number / 4_096]);
            }
        }
    }

    @Test
    void atMost64ChunksAreLetGoAtATime() {
        grow(10_000).forEach(table::giveFree);
        assertThat(table.letGo()).isTrue();
        assertThat(all()).hasSize(10_000 - 63 * 64 - 16);
        letAllGo();
        assertThat(all()).hasSize(64);
    }

    @Test
    void asManySlotsAsAreUsedStayFree() {
        List<Slot<String>> grown = grow(10_000);
        grown.subList(5_000, 10_000).forEach(table::giveFree);
        letAllGo();
        assertThat(all()).hasSize(10_000);
        grown.subList(4_000, 5_000).forEach(table::giveFree);
        letAllGo();
        assertThat(all()).hasSizeBetween(8_000, 8_064);
    }

    @Test
    void aSlotWithANoteForASweepIsNotLetGo() {
        List<Slot<String>> grown = grow(1_000);
        grown.forEach(table::giveFree);
        Slot<String> noted = grown.get(900);
        noted.orphan = 1;
        letAllGo();
        assertThat(all()).contains(noted).hasSizeLessThan(200);
        noted.orphan = 0;
        grow(200).forEach(table::giveFree);
        letAllGo();
        assertThat(all()).hasSize(64).doesNotContain(noted);
    }

    // ---- bits

    @Test
    void aBitIsRaisedOnceUntilItIsLowered() {
        Bits bits = new Block<String>(0);
        for (int position = 0; position < Bits.WIDTH; position++) {
            assertThat(bits.raise(position)).isTrue();
            assertThat(bits.raise(position)).isFalse();
        }
        assertThat(bits.get()).isEqualTo(-1L);
        bits.lower(63);
        bits.lower(63);
        bits.lower(0);
        assertThat(bits.get()).isEqualTo(-1L >>> 1 & ~1L);
        assertThat(bits.raise(63)).isTrue();
        assertThat(bits.raise(5)).isFalse();
    }

    @Test
    void bitsOfManyThreadsAllArrive() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            Bits bits = new Block<String>(0);
            for (int position = 0; position < Bits.WIDTH; position += 2) {
                bits.raise(position);
            }
            Thread raiser = new Thread(() -> {
                for (int position = 1; position < Bits.WIDTH; position += 2) {
                    bits.raise(position);
                }
            });
            raiser.start();
            for (int position = 0; position < Bits.WIDTH; position += 2) {
                bits.lower(position);
            }
            raiser.join();
            assertThat(bits.get()).isEqualTo(0xAAAA_AAAA_AAAA_AAAAL);
        }
    }
}
