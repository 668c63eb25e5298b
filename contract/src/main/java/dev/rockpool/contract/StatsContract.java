package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Statistics: "created = destroyed + detached + size, and acquired = released + leased" is checked after every contract
 * test, by {@link PoolAudit}; here is what each number counts.
 */
abstract class StatsContract extends ContractBase {

    StatsContract(ContractSuite suite) {
        super(suite);
    }

    @Test
    void newPoolHasCountedNothing() {
        advance(MINUTE);
        Pool<Item> pool = open(7);
        PoolStats stats = pool.stats();
        assertThat(stats.name()).isEqualTo(pool.config().name());
        assertThat(stats.gauges()).isEqualTo(new PoolStats.Gauges(0, 0, 0, 0, 0, 7, 0));
        assertThat(stats.peaks()).isEqualTo(new PoolStats.Peaks(0, 0, 0, 0));
        assertThat(stats.acquired() + stats.released() + stats.hits() + stats.misses())
                .isZero();
        assertThat(stats.created() + stats.createFailures() + stats.destroyed() + stats.detached())
                .isZero();
        assertThat(stats.waited() + stats.timeouts() + stats.rejected() + stats.cancelled())
                .isZero();
        assertThat(stats.hitRate()).isZero();
        assertThat(stats.utilization()).isZero();
        assertThat(stats.averageWait()).isZero();
        assertThat(stats.waits()).isEqualTo(LatencySummary.NONE);
        assertThat(stats.takenAt()).isEqualTo(ticker.wallTime());
        assertThat(stats.lastReset()).isEqualTo(ticker.wallTime());
    }

    @Test
    void gaugesShowThePresent() {
        Pool<Item> pool = open(4);
        fill(pool, 3);
        tryAcquired(pool);
        PoolStats stats = pool.stats();
        assertThat(stats.gauges()).isEqualTo(new PoolStats.Gauges(3, 2, 1, 0, 0, 4, 0));
        assertThat(stats.utilization()).isEqualTo(1.0 / 3);
    }

    /** "A hit was served by an object that existed …, a miss by one created for it: hits + misses = acquired." */
    @Test
    void hitsAndMissesAreAllAcquires() {
        Pool<Item> pool = open(2);
        Lease<Item> first = acquire(pool); // miss
        acquire(pool).close(); // miss
        tryAcquired(pool).close(); // hit
        Lease<Item> second = acquire(pool); // hit
        CompletableFuture<Lease<Item>> waiting = waitAt(WaiterKind.THREAD, pool);
        second.close();
        served(waiting); // hit, returned while it waited
        first.close();
        PoolStats stats = pool.stats();
        assertThat(stats.misses()).isEqualTo(2);
        assertThat(stats.hits()).isEqualTo(3);
        assertThat(stats.acquired()).isEqualTo(5);
        assertThat(stats.released()).isEqualTo(4);
        assertThat(stats.hitRate()).isEqualTo(0.6);
    }

