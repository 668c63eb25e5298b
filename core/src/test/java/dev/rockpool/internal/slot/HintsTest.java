package dev.rockpool.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HintsTest {

    private static Slot<String> slot() {
        return new Slot<>(new AtomicInteger(), new Chunk<>(new Block<>(0), 0), 0);
    }

    private static Slot<String> idle() {
        Slot<String> slot = slot();
        slot.set(Snapshot.IDLE, false);
        return slot;
    }

    @Test
    void theOldestIdleOneBehindTheFirstIsLeasedAndBecomesTheFirst() {
        Hints<String> hints = Hints.of(4);
        Slot<String> first = idle();
        Slot<String> second = idle();
        Slot<String> third = idle();
        hints.put(17, first);
        hints.put(17, second);
        hints.put(17, third);
        assertThat(second.tryLease()).isNotZero();
        assertThat(hints.leaseOlder(17)).isSameAs(first);
        assertThat(first.state()).isEqualTo(Snapshot.LEASED);
        assertThat(hints.get(17)).isSameAs(first);
        assertThat(hints.leaseOlder(17))
                .as("the first of before is still remembered")
                .isSameAs(third);
        assertThat(hints.leaseOlder(17)).as("all are leased").isNull();
    }

    @Test
    void nothingOlderIsLeasedByAThreadThatUsedOneOnlyOrByAnother() {
        Hints<String> hints = Hints.of(4);
        hints.put(17, idle());
        assertThat(hints.leaseOlder(17)).isNull();
        hints.put(17, idle());
        assertThat(hints.leaseOlder(18)).isNull();
        assertThat(hints.leaseOlder(17)).isNotNull();
    }

    @Test
    void asManyAsEightAreRememberedAndTheOldestIsForgotten() {
        Hints<String> hints = Hints.of(4);
        Slot<String> forgotten = idle();
        hints.put(17, forgotten);
        for (int i = 0; i < 8; i++) {
            hints.put(17, idle());
        }
        for (int i = 0; i < 8; i++) {
            assertThat(hints.leaseOlder(17)).isNotNull().isNotSameAs(forgotten);
        }
        assertThat(hints.leaseOlder(17)).isNull();
        assertThat(forgotten.state()).isEqualTo(Snapshot.IDLE);
    }

    @Test
    void aSlotThatIsPutAgainIsRememberedOnce() {
        Hints<String> hints = Hints.of(4);
        Slot<String> twice = idle();
        Slot<String> other = idle();
        hints.put(17, other);
        for (int i = 0; i < 20; i++) {
            hints.put(17, twice);
            hints.put(17, i == 0 ? twice : other);
        }
        hints.put(17, twice);
        assertThat(hints.leaseOlder(17)).isSameAs(other);
        assertThat(hints.leaseOlder(17)).isSameAs(twice);
        assertThat(hints.leaseOlder(17)).isNull();
    }

    @Test
    void aThreadFindsWhatItPutAndNothingBefore() {
        Hints<String> hints = Hints.of(4);
        assertThat(hints.get(17)).isNull();
        Slot<String> slot = slot();
        hints.put(17, slot);
        assertThat(hints.get(17)).isSameAs(slot);
        Slot<String> later = slot();
        hints.put(17, later);
        assertThat(hints.get(17)).isSameAs(later);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 63, 64, 65, 128, 100_000, Integer.MAX_VALUE / 4})
    void everyThreadHasAPlaceOnAnyMachine(int processors) {
        Hints<String> hints = Hints.of(processors);
        for (long threadId : new long[] {0, 1, 2, 1_000_003, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            Slot<String> slot = slot();
            hints.put(threadId, slot);
            assertThat(hints.get(threadId)).isSameAs(slot);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 30, 1_000_000})
    void threadsOfConsecutiveNumbersSeldomShareAPlace(long firstId) {
        int processors = 8;
        Hints<String> hints = Hints.of(processors);
        for (long id = firstId; id < firstId + processors; id++) {
            hints.put(id, slot());
        }
        Set<Slot<String>> distinct = new HashSet<>();
        for (long id = firstId; id < firstId + processors; id++) {
            distinct.add(hints.get(id));
        }
        assertThat(distinct).hasSize(processors);
    }

    @Test
    void searchesOfConsecutiveThreadsBeginAtDifferentPlaces() {
        Set<Integer> slotsInChunk = new HashSet<>();
        Set<Integer> chunksInBlock = new HashSet<>();
        for (long id = 1; id <= 64; id++) {
            int spread = Hints.spread(id);
            assertThat(spread).isNotNegative();
            slotsInChunk.add(spread & 63);
            chunksInBlock.add(spread >>> 6 & 63);
        }
        assertThat(slotsInChunk).hasSizeGreaterThan(30);
        assertThat(chunksInBlock).hasSizeGreaterThan(30);
    }

    @Test
    void aSearchBeginsBehindTheSlotThatTheThreadUsedLast() {
        Hints<String> hints = Hints.of(4);
        assertThat(hints.start(7)).isEqualTo(Hints.spread(7));
        hints.put(7, new Slot<>(new AtomicInteger(), new Chunk<>(new Block<>(0), 0), 41));
        assertThat(hints.start(7)).isEqualTo(42);
    }
}
