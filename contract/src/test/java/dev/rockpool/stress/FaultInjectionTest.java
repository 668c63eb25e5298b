package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.testkit.FaultInjector.Mischief;
import dev.rockpool.testkit.FaultInjector.Pooled;
import dev.rockpool.testkit.FaultInjector.Site;
import dev.rockpool.testkit.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * "Nothing that users' code does breaks the pool or another pool": each place at which the engine calls code that is not
 * its own goes wrong in each way, in each state of the pool. While it does, the deadlines of another pool hold, and so do
 * those of this pool's acquires; afterwards the pool serves and the audit balances. All that upkeep does is at work meanwhile:
 * objects expire, rest too long, and have their health checked.
 *
 * <p>A run has every pair of place, way and state; {@code -Drockpool.variants=all} has every combination. With
 * {@code -Drockpool.faults=EXECUTOR}, or {@code "EXECUTOR BLOCK"}, or a whole name, it has only those that begin so.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "ReturnValueIgnored"}) // calls are made for what they do to the pool
class FaultInjectionTest extends FaultBase {

    private static final int MOST_FAILURES = 3; // a fault of the engine's fails them all, each after the full patience
    private static final AtomicInteger FAILURES = new AtomicInteger();

    /** What the pool is at when things go wrong. */
    enum Situation {
        /** Two objects are idle. */
        IDLE,
        /** No object was made yet. */
        EMPTY,
        /** All are leased, and threads and futures wait. */
        EXHAUSTED,
        /** The pool is suspended, one object is idle, and a lease is out. */
        SUSPENDED,
        /** The pool is being closed; all are leased, and threads and futures wait. */
        CLOSING
    }

    record Case(Site site, Mischief mischief, Situation situation) {

        List<?> values() {
            return List.of(site, mischief, situation);
        }

        @Override
        public String toString() {
            return site + " " + mischief + " " + situation;
        }
    }

    static List<Case> cases() {
        List<Case> all = Stream.of(Site.values())
                .filter(FaultInjectionTest::isCalled)
                .flatMap(site -> Stream.of(Mischief.values())
                        .filter(mischief -> mischief.fits(site))
                        .flatMap(mischief -> Stream.of(Situation.values())
                                .filter(situation -> isReached(site, situation))
                                .map(situation -> new Case(site, mischief, situation))))
                .toList();
        return chosen(all, Case::values);
    }

