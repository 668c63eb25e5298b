package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pool with strict fairness ({@link dev.rockpool.config.Fairness#STRICT}) promises on top of {@link PoolContract}. */
public abstract class StrictContract extends ContractSuite {

    /** For subclasses. */
    protected StrictContract() {}

    @Nested
    class Turns extends TurnsContract {
        Turns() {
            super(StrictContract.this);
        }
    }

    /** "STRICT always hands over": waiter i before i + 1. Starvation: HikariCP#2192, sqlx#453. */
    abstract static class TurnsContract extends ContractBase {

        TurnsContract(ContractSuite suite) {
            super(suite);
        }

        /** "Arrival order exactly", threads and futures alike. */
        @Test
        void waitersAreServedInArrivalOrder() {
            Pool<Item> pool = open(1);
            Lease<Item> lease = acquire(pool);
            List<CompletableFuture<Lease<Item>>> waiters = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                waiters.add(waitAt(i % 3 == 0 ? WaiterKind.FUTURE : WaiterKind.THREAD, pool));
            }
            for (int i = 0; i < waiters.size(); i++) {
                lease.close();
                lease = served(waiters.get(i));
                for (CompletableFuture<Lease<Item>> later : waiters.subList(i + 1, waiters.size())) {
                    assertThat(later).isNotDone();
                }
            }
        }

        /** "tryAcquire gives null when others wait", and cannot take what is theirs. */
        @Test
        void nobodyOvertakes() {
            Pool<Item> pool = open(1);
            for (int round = 0; round < 20; round++) {
                Lease<Item> lease = acquire(pool);
                CompletableFuture<Lease<Item>> waiting = waitAt(WaiterKind.THREAD, pool);
                lease.close();
                assertThat(pool.tryAcquire()).isNull();
                served(waiting).close();
            }
        }

        /** Also after the one in front has gone. */
        @Test
        void orderIsKeptWhenSomebodyLeaves() {
            Pool<Item> pool = open(1);
            Lease<Item> lease = acquire(pool);
            CompletableFuture<Lease<Item>> a = future(pool);
            Threads.Actor<Lease<Item>> b = waiter(pool);
            CompletableFuture<Lease<Item>> c = future(pool);
            CompletableFuture<Lease<Item>> d = waitAt(WaiterKind.THREAD, pool);
            a.cancel(false);
            b.interrupt();
            assertThat(b.failure()).isInstanceOf(InterruptedException.class);
            lease.close();
            Lease<Item> third = served(c);
            assertThat(d).isNotDone();
            third.close();
            served(d).get().use();
        }

        /** "A STRICT waiter whose object is being validated keeps its turn": what comes back meanwhile is for it. */
        @ParameterizedTest
        @EnumSource
        void waiterKeepsItsTurnWhileAnObjectIsValidatedForIt(WaiterKind kind) {
            Pool<Item> pool =
                    open(builder -> builder.maxSize(2).validateOnAcquire(ValidateOnAcquire.whenIdleFor(SECOND)));
            List<Lease<Item>> out = acquire(pool, 2);
            Item returned = out.get(0).get();
            Item rested = out.get(1).get();
            out.get(1).close();
            awaitIdle(pool, 1);
            restFor(pool, SECOND, 8);
            Gate gate = lifecycle.gate();
            lifecycle.onValidate().next(Behaviour.pass(gate));
            CompletableFuture<Lease<Item>> first = claim(kind, pool);
            gate.awaitInside(1);
            CompletableFuture<Lease<Item>> second = waitAt(WaiterKind.FUTURE, pool);
            out.get(0).close();
            assertThat(served(first).get()).isSameAs(returned);
            assertThat(second).isNotDone();
            gate.open();
            assertThat(served(second).get()).isSameAs(rested);
        }

        /** A creation goes to the one in front, whoever it was started for. */
        @Test
        void creationServesTheOneInFront() {
            Pool<Item> pool = open(1);
            Lease<Item> out = acquire(pool);
            CompletableFuture<Lease<Item>> first = future(pool);
            CompletableFuture<Lease<Item>> second = future(pool);
            out.detach();
            Lease<Item> lease = served(first);
            assertThat(second).isNotDone();
            lease.close();
            served(second).get().use();
        }
    }
}