    /** "peakSize and peakWaiting are exact; peakLeased and peakIdle as seen." */
    @Test
    void peaksAreKept() {
        Pool<Item> pool = open(3);
        List<Lease<Item>> out = acquire(pool, 3);
        List<CompletableFuture<Lease<Item>>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(future(pool));
        }
        waiting.forEach(one -> one.cancel(false));
        assertThat(pool.stats().leased()).isEqualTo(3);
        out.forEach(Lease::close);
        assertThat(pool.stats().idle()).isEqualTo(3);
        pool.control().clear();
        awaitSize(pool, 0);
        PoolStats stats = pool.stats();
        assertThat(stats.peaks().size()).isEqualTo(3);
        assertThat(stats.peaks().leased()).isEqualTo(3);
        assertThat(stats.peaks().idle()).isEqualTo(3);
        assertThat(stats.peakWaiting()).isGreaterThanOrEqualTo(4);
    }

    /** "Waits timed": each acquire that waited, with or without success. */
    @Test
    void waitsAreTimed() {
        Pool<Item> pool = open(1);
        assertThat(Waits.result(pool.control().warmUp(1))).isEqualTo(1);
        Lease<Item> out = acquire(pool); // does not wait
        CompletableFuture<Lease<Item>> served = future(pool);
        CompletableFuture<Lease<Item>> timedOut = future(pool, SECOND.multipliedBy(3));
        advance(SECOND);
        out.close();
        served(served);
        advance(SECOND.multipliedBy(2));
        Waits.failure(timedOut);
        LatencySummary waits = pool.stats().waits();
        assertThat(waits.count()).isEqualTo(2);
        assertThat(waits.total()).isEqualTo(SECOND.multipliedBy(4));
        assertThat(waits.mean()).isEqualTo(SECOND.multipliedBy(2));
        assertThat(waits.max()).isEqualTo(SECOND.multipliedBy(3));
        assertThat(pool.stats().averageWait()).isEqualTo(SECOND.multipliedBy(2));
        assertThat(pool.stats().waited()).isEqualTo(2);
        assertThat(pool.stats().timeouts()).isEqualTo(1);
    }

    @Test
    void stepsAreTimed() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnReturn(true));
        lifecycle.onCreate().next(Behaviour.run(() -> advance(Duration.ofMillis(64))));
        lifecycle.onReset().next(Behaviour.run(() -> advance(Duration.ofMillis(32))));
        lifecycle.onValidate().next(Behaviour.run(() -> advance(Duration.ofMillis(16))));
        acquire(pool).close();
        PoolStats stats = pool.stats();
        assertThat(stats.create().count()).isEqualTo(1);
        assertThat(stats.create().max()).isEqualTo(Duration.ofMillis(64));
        assertThat(stats.reset().count()).isEqualTo(1);
        assertThat(stats.reset().max()).isEqualTo(Duration.ofMillis(32));
        assertThat(stats.validate().count()).isEqualTo(1);
        assertThat(stats.validate().max()).isEqualTo(Duration.ofMillis(16));
    }

    @Test
    void destroyedIsCountedByCause() {
        Pool<Item> pool = open(3);
        acquire(pool).invalidate();
        lifecycle.onReset().next(Behaviour.fail(new IOException("reset")));
        acquire(pool).close();
        awaitSize(pool, 0);
        fill(pool, 1);
        pool.control().clear();
        awaitSize(pool, 0);
        acquire(pool).detach();
        PoolStats stats = pool.stats();
        assertThat(stats.destroyed(DestroyCause.INVALIDATED)).isEqualTo(1);
        assertThat(stats.destroyed(DestroyCause.RESET_FAILED)).isEqualTo(1);
        assertThat(stats.destroyed(DestroyCause.CLEARED)).isEqualTo(1);
        assertThat(stats.destroyed(DestroyCause.LEAKED)).isZero();
        assertThat(stats.destroyed()).isEqualTo(3);
        assertThat(stats.detached()).isEqualTo(1);
        assertThat(stats.created()).isEqualTo(4);
    }

    /** "Counters and latencies from zero, high-water marks from the present, gauges as they are." */
    @Test
    void resetStatsBeginsAnew() {
        statsWereReset = true;
        Pool<Item> pool = open(3);
        List<Lease<Item>> out = acquire(pool, 3);
        CompletableFuture<Lease<Item>> waiting = future(pool);
        waiting.cancel(false);
        out.get(0).close();
        out.get(1).invalidate();
        awaitSize(pool, 2);
        advance(MINUTE);
        pool.control().resetStats();
        PoolStats stats = pool.stats();
        assertThat(stats.gauges()).isEqualTo(new PoolStats.Gauges(2, 1, 1, 0, 0, 3, 0));
        assertThat(stats.peaks()).isEqualTo(new PoolStats.Peaks(2, 1, 1, 0));
        assertThat(stats.acquired())
                .as("leases that are out count in the new period")
                .isEqualTo(1);
        assertThat(stats.released()).isZero();
        assertThat(stats.created() + stats.destroyed() + stats.cancelled() + stats.waited())
                .isZero();
        assertThat(stats.waits().count()).isZero();
        assertThat(stats.lastReset()).isEqualTo(ticker.wallTime());
        out.get(2).close();
        tryAcquired(pool).close();
        stats = pool.stats();
        assertThat(stats.acquired()).isEqualTo(2);
        assertThat(stats.released()).isEqualTo(2);
        assertThat(stats.hits()).isPositive();
        assertThat(stats.hits() + stats.misses()).isEqualTo(2);
    }

    /** Sums stay right over many leases of many objects that come and go. */
    @Test
    void countsAreExact() {
        Pool<Item> pool = open(4);
        int rounds = 200;
        List<Threads.Actor<Boolean>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            users.add(act(() -> {
                for (int round = 0; round < rounds; round++) {
                    Lease<Item> lease = pool.acquire();
                    if (round % 50 == 7) {
                        lease.invalidate();
                    } else {
                        lease.close();
                    }
                }
                return true;
            }));
        }
        users.forEach(Threads.Actor::result);
        PoolAudit.check(pool);
        PoolStats stats = pool.stats();
        assertThat(stats.acquired()).isEqualTo(4L * rounds);
        assertThat(stats.released()).isEqualTo(4L * rounds);
        assertThat(stats.destroyed(DestroyCause.INVALIDATED)).isEqualTo(16);
        assertThat(stats.created()).isEqualTo(lifecycle.items().size());
    }

    /** "histograms(false) for empty latencies"; counts are kept in any case. */
    @Test
    void histogramsMayBeOff() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).histograms(false));
        acquire(pool).close();
        assertThat(pool.stats().create()).isEqualTo(LatencySummary.NONE);
        assertThat(pool.stats().reset()).isEqualTo(LatencySummary.NONE);
        assertThat(pool.stats().acquired()).isEqualTo(1);
    }
}
