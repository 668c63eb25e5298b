package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Interrupts: before, while waiting, after the grant, in user code. Each is thrown or kept, and none loses an object. */
abstract class InterruptContract extends ContractBase {

    InterruptContract(ContractSuite suite) {
        super(suite);
    }

    /** "acquire throws InterruptedException if the flag is set on entry, even with idle objects." */
    @Test
    void interruptBeforeAcquireIsThrownAtOnce() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        Throwable failure = failure(act(() -> {
            Thread.currentThread().interrupt();
            return kept(pool.acquire());
        }));
        assertThat(failure).isInstanceOf(InterruptedException.class);
        Throwable inUse = failure(act(() -> {
            Thread.currentThread().interrupt();
            return pool.use(MINUTE, Item::id);
        }));
        assertThat(inUse).isInstanceOf(InterruptedException.class);
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    /** The same with a timeout of zero, and the flag is cleared as in java.util.concurrent. */
    @Test
    void interruptedExceptionClearsTheFlag() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        boolean flag = act(() -> {
                    Thread.currentThread().interrupt();
                    try {
                        kept(pool.acquire(Duration.ZERO));
                        throw new AssertionError("not interrupted");
                    } catch (InterruptedException e) {
                        return Thread.currentThread().isInterrupted();
                    }
                })
                .result();
        assertThat(flag).isFalse();
    }

    /** "or while it waits"; what was meant for it goes to the next. */
    @Test
    void interruptedWaiterLosesNothing() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        Threads.Actor<Lease<Item>> first = waiter(pool);
        Threads.Actor<Lease<Item>> second = waiter(pool);
        first.interrupt();
        assertThat(first.failure()).isInstanceOf(InterruptedException.class);
        assertThat(pool.stats().waiting()).isEqualTo(1);
        assertThat(pool.stats().cancelled()).isEqualTo(1);
        out.close();
        second.result().get().use();
    }

    /** Interrupt and return at once: the object is in the lease or in the pool, never lost. */
    @Test
    void interruptThatRacesWithAGrantLosesNothing() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        for (int round = 0; round < 30; round++) {
            Lease<Item> out = tryAcquired(pool);
            Threads.Actor<Boolean> waiter = act(() -> {
                try (Lease<Item> lease = pool.acquire(HOUR)) {
                    lease.get().use();
                    return true;
                } catch (InterruptedException e) {
                    return false;
                }
            });
            awaitWaiting(pool, 1);
            Threads.Actor<Boolean> interrupter = act(() -> {
                waiter.interrupt();
                return true;
            });
            out.close();
            interrupter.result();
            assertThat(waiter.result()).isIn(true, false);
            awaitIdle(pool, 1);
        }
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    /** "Once an object is granted the lease wins and the flag stays." */
    @Test
    void interruptAfterTheGrantStays() {
        Pool<Item> pool = open(1);
        boolean flag = act(() -> {
                    try (Lease<Item> lease = pool.acquire()) {
                        Thread.currentThread().interrupt();
                        lease.get().use();
                    }
                    return Thread.interrupted();
                })
                .result();
        assertThat(flag).isTrue();
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    /** "acquireAsync ignores it." */
    @Test
    void acquireAsyncIgnoresTheFlag() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        boolean flag = act(() -> {
                    Thread.currentThread().interrupt();
                    served(future(pool)).close();
                    return Thread.interrupted();
                })
                .result();
        assertThat(flag).isTrue();
    }

    /** "User code's InterruptedException interrupts nobody else": the factory's. */
    @Test
    void interruptedFactoryInterruptsNobodyElse() {
        Pool<Item> pool = open(1);
        InterruptedException thrown = new InterruptedException("factory");
        lifecycle.onCreate().next(Behaviour.fail(thrown));
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Throwable failure = failure(act(() -> {
            CompletableFuture<Lease<Item>> future = future(pool);
            Throwable cause = Waits.failure(future);
            flag.complete(Thread.currentThread().isInterrupted());
            throw (Exception) cause;
        }));
        assertThat(failure).isInstanceOf(ObjectCreationException.class).hasCause(thrown);
        assertThat(Waits.result(flag)).isFalse();
    }

    /** "User code's InterruptedException interrupts nobody else": the reset's. */
    @Test
    void interruptedResetInterruptsNobodyElse() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).resetInBackground(true));
        lifecycle.onReset().next(Behaviour.fail(new InterruptedException("reset")));
        boolean flag = act(() -> {
                    pool.acquire().close();
                    return Thread.currentThread().isInterrupted();
                })
                .result();
        assertThat(flag).isFalse();
        awaitSize(pool, 0);
        acquire(pool).get().use();
    }

    /** "An interrupt neither shortens the call [of close] nor is lost." */
    @Test
    void closeOfALeaseKeepsTheFlag() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnReturn(true));
        boolean flag = act(() -> {
                    Lease<Item> lease = kept(pool.acquire());
                    Thread.currentThread().interrupt();
                    lease.close();
                    return Thread.interrupted();
                })
                .result();
        assertThat(flag).isTrue();
        assertThat(lifecycle.onReset().calls()).isEqualTo(1);
        assertThat(lifecycle.onValidate().calls()).isEqualTo(1);
        assertThat(pool.stats().idle()).isEqualTo(1);
    }
}
