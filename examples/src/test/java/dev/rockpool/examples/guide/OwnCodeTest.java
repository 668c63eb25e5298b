package dev.rockpool.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How code that uses a pool is tested; the guide shows two of these. */
class OwnCodeTest {

    // @start region="time"
    @Test
    void givesUpAfterTwoSeconds() throws InterruptedException {
        ManualTicker ticker = new ManualTicker(); // time stands still until the test moves it
        try (Pool<Compressor> pool = Pool.builder(Compressor::new)
                .maxSize(1)
                .acquireTimeout(Duration.ofSeconds(2))
                .ticker(ticker)
                .build()) {
            Lease<Compressor> theOnlyOne = pool.acquire();
            CompletableFuture<Lease<Compressor>> second = pool.acquireAsync();

            ticker.advance(Duration.ofSeconds(2));

            assertThat(Waits.failure(second)).isInstanceOf(PoolTimeoutException.class);
            theOnlyOne.close();
            PoolAudit.check(pool); // nothing was lost
        }
    }
    // @end

    // @start region="script"
    @Test
    void whatCannotBeCleanedIsNeverSeenAgain() throws InterruptedException {
        ScriptedLifecycle lifecycle = new ScriptedLifecycle();
        lifecycle.onReset().next(Behaviour.fail(new IOException("cannot be cleaned")));
        Pool<Item> pool = Pool.builder(lifecycle).maxSize(1).build();

        int first = pool.use(Item::id); // its reset fails on the way back; the caller sees nothing of that
        int second = pool.use(Item::id);

        assertThat(second).isNotEqualTo(first);
        assertThat(pool.stats().destroyed(DestroyCause.RESET_FAILED)).isEqualTo(1);
        pool.close();
        PoolAudit.checkClosed(pool); // no object and no thread is left
        PoolAudit.checkItems(lifecycle, 0); // each was destroyed exactly once
    }
    // @end

    @Test
    void aFactoryThatFailsReachesTheCaller() {
        ScriptedLifecycle lifecycle = new ScriptedLifecycle();
        lifecycle.onCreate().always(Behaviour.fail(new IOException("refused")));
        try (Pool<Item> pool = Pool.builder(lifecycle).maxSize(1).build()) {
            assertThatExceptionOfType(dev.rockpool.ObjectCreationException.class)
                    .isThrownBy(() -> pool.use(Item::id))
                    .withRootCauseInstanceOf(IOException.class);
        }
    }
}
