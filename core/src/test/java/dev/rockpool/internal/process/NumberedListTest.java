package dev.rockpool.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NumberedListTest {

    private static final int STEPS = 20_000;
    private static final int NUMBERS = 12;

    private final NumberedList<Item> list = new NumberedList<>();

    private static final class Item extends NumberedList.Member<Item> {}

    private Item added(long number) {
        Item item = new Item();
        list.add(item, number);
        return item;
    }

    private List<Item> contents() {
        List<Item> found = new ArrayList<>();
        for (Item each = list.first(); each != null; each = each.next) {
            found.add(each);
        }
        return found;
    }

    @Test
    void membersStandInTheOrderOfTheirNumbersWheneverTheyJoin() {
        Item third = added(3);
        Item first = added(1);
        Item fourth = added(4);
        Item second = added(2);
        assertThat(contents()).containsExactly(first, second, third, fourth);
        assertThat(list.isSound()).isTrue();
    }

    @Test
    void whoLeavesKeepsItsNumberAndCanJoinAgain() {
        Item only = added(7);
        assertThat(list.contains(only)).isTrue();
        list.remove(only);
        assertThat(list.contains(only)).isFalse();
        assertThat(list.first()).isNull();
        assertThat(only.number).isEqualTo(7);
        added(9);
        list.add(only, only.number);
        assertThat(list.first()).isSameAs(only);
    }

    @Test
    void agreesWithASortedMapWhateverIsAddedAndRemoved() {
        Seed seed = Seed.next(NumberedListTest.class);
        Random random = seed.random();
        TreeMap<Long, Item> model = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            long number = 1L + random.nextInt(NUMBERS);
            Item present = model.remove(number);
            if (present == null) {
                model.put(number, added(number));
            } else {
                list.remove(present);
                assertThat(list.contains(present)).as("%s", seed).isFalse();
            }
            assertThat(contents()).as("%s", seed).containsExactlyElementsOf(model.values());
            assertThat(list.isSound()).as("%s", seed).isTrue();
            assertThat(model.values()).as("%s", seed).allMatch(list::contains);
        }
    }

    @Test
    void aLinkThatWasNotWrittenIsNoticedAndMadeGood() {
        Item first = added(1);
        Item second = added(2);
        Item third = added(3);
        second.previous = null; // as if somebody had been cut short
        assertThat(list.isSound()).isFalse();
        list.correct();
        assertThat(list.isSound()).isTrue();
        third.next = null;
        list.remove(third);
        second.next = third;
        assertThat(list.isSound())
                .as("one that joins, cut short before it is the last")
                .isFalse();
        list.correct();
        assertThat(list.isSound()).isTrue();
        assertThat(contents()).containsExactly(first, second, third);
    }
}