    /** A pool that is suspended or closed neither creates nor lends. */
    private static boolean isReached(Site site, Situation situation) {
        boolean isForAcquires =
                site == Site.CREATE || site == Site.VALIDATE || site == Site.ACTIVATE || site == Site.HEALTH;
        boolean lends = situation != Situation.SUSPENDED && situation != Situation.CLOSING;
        return lends || !isForAcquires;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onlyTheCallThatGoesWrongSuffers(Case what) {
        assertThat(FAILURES)
                .as("cases that failed before, so this one was not run")
                .hasValueLessThan(MOST_FAILURES);
        boolean isFine = false;
        try {
            run(what);
            isFine = true;
        } finally {
            if (!isFine) {
                FAILURES.incrementAndGet();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anObjectsOwnMethodsAreNeverCalled(Situation situation) {
        run(new Case(Site.OBJECT, Mischief.THROW, situation));
        assertThat(faults.strikes(Site.OBJECT)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whereAThreadsIdCanBeHadWithoutAskingItItIsNeverAsked(Situation situation) {
        run(new Case(Site.THREAD, Mischief.LIE, situation));
        if (!isCalled(Site.THREAD)) {
            assertThat(faults.strikes(Site.THREAD)).isZero();
        }
    }

    private void run(Case what) {
        Situation situation = what.situation;
        Bystander bystander = new Bystander();
        Pool<Pooled> pool = open(what.site);
        List<Lease<Pooled>> out = bring(pool, situation);

        faults.arm(what.site, what.mischief, pool);
        listenerFails = true;
        useInEveryWay(pool);
        await("every thread to have asked", calls, () -> faults.hanging() > 0 || areOver(asking));
        out.forEach(lease -> act("close a lease", lease::close));
        if (situation == Situation.CLOSING) {
            claims.add(new Pending("shutdown", pool.control().shutdown(SECOND.multipliedBy(20))));
            Waits.until("something to go wrong", () -> !isCalled(what.site) || faults.strikes(what.site) > 0);
        }
        bystander.keepsItsDeadlines();
        await("every acquire to end by its deadline", claims, () -> {
            ticker.advance(SECOND);
            return areOver(claims);
        });

        if (isCalled(what.site)) {
            if (situation == Situation.SUSPENDED && faults.strikes(what.site) == 0) {
                pool.control().resume(); // the clock was faster than the thread of the only reset there could be
            }
            reach(what.site, pool);
        }
        faults.disarm();
        await("every call to end", calls, () -> {
            ticker.advance(SECOND);
            return areOver(calls) && areOver(claims);
        });
        if (situation == Situation.SUSPENDED) {
            pool.control().resume();
        }
        if (situation != Situation.CLOSING) {
            servesAgain(pool);
        }
        endsInOrder(pool);
        bystander.end();
    }

    /** What was never reached shows nothing: goes on until it happens. The log, for one, is written a little later. */
    private void reach(Site site, Pool<Pooled> pool) {
        await("something to go wrong at " + site, pool, () -> {
            ticker.advance(SECOND);
            if (areOver(calls) && faults.strikes(site) == 0) {
                act(
                        "acquire, then clear",
                        () -> pool.acquireAsync(MINUTE).thenAccept(Lease::close).thenAccept(done -> clear(pool, site)));
            }
            return faults.strikes(site) > 0;
        });
    }

    private static void clear(Pool<Pooled> pool, Site site) {
        if (site != Site.HEALTH) { // which looks at what is idle
            pool.control().clear();
        }
    }

    private Pool<Pooled> open(Site site) {
        PoolBuilder<Pooled> builder = Pool.builder(faults.lifecycle())
                .name("victim-" + POOLS.incrementAndGet())
                .ticker(ticker)
                .maxSize(2)
                .acquireTimeout(SECOND.multipliedBy(3))
                .createTimeout(SECOND.multipliedBy(2))
                .validationTimeout(SECOND)
                .validateOnAcquire(ValidateOnAcquire.always())
                .resetInBackground(true)
                .maxLifetime(SECOND.multipliedBy(7))
                .maxIdleTime(SECOND.multipliedBy(9))
                .healthCheckInterval(SECOND.multipliedBy(2))
                .listener(site == Site.LOG ? failing() : faults.listener());
        if (site == Site.ACTIVATE) {
            builder.onAcquire(faults::activate);
        } else if (site == Site.EXECUTOR) {
            builder.callbackExecutor(faults.executor(executor));
        }
        return builder.build();
    }

    private static List<Lease<Pooled>> bring(Pool<Pooled> pool, Situation situation) {
        List<Lease<Pooled>> leases = new ArrayList<>();
        if (situation != Situation.EMPTY) {
            leases.add(Waits.result(pool.acquireAsync()));
            leases.add(Waits.result(pool.acquireAsync()));
        }
        int idle = situation == Situation.IDLE ? 2 : situation == Situation.SUSPENDED ? 1 : 0;
        for (int i = 0; i < idle; i++) {
            leases.remove(0).close();
        }
        Waits.untilEquals("idle", idle, () -> pool.stats().idle());
        if (situation == Situation.SUSPENDED) {
            pool.control().suspend();
        }
        return leases;
    }

    private void useInEveryWay(Pool<Pooled> pool) {
        for (int i = 0; i < 2; i++) {
            ask("acquireAsync, then close", pool::acquireAsync, Lease::close);
            ask("acquireAsync, then invalidate", pool::acquireAsync, Lease::invalidate);
            acquirer(pool);
        }
        act("cancel", () -> {
            CompletableFuture<Lease<Pooled>> cancelled = pool.acquireAsync();
            if (!cancelled.cancel(false)) {
                cancelled.thenAccept(Lease::close);
            }
        });
        act("tryAcquire", () -> {
            Lease<Pooled> lease = pool.tryAcquire();
            if (lease != null) {
                lease.close();
            }
        });
        act("use", () -> pool.use(object -> faults.strike(Site.CALLBACK)));
        act(
                "useAsync",
                () -> pool.useAsync(object -> {
                            faults.strike(Site.CALLBACK);
                            return CompletableFuture.completedFuture(object);
                        })
                        .exceptionally(failure -> null)
                        .join());
        act("stats", pool::stats);
        act("health", () -> pool.health().toString());
        act("explain", () -> pool.control().explain().toString());
        act("describe", () -> pool.control().describe());
        act("clear, resize", () -> {
            pool.control().clear();
            pool.control().resize(3);
            pool.control().resize(2);
        });
    }

    /** A thread asks for a future, which must end whatever becomes of the thread. */
    private void ask(String what, Supplier<CompletableFuture<Lease<Pooled>>> asks, Consumer<Lease<Pooled>> end) {
        asking.add(act("the thread of " + what, () -> {
            CompletableFuture<Lease<Pooled>> claim = asks.get();
            claims.add(new Pending(what, claim));
            claim.whenComplete((lease, failure) -> {
                if (lease != null) {
                    end.accept(lease);
                }
                faults.strike(Site.CALLBACK);
            });
        }));
    }

    /** A thread of which the methods may go wrong acquires and gives back. */
    private void acquirer(Pool<Pooled> pool) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        Thread thread = faults.thread(() -> {
            try {
                pool.acquire().close();
                pool.acquireAsync().thenAccept(Lease::close);
                outcome.complete(true);
            } catch (Throwable failure) { // which one is not the matter here
                outcome.completeExceptionally(failure);
            }
        });
        thread.start();
        calls.add(new Pending("a hostile thread", outcome));
    }
}
