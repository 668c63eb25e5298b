package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle.Step;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fault matrix: every step of user code goes wrong in every way, and all acquires end by their deadline all the same,
 * and the pool is whole again when the user code is. And a little of everything at once.
 */
abstract class FaultContract extends ContractBase {

    /** Longer than time goes on in a test where it flies. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    FaultContract(ContractSuite suite) {
        super(suite);
    }

    static Stream<Arguments> faults() {
        return Stream.of(Step.CREATE, Step.VALIDATE, Step.RESET, Step.DESTROY)
                .flatMap(step -> Stream.of(Fault.values()).map(fault -> Arguments.of(step, fault)));
    }

    private Behaviour behaviour(Fault fault, Gate slow) {
        return switch (fault) {
            case NONE -> Behaviour.ok();
            case THROW -> Behaviour.fail(new IOException("fault"));
            case SLOW -> Behaviour.pass(slow);
            case NEVER -> lifecycle.never();
        };
    }

    /** "Every acquire ends by its deadline, whatever the lifecycle code does." */
    @ParameterizedTest
    @MethodSource("faults")
    void everyAcquireEndsByItsDeadlineAndThePoolRecovers(Step step, Fault fault) {
        Pool<Item> pool = open(builder -> builder.maxSize(2)
                .createTimeout(SECOND.multipliedBy(15)) // many steps of time, so that no call overruns before it begins
                .validationTimeout(SECOND.multipliedBy(10))
                .validateOnAcquire(true)
                .resetInBackground(true));
        Gate slow = lifecycle.gate();
        List<CompletableFuture<Lease<Item>>> claims = new ArrayList<>();
        claims.add(future(pool, MINUTE));
        Waits.result(claims.get(0));
        lifecycle.on(step).always(behaviour(fault, slow));
        // One lease each that ends well and badly, and more claims than there can be leases. Futures: a caller's own
        // creation is exempt.
        for (int i = 0; i < 6; i++) {
            claims.add(future(pool, MINUTE).whenComplete((lease, failure) -> {
                if (lease != null && lease.get().id() % 2 == 0) {
                    lease.invalidate();
                } else if (lease != null) {
                    lease.close();
                }
            }));
        }
        Waits.result(claims.get(0)).close();
        for (int i = 0; i < 30; i++) {
            ticker.advanceAndSettle(SECOND);
        }
        slow.open();
        for (int i = 0; i < 30; i++) {
            ticker.advanceAndSettle(SECOND);
        }
        Waits.until("all claims to end", () -> claims.stream().allMatch(CompletableFuture::isDone));
        claims.forEach(FaultContract::endedInOrder);
        lifecycle.heal();
        recovers(pool);
    }

    private static void endedInOrder(CompletableFuture<Lease<Item>> claim) {
        if (claim.isCompletedExceptionally()) {
            Throwable failure = Waits.failure(claim);
            assertThat(failure)
                    .satisfiesAnyOf(
                            one -> assertThat(one).isInstanceOf(PoolException.class),
                            one -> assertThat(one).hasCauseInstanceOf(PoolException.class));
        } else {
            assertThat(claim.join()).isNotNull();
        }
    }

    private void recovers(Pool<Item> pool) {
        List<CompletableFuture<Lease<Item>>> both = new ArrayList<>();
        AtomicInteger steps = new AtomicInteger();
        Waits.until("the pool to serve again", () -> {
            advance(SECOND); // past the back-off
            CompletableFuture<Lease<Item>> claim = future(pool);
            advanceUntilDone(claim, steps); // it may have to wait for a call that began before the faults ended
            if (!claim.isCompletedExceptionally()) {
                both.add(claim);
            }
            return both.size() == 2;
        });
        both.forEach(claim -> served(claim).get().use());
    }

    /** The listener is user code, too. */
    @ParameterizedTest
    @EnumSource
    void faultyListenerHarmsNobody(Fault fault) {
        Pool<Item> pool = open(2);
        Gate gate = lifecycle.gate();
        listener.react(() -> {
            if (fault == Fault.THROW) {
                throw new IllegalStateException("fault");
            } else if (fault != Fault.NONE) {
                gate.pass();
            }
        });
        for (int i = 0; i < 4; i++) {
            Lease<Item> lease = acquire(pool);
            CompletableFuture<Lease<Item>> other = claim(WaiterKind.FUTURE, pool);
            lease.invalidate();
            served(other).close();
            awaitSize(pool, 1);
        }
        assertThat(pool.stats().timeouts()).isZero();
    }

    /** The ownership stamp: with everything that can happen at once, nobody ever shares an object, and the numbers agree. */
    @Test
    void everythingAtOnceLosesNothingAndSharesNothing() {
        Pool<Item> pool = open(builder -> builder.maxSize(3)
                .validateOnReturn(true)
                .createTimeout(FOREVER) // time flies in this test
                .validationTimeout(FOREVER));
        List<Threads.Actor<Integer>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int seed = i;
            users.add(act(() -> useInEveryWay(pool, seed, 120)));
        }
        int turn = 0;
        long next = 0;
        while (users.stream().anyMatch(user -> !user.isDone())) {
            advance(Duration.ofMillis(1));
            long acquired = pool.stats().acquired();
            if (acquired < next) {
                continue; // clears that come faster than creations end would keep everybody waiting
            }
            next = acquired + 4;
            if (++turn % 2 == 0) {
                pool.control().clear();
            } else {
                pool.control().resize(2 + turn / 2 % 3);
            }
            Thread.onSpinWait();
        }
        assertThat(users.stream().mapToInt(Threads.Actor::result).sum()).isPositive();
        pool.control().resize(3);
        PoolAudit.check(pool);
        assertThat(pool.stats().leased()).isZero();
        acquire(pool, 3).forEach(lease -> lease.get().use());
    }

    private static int useInEveryWay(Pool<Item> pool, int seed, int rounds) throws InterruptedException {
        Random random = new Random(seed);
        int served = 0;
        for (int round = 0; round < rounds; round++) {
            Lease<Item> lease = null;
            if (random.nextInt(4) == 0) {
                CompletableFuture<Lease<Item>> future = pool.acquireAsync(FOREVER);
                if (random.nextBoolean() && future.cancel(false)) {
                    continue;
                }
                lease = Waits.result(future);
            } else {
                try {
                    lease = pool.acquire(SECOND.dividedBy(50));
                } catch (PoolTimeoutException e) {
                    continue;
                }
            }
            served++;
            lease.get().use(Thread::onSpinWait);
            switch (random.nextInt(8)) {
                case 0 -> lease.invalidate();
                case 1 -> {
                    Item item = lease.get();
                    lease.close();
                    lease.close();
                    assertThat(item).isNotNull();
                }
                default -> lease.close();
            }
        }
        return served;
    }
}
