package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.Leaks;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No lease that somebody has is taken for lost, with {@link Leaks#prompt()} and without. "However many threads end one lease,
 * exactly one of them does, and a lease that has ended can never touch a later holder" ({@link Lease}).
 * Class of fault: double release; leak-detector false kill.
 */
class LeakRaceTest {

    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofDays(10_000);
    private static final long LEASES = 3_000_000;

    private final ManualTicker ticker = new ManualTicker();
    private final ScriptedLifecycle lifecycle = new ScriptedLifecycle();

    private Pool<Item> open(boolean isPrompt) {
        return Pool.<Item>builder(() -> lifecycle.create())
                .maxSize(4)
                .acquireTimeout(LONG)
                .createTimeout(LONG)
                .leaks(isPrompt ? Leaks.on().prompt() : Leaks.on())
                .ticker(ticker)
                .build();
    }

    /** Collects and sweeps, until the given number of leases has been reached. */
    private void sweepUntil(Pool<Item> pool, CountDownLatch done, AtomicLong leases) {
        while (done.getCount() > 0 && leases.get() < LEASES && pool.stats().leaks() == 0) {
            byte[] garbage = new byte[4 << 20]; // young collections come soon
            garbage[0] = 1;
            ticker.advance(SWEEP);
        }
        assertThat(pool.stats().leaks()).as("leases taken for lost").isZero();
    }

    /** No misuse at all: neither a fresh token nor one that died while its object was idle makes a lease look lost. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void freshAndDeadTokensAreNotTakenForLosses(boolean isPrompt) throws Exception {
        Pool<Item> pool = open(isPrompt);
        AtomicLong leases = new AtomicLong();
        CountDownLatch done = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            Threads.PLATFORM.start("holder-" + i, () -> {
                try {
                    while (leases.incrementAndGet() < LEASES) {
                        pool.acquire().close();
                    }
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                } finally {
                    done.countDown();
                }
            });
        }
        sweepUntil(pool, done, leases);
        Watchdog.await(done, () -> pool.stats().toString());
        end(pool);
    }

    /** A lease that two threads close at once is a misuse; the next holder's lease is not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doubleCloseNeverCostsTheNextHolderItsLease(boolean isPrompt) throws Exception {
        Pool<Item> pool = open(isPrompt);
        AtomicReference<Lease<Item>> shared = new AtomicReference<>();
        AtomicLong leases = new AtomicLong();
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 3; i++) {
            Threads.PLATFORM.start("closer-" + i, () -> {
                Lease<Item> last = null;
                while (leases.get() < LEASES) {
                    Lease<Item> lease = shared.get();
                    if (lease != null && lease != last) {
                        lease.close();
                        last = lease;
                    }
                }
                done.countDown();
            });
        }
        Threads.PLATFORM.start("holder", () -> {
            try {
                while (leases.incrementAndGet() < LEASES) {
                    Lease<Item> lease = pool.acquire();
                    shared.set(lease);
                    lease.close();
                    pool.acquire().close(); // nobody else ever has this one
                }
            } catch (InterruptedException impossible) {
                throw new AssertionError(impossible);
            } finally {
                leases.set(LEASES);
                done.countDown();
            }
        });
        sweepUntil(pool, done, leases);
        Watchdog.await(done, () -> pool.stats().toString());
        end(pool);
    }

    private void end(Pool<Item> pool) {
        assertThat(pool.stats().leaks()).as("leases taken for lost").isZero();
        PoolAudit.check(pool);
        PoolAudit.checkClosed(pool, Waits.result(pool.control().shutdown(LONG)));
    }
}
