package com.example;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void whoWaitsForACompressorGivesUpAfterTwoSeconds() throws InterruptedException {
        ManualTicker ticker = new ManualTicker(); // time stands still until the test moves it
        try (Pool<Deflater> pool = Main.compressors()
                .maxSize(1)
                .acquireTimeout(Duration.ofSeconds(2))
                .ticker(ticker)
                .build()) {
            Lease<Deflater> theOnlyOne = pool.acquire();
            CompletableFuture<Lease<Deflater>> second = pool.acquireAsync();

            ticker.advance(Duration.ofMillis(1999));
            assertFalse(second.isDone());
            ticker.advance(Duration.ofMillis(1));

            assertInstanceOf(PoolTimeoutException.class, Waits.failure(second));
            theOnlyOne.close();
            PoolAudit.check(pool); // nothing is lost, nobody waits
        }
    }
}
