package dev.rockpool.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.rockpool.KeyedPool;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

/** The snippets of the guide up to timeouts, and of the end of a pool. */
class GuideSamplesTest {

    private static final byte[] MESSAGE = "and so on ".repeat(100).getBytes(StandardCharsets.UTF_8);

    private static byte[] inflated(byte[] compressed) throws IOException {
        return new InflaterInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
    }

    @Test
    void theFirstPool() throws Exception {
        try (Pool<Compressor> compressors = FirstPool.open()) {
            assertThat(FirstPool.ifIdle(compressors, MESSAGE))
                    .as("nothing is idle yet")
                    .isSameAs(MESSAGE);
            assertThat(inflated(FirstPool.use(compressors, MESSAGE))).isEqualTo(MESSAGE);
            assertThat(inflated(FirstPool.lease(compressors, MESSAGE))).isEqualTo(MESSAGE);
            assertThat(inflated(FirstPool.ifIdle(compressors, MESSAGE))).isEqualTo(MESSAGE);
            compressors.run(compressor -> assertThat(compressor.isClean()).isTrue());
            assertThat(compressors.config().name()).isEqualTo("compressors");
            PoolAudit.check(compressors);
        }
    }

    @Test
    void eachKeyHasItsOwnObjectsWithinTheBoundOfAll() throws Exception {
        try (KeyedPool<Integer, Deflater> byLevel = KeyedSamples.open()) {
            for (int level = 1; level <= 9; level++) {
                byLevel.run(level, deflater -> deflater.setInput(MESSAGE));
            }
            assertThat(byLevel.stats().size()).isLessThanOrEqualTo(6);
            assertThat(byLevel.stats().created()).isEqualTo(9);
            assertThat(byLevel.pool(9).stats().idle()).isEqualTo(1);
        }
    }

    @Test
    void theStepsComeFromAClassOrFromFunctions() throws Exception {
        try (Pool<Compressor> one = LifecycleSamples.fromAClass();
                Pool<Compressor> other = LifecycleSamples.fromFunctions()) {
            for (Pool<Compressor> pool : List.of(one, other)) {
                assertThat(inflated(FirstPool.use(pool, MESSAGE))).isEqualTo(MESSAGE);
                assertThat(inflated(FirstPool.use(pool, MESSAGE))).isEqualTo(MESSAGE);
                assertThat(pool.stats().created()).isEqualTo(1);
                assertThat(pool.stats().validate().count()).as("validations").isPositive();
            }
        }
    }

    @Test
    void theOtherWaysToEndALease() throws Exception {
        try (Pool<Compressor> compressors = FirstPool.open()) {
            assertThat(inflated(LifecycleSamples.invalidate(compressors, MESSAGE)))
                    .isEqualTo(MESSAGE);
            assertThatExceptionOfType(NullPointerException.class)
                    .isThrownBy(() -> LifecycleSamples.invalidate(compressors, null));
            PoolAudit.check(compressors);
            assertThat(compressors.stats().destroyed()).isEqualTo(1);

            try (Compressor mine = LifecycleSamples.detach(compressors)) {
                assertThat(inflated(mine.compress(MESSAGE))).isEqualTo(MESSAGE);
            }
            assertThat(compressors.stats().detached()).isEqualTo(1);
            assertThat(compressors.stats().size()).isZero();
        }
    }

    @Test
    void littlesLaw() throws Exception {
        assertThat(SizingSamples.inUse(200, Duration.ofMillis(40))).isCloseTo(8, within(1e-9));
        ManualTicker ticker = new ManualTicker();
        try (Pool<Compressor> compressors =
                Pool.builder(Compressor::new).ticker(ticker).build()) {
            for (int i = 0; i < 1_000; i++) {
                compressors.run(compressor -> ticker.advance(Duration.ofMillis(40)));
                ticker.advance(Duration.ofMillis(60));
            }
            assertThat(SizingSamples.inUse(compressors.stats()))
                    .as("in use 40 ms of 100")
                    .isCloseTo(0.4, within(0.001));
        }
    }

    @Test
    void littlesLawOfAPoolThatHasJustBeenBuilt() {
        try (Pool<Compressor> compressors =
                Pool.builder(Compressor::new).ticker(new ManualTicker()).build()) {
            PoolStats stats = compressors.stats();
            assertThat(SizingSamples.inUse(stats)).isZero();
        }
    }

    @Test
    void readyBeforeTheFirstRequest() {
        assertThat(SizingSamples.ready()).isEqualTo(8);
    }

    @Test
    void everyTimeoutHasItsOwnSetting() {
        try (Pool<Compressor> compressors = TimeoutSamples.all()) {
            assertThat(compressors.config().acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(compressors.config().createTimeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(compressors.config().validationTimeout()).isEqualTo(Duration.ofSeconds(1));
            assertThat(compressors.config().closeTimeout()).isEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void whatAnAcquireThrows() throws Exception {
        try (Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .maxSize(1)
                .onReset(Compressor::reset)
                .acquireTimeout(Duration.ZERO)
                .build()) {
            compressors.control().warmUp(1).join();
            assertThat(inflated(TimeoutSamples.orPlain(compressors, MESSAGE))).isEqualTo(MESSAGE);
            assertThat(inflated(TimeoutSamples.ofItsOwn(compressors, MESSAGE))).isEqualTo(MESSAGE);
            try (Lease<Compressor> lease = compressors.acquire()) {
                assertThat(lease.get()).isNotNull();
                assertThat(TimeoutSamples.orPlain(compressors, MESSAGE)).isSameAs(MESSAGE);
            }
            assertThat(compressors.stats().timeouts()).isEqualTo(1);
        }
    }

    @Test
    void loadIsShed() throws Exception {
        try (Pool<Compressor> queueing = TimeoutSamples.shedding();
                Pool<Compressor> failing =
                        TimeoutSamples.impatient(Pool.builder(Compressor::new).maxSize(1))) {
            assertThat(queueing.config().maxWaiters()).isEqualTo(100);
            try (Lease<Compressor> lease = failing.acquire()) {
                assertThat(lease.get()).isNotNull();
                assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(failing::acquire);
            }
        }
    }

    @Test
    void closedWithABlock() throws Exception {
        assertThat(inflated(ShutdownSamples.withABlock(MESSAGE))).isEqualTo(MESSAGE);
    }

    @Test
    void closedWithAReport() throws Exception {
        Pool<Compressor> compressors = FirstPool.open();
        FirstPool.use(compressors, MESSAGE);
        ShutdownReport report = ShutdownSamples.withAReport(compressors);
        assertThat(report.destroyed()).isEqualTo(1);
        PoolAudit.checkClosed(compressors, report);
    }

    @Test
    void aFailOver() throws Exception {
        try (Pool<Compressor> compressors = FirstPool.open()) {
            FirstPool.use(compressors, MESSAGE);
            AtomicBoolean exchanged = new AtomicBoolean();
            OperatorSamples.failOver(compressors, () -> {
                assertThat(compressors.tryAcquire()).as("suspended").isNull();
                exchanged.set(true);
            });
            assertThat(exchanged).isTrue();
            FirstPool.use(compressors, MESSAGE);
            assertThat(compressors.stats().created()).as("a new one").isEqualTo(2);
            PoolAudit.check(compressors);
        }
    }
}
