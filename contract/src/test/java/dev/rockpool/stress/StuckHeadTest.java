package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.Ticker;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/**
 * "Whatever frees capacity … serves the next waiter at once", though the first of all cannot run: its thread is
 * stopped, or all carriers of virtual threads are pinned. Those behind it are served once they starve. Time stands still
 * but for the moment in which they begin to.
 */
class StuckHeadTest {

    private static final int TIMES = 50;
    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofMillis(101);
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final ManualTicker time = new ManualTicker();
    private final StickyTicker ticker = new StickyTicker(time);
    private final ScriptedLifecycle lifecycle = new ScriptedLifecycle();
    private Pool<Item> pool;
    private Lease<Item> out;
    private CompletableFuture<Lease<Item>> stuck;

    @BeforeEach
    void leaseTheOnlyObject() throws InterruptedException {
        pool = Pool.builder(lifecycle)
                .maxSize(1)
                .acquireTimeout(LONG)
                .ticker(ticker)
                .build();
        out = pool.acquire();
        stuck = new CompletableFuture<>();
        start("stuck", stuck, () -> ticker.sticky = Thread.currentThread());
        Waits.until("the first to be stuck", () -> ticker.hasStuck.getCount() == 0);
    }

    @RepeatedTest(TIMES)
    void oneThatStarvesGetsTheObjectThatTheStuckOneWasWokenFor() {
        CompletableFuture<Lease<Item>> next = acquireBehind();
        out.close();
        time.advance(PATIENCE);
        servesBoth(next);
    }

    @RepeatedTest(TIMES)
    void oneThatStarvedBeforeGetsTheObjectThatComesBack() {
        CompletableFuture<Lease<Item>> next = acquireBehind();
        time.advanceAndSettle(PATIENCE);
        out.close();
        servesBoth(next);
    }

    @RepeatedTest(TIMES)
    void allThatStarveAreServedOneAfterTheOther() {
        CompletableFuture<Lease<Item>> next = acquireBehind();
        CompletableFuture<Lease<Item>> afterNext = acquireBehind();
        out.close();
        time.advanceAndSettle(PATIENCE);
        CompletableFuture<Object> either = CompletableFuture.anyOf(next, afterNext);
        boolean isNextFirst = Waits.result(either) == next.getNow(null);
        Waits.result(isNextFirst ? next : afterNext).close();
        servesBoth(isNextFirst ? afterNext : next);
    }

    /** A future behind the stuck one has no thread that could starve: a sweep counts the wake-up as lost. */
    @RepeatedTest(TIMES)
    void futureGetsTheObjectThatTheStuckOneWasWokenFor() {
        CompletableFuture<Lease<Item>> next = pool.acquireAsync();
        out.close();
        Waits.until("sweeps to find that the wake-up is lost", () -> {
            time.advance(SWEEP);
            return next.isDone();
        });
        servesBoth(next);
    }

    /** The same when its deadline comes before the sweeps: it does not time out beside an idle object. */
    @RepeatedTest(TIMES)
    void futureTakesWhatIsIdleWhenItsTimeIsUp() {
        CompletableFuture<Lease<Item>> next = pool.acquireAsync(PATIENCE);
        out.close();
        time.advance(PATIENCE);
        servesBoth(next);
    }

    /** Who was passed over has its place back when it runs again. */
    @RepeatedTest(TIMES)
    void stuckOneIsServedWhenItRunsAgain() {
        out.close();
        for (int sweeps = 0; sweeps < 3; sweeps++) {
            time.advanceAndSettle(SWEEP);
        }
        assertThat(stuck).isNotDone();
        ticker.goOn.countDown();
        Waits.result(stuck).close();
        PoolAudit.checkClosed(pool, Waits.result(pool.control().shutdown(LONG)));
    }

    private void servesBoth(CompletableFuture<Lease<Item>> next) {
        Lease<Item> lease = Waits.result(next);
        assertThat(stuck).isNotDone();
        ticker.goOn.countDown();
        lease.close();
        Waits.result(stuck).close();
        PoolAudit.checkClosed(pool, Waits.result(pool.control().shutdown(LONG)));
        PoolAudit.checkItems(lifecycle, 0);
    }

    private CompletableFuture<Lease<Item>> acquireBehind() {
        CompletableFuture<Lease<Item>> result = new CompletableFuture<>();
        time.awaitParked(start("behind", result, () -> {}));
        return result;
    }

    private Thread start(String name, CompletableFuture<Lease<Item>> result, Runnable before) {
        Thread thread = new Thread(
                () -> {
                    before.run();
                    try {
                        result.complete(pool.acquire());
                    } catch (Throwable failure) {
                        result.completeExceptionally(failure);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The other ticker, in which one thread parks until it may go on, whatever unparks it. */
    private static final class StickyTicker implements Ticker {

        private final Ticker time;
        private final CountDownLatch hasStuck = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile Thread sticky; // written by that thread itself

        StickyTicker(Ticker time) {
            this.time = time;
        }

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return time.wallTime();
        }

        @Override
        public void parkUntil(Object blocker, long deadlineNanos) {
            if (Thread.currentThread() != sticky || goOn.getCount() == 0) {
                time.parkUntil(blocker, deadlineNanos);
                return;
            }
            hasStuck.countDown();
            try {
                if (!goOn.await(Waits.patience().toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody let it go on");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
