package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a pool whose callers create ({@link dev.rockpool.config.Creation#CALLER}) promises on top of {@link PoolContract}. */
public abstract class CallerContract extends ContractSuite {

    /** For subclasses. */
    protected CallerContract() {}

    @Nested
    class Callers extends CallersContract {
        Callers() {
            super(CallerContract.this);
        }
    }

    /** "With CALLER a creation runs on the thread that acquires, and for as long as it takes." */
    abstract static class CallersContract extends ContractBase {

        CallersContract(ContractSuite suite) {
            super(suite);
        }

        @Test
        void objectIsCreatedOnTheCallersThread() {
            Pool<Item> pool = open(1);
            Threads.Actor<Lease<Item>> actor = acquirer(pool, HOUR);
            actor.result();
            assertThat(lifecycle.onCreate().lastThread()).isSameAs(actor.thread());
        }

        /** "An acquire comes before stock": minIdle leaves the last object to a thread that could create it itself. */
        @Test
        void lastObjectIsLeftToACaller() {
            Pool<Item> pool = open(builder -> builder.maxSize(2).minIdle(1));
            awaitIdle(pool, 1);
            tryAcquired(pool);
            restFor(pool, SECOND, 1); // a sweep would fill up
            assertThat(pool.stats().creating() + pool.stats().size()).isEqualTo(1);
            Threads.Actor<Lease<Item>> actor = acquirer(pool, HOUR);
            actor.result();
            assertThat(lifecycle.onCreate().lastThread()).isSameAs(actor.thread());
        }

        /** Who wants all of them ready gets them. */
        @Test
        void minIdleOfAllIsFilled() {
            Pool<Item> pool = open(builder -> builder.maxSize(2).minIdle(2));
            awaitIdle(pool, 2);
        }

        /** "Zero does not wait: it takes what is idle, or creates under CALLER." */
        @Test
        void zeroTimeoutCreates() {
            Pool<Item> pool = open(1);
            acquirer(pool, Duration.ZERO).result().get().use();
            assertThat(pool.stats().misses()).isEqualTo(1);
        }

        /** "Deadlines and createTimeout cannot bound it." */
        @Test
        void creationTakesAsLongAsItTakes() {
            Pool<Item> pool = open(builder -> builder.maxSize(1).createTimeout(SECOND));
            Gate gate = lifecycle.gate();
            lifecycle.onCreate().next(Behaviour.pass(gate));
            Threads.Actor<Lease<Item>> actor = acquirer(pool, SECOND);
            gate.awaitInside(1);
            advance(MINUTE);
            assertThat(actor.isDone()).isFalse();
            assertThat(pool.stats().creating()).isEqualTo(1);
            gate.open();
            actor.result().get().use();
            assertThat(pool.stats().createFailures()).isZero();
        }

        /** A creation that takes its time on one caller's thread does not hold the others. */
        @Test
        void hungCreationOfOneCallerHoldsNobodyElse() {
            Pool<Item> pool = open(2);
            lifecycle.onCreate().next(lifecycle.never());
            acquirer(pool, HOUR);
            lifecycle.onCreate().awaitInside(1);
            acquire(pool).get().use();
        }

        /** "Futures and upkeep always use the creators." */
        @Test
        void futuresUseTheCreators() {
            Pool<Item> pool = open(1);
            CompletableFuture<Lease<Item>> future = future(pool);
            served(future).get().use();
            assertThat(lifecycle.onCreate().lastThread().getName())
                    .startsWith("rockpool-" + nameInThreads(pool) + "-creator-");
        }

        /** "tryAcquire never creates on the calling thread", and there are no others for it. */
        @Test
        void tryAcquireStartsNoCreation() {
            Pool<Item> pool = open(1);
            assertThat(pool.tryAcquire()).isNull();
            PoolAudit.check(pool);
            assertThat(pool.stats().created()).isZero();
        }

        /** A caller that creates does not wait, so maxWaiters does not refuse it. */
        @Test
        void creatingIsNotWaiting() {
            Pool<Item> pool = open(builder -> builder.maxSize(1).maxWaiters(0));
            acquire(pool).get().use();
        }

        /** "OVERFLOW … with creation(CALLER), is a pool that never blocks." */
        @Test
        void overflowOfCallersNeverBlocks() {
            Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.OVERFLOW));
            for (int i = 0; i < 5; i++) {
                acquirer(pool, Duration.ZERO).result().get().use();
            }
            assertThat(pool.stats().leased()).isEqualTo(5);
            assertThat(pool.stats().waited()).isZero();
        }

        /** Capacity that comes back while a caller waits lets it create. */
        @Test
        void waitingCallerCreatesWhenCapacityIsFree() {
            Pool<Item> pool = open(1);
            Lease<Item> out = acquire(pool);
            Threads.Actor<Lease<Item>> waiter = waiter(pool);
            out.detach();
            assertThat(waiter.result().get().id()).isEqualTo(2);
            assertThat(pool.stats().misses()).isEqualTo(2);
        }
    }
}
