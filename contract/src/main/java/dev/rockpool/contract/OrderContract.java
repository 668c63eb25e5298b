package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.Order;
import dev.rockpool.testkit.Item;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Order}: which idle object is taken. One thread, so that there is one answer. */
abstract class OrderContract extends ContractBase {

    OrderContract(ContractSuite suite) {
        super(suite);
    }

    private Pool<Item> openWith(Order order) {
        Pool<Item> pool = open(builder -> builder.maxSize(4).order(order));
        List<Lease<Item>> all = acquire(pool, 4);
        for (int index : new int[] {2, 0, 3, 1}) { // give back in another order than that of creation
            all.get(index).close();
        }
        return pool;
    }

    private List<Integer> takeAll(Pool<Item> pool) {
        return List.of(0, 1, 2, 3).stream()
                .map(i -> tryAcquired(pool).get().id())
                .toList();
    }

    /** "The one that came back last." */
    @Test
    void lifoTakesTheOneThatCameBackLast() {
        assertThat(takeAll(openWith(Order.LIFO))).containsExactly(2, 4, 1, 3);
    }

    /** "The one that has been idle longest." */
    @Test
    void fifoTakesTheOneThatHasBeenIdleLongest() {
        assertThat(takeAll(openWith(Order.FIFO))).containsExactly(3, 1, 4, 2);
    }

    /** FIFO uses all evenly. */
    @Test
    void fifoGoesRound() {
        Pool<Item> pool = openWith(Order.FIFO);
        for (int round = 0; round < 3; round++) {
            for (int id : new int[] {3, 1, 4, 2}) {
                Lease<Item> lease = tryAcquired(pool);
                assertThat(lease.get().id()).isEqualTo(id);
                lease.close();
            }
        }
    }

    /** LIFO uses as few as it can: "the rest goes idle long enough to be let go". */
    @Test
    void lifoUsesTheSameOneAgain() {
        Pool<Item> pool = openWith(Order.LIFO);
        for (int round = 0; round < 5; round++) {
            Lease<Item> lease = tryAcquired(pool);
            assertThat(lease.get().id()).isEqualTo(2);
            lease.close();
        }
    }

    /** "The one this thread used last, if it is idle; else any." */
    @Test
    void affineTakesTheOneThatThisThreadUsedLast() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).order(Order.AFFINE));
        fill(pool, 4);
        Lease<Item> mine = tryAcquired(pool);
        Item item = mine.get();
        mine.close();
        for (int round = 0; round < 5; round++) {
            Lease<Item> lease = tryAcquired(pool);
            assertThat(lease.get()).isSameAs(item);
            lease.close();
        }
        assertThat(takeAll(pool)).as("else any").containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    /** Whatever the order, all objects can be had. */
    @Test
    void everyIdleObjectCanBeHad() {
        for (Order order : Order.values()) {
            Pool<Item> pool = open(builder -> builder.maxSize(100).order(order));
            fill(pool, 100);
            for (int i = 0; i < 100; i++) {
                tryAcquired(pool);
            }
            assertThat(pool.tryAcquire()).isNull();
        }
    }
}
