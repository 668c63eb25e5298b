package dev.rockpool.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeersTest {

    private static final int SIZE = 5;

    /** Without the one that the older Stormpot, which tests run with, does not have. */
    static List<String> names() {
        return Peers.names().stream()
                .filter(name -> !name.equals("stormpot-virtual"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPoolHandsOutAsManyDifferentObjectsAsItHoldsAndTakesThemBack(String name) throws Exception {
        try (Peer pool = Peers.make(name, SIZE)) {
            pool.fill(SIZE);
            for (int round = 0; round < 2; round++) {
                takeAllAndGiveBack(pool.forThread(), name.equals("thread-local") ? 1 : SIZE);
            }
        }
    }

    private static void takeAllAndGiveBack(Peer pool, int different) throws Exception {
        Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        Object[] held = new Object[SIZE];
        for (int i = 0; i < SIZE; i++) {
            held[i] = pool.take();
            objects.add(pool.object(held[i]));
        }
        for (Object one : held) {
            pool.give(one);
        }
        assertThat(objects).hasSize(different);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPoolThatIsNearlyAllOccupiedStillHasTheRest(String name) throws Exception {
        Peer pool = Peers.make(name, SIZE); // not closed: some wait for what is out
        pool.fill(SIZE);
        pool.occupy(SIZE - 2);
        Object first = pool.take();
        Object second = pool.take();
        pool.give(second);
        pool.give(first);
        Object again = pool.take();
        assertThat(pool.object(again)).isNotNull();
    }

    @Test
    void anUnknownPoolIsRefusedWithTheNames() {
        assertThatThrownBy(() -> Peers.make("nonesuch", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonesuch")
                .hasMessageContaining(Peers.ROCKPOOL);
    }
}
