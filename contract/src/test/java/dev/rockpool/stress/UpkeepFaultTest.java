package dev.rockpool.stress;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.testkit.FaultInjector.Mischief;
import dev.rockpool.testkit.FaultInjector.Pooled;
import dev.rockpool.testkit.FaultInjector.Site;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * "The fault injector over every upkeep task, with the audit after each": whatever code of users a task of upkeep reaches
 * goes wrong in each way, while nobody but upkeep calls it. The deadlines of another pool hold meanwhile, and so do those of
 * this one; afterwards the task is done, the pool serves, and the audit balances.
 *
 * <p>Tasks that reach no code of users are not here: the statistics' look and the trimming of the table
 * ({@link FaultInjectionTest} shows that the objects' own methods are never called). Nor does any of them call a holder's thread. Where memory ends in a task, see
 * {@code SweepCutShortTest}.
 *
 * <p>A run has every pair of task, place and way; {@code -Drockpool.variants=all} has every combination. With
 * {@code -Drockpool.faults=LEAK}, or a whole name, it has only those that begin so.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "EnumOrdinal"}) // calls are made for what they do to the pool
class UpkeepFaultTest extends FaultBase {

    record Case(UpkeepTask task, Site site, Mischief mischief) {

        List<?> values() {
            return List.of(task, site, mischief);
        }

        @Override
        public String toString() {
            return task + " " + site + " " + mischief;
        }
    }

    static List<Case> cases() {
        List<Case> all = Stream.of(UpkeepTask.values())
                .flatMap(task -> task.sites().stream()
                        .filter(FaultBase::isCalled)
                        .flatMap(site -> Stream.of(Mischief.values())
                                .filter(mischief -> mischief.fits(site))
                                .map(mischief -> new Case(task, site, mischief))))
                .toList();
        return chosen(all, Case::values);
    }

    static List<Mischief> waysToAbandon() {
        return Stream.of(Mischief.values())
                .filter(mischief -> mischief.fits(Site.DESTROY) && mischief.fits(Site.LISTENER))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatATaskOfUpkeepCallsHarmsNobodyElse(Case what) {
        UpkeepScene.Script script = new UpkeepScene.Script(faults.lifecycle());
        Bystander bystander = new Bystander();
        Pool<Pooled> pool = open(what, script);
        UpkeepScene scene = new UpkeepScene(pool, script, faults);
        Waits.result(pool.control().warmUp(what.task.objects()));
        Waits.untilEquals("idle", what.task.objects(), () -> pool.stats().idle());

        what.task.provoke(scene);
        faults.arm(what.site, what.mischief, pool);
        listenerFails = true;
        await("something to go wrong at " + what.site, pool, () -> {
            ticker.advance(SECOND);
            what.task.tick(scene);
            return faults.strikes(what.site) > 0;
        });
        claim(pool);
        bystander.keepsItsDeadlines();
        await("every acquire to end by its deadline", claims, () -> {
            ticker.advance(SECOND);
            return areOver(claims);
        });

        faults.disarm();
        script.isDown = false;
        await("the task to be done after all", pool, () -> {
            ticker.advance(SECOND);
            what.task.tick(scene);
            return what.task.isDone(scene);
        });
        script.heal();
        bystander.keepsItsDeadlines();
        scene.letGo();
        await("every call to end", calls, () -> {
            ticker.advance(SECOND);
            return areOver(calls);
        });
        servesAgain(pool);
        endsInOrder(pool);
        bystander.end();
    }

    /** A pool that is closed, and of which a lease was lost that upkeep goes on to look for. */
    @ParameterizedTest
    @MethodSource("waysToAbandon")
    void whatTheWatchOverAbandonedLeasesCallsHarmsNobodyElse(Mischief mischief) {
        Bystander bystander = new Bystander();
        Site site = mischief.ordinal() % 2 == 0 ? Site.DESTROY : Site.LISTENER;
        Pool<Pooled> pool = Pool.builder(faults.lifecycle())
                .name("victim-" + POOLS.incrementAndGet())
                .ticker(ticker)
                .maxSize(1)
                .createTimeout(SECOND.multipliedBy(2))
                .listener(faults.listener())
                .build();
        Waits.result(pool.acquireAsync().thenApply(lease -> true)); // which nobody has any more
        Waits.result(pool.control().shutdown(Duration.ZERO));
        faults.arm(site, mischief, pool);
        await("something to go wrong at " + site, pool, () -> {
            System.gc();
            ticker.advance(SECOND);
            return faults.strikes(site) > 0;
        });
        bystander.keepsItsDeadlines();
        faults.disarm();
        await("the object to be destroyed", pool, () -> {
            ticker.advance(SECOND);
            return pool.stats().destroyed() == 1;
        });
        PoolAudit.checkClosed(pool);
        bystander.end();
    }

    /** A thread and a future that want an object, and get it or not by their deadlines. */
    private void claim(Pool<Pooled> pool) {
        CompletableFuture<Lease<Pooled>> future = pool.acquireAsync(SECOND.multipliedBy(3));
        claims.add(new Pending("a future", future));
        future.thenAccept(this::close);
        claims.add(act("a thread", () -> close(pool.acquire(SECOND.multipliedBy(3)))));
    }

    /** On a thread of its own: a reset may hang. */
    private void close(Lease<Pooled> lease) {
        act("a close", lease::close);
    }

    private Pool<Pooled> open(Case what, UpkeepScene.Script script) {
        PoolBuilder<Pooled> builder = what.task.set(Pool.builder(script)
                .name("victim-" + POOLS.incrementAndGet())
                .ticker(ticker)
                .createTimeout(SECOND.multipliedBy(2))
                .listener(what.site == Site.LOG ? failing() : faults.listener()));
        if (what.site == Site.EXECUTOR) {
            builder.callbackExecutor(faults.executor(executor));
        }
        return builder.build();
    }
}
