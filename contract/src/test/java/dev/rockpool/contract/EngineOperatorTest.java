package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What operators do must not undo what the settings promise. */
class EngineOperatorTest {

    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger validated = new AtomicInteger();

    private Object create() {
        created.incrementAndGet();
        return new Object();
    }

    /** It once made and destroyed tens of thousands of objects a second, for ever. */
    @Test
    void warmUpOverMaxIdleEnds() throws Exception {
        try (Pool<Object> pool =
                Pool.<Object>builder(this::create).maxSize(10).maxIdle(2).build()) {
            assertThat(pool.control().warmUp(5).get(30, TimeUnit.SECONDS)).isEqualTo(5);
            assertThat(created).hasValue(5);
        }
    }

    /** A full pool tries no creation, so nothing else would ever tell it that creation works again. */
    @Test
    void aPoolThatIsFullAfterAnOutageIsUpAgainThoughNobodyAsks() throws Exception {
        ManualTicker ticker = new ManualTicker();
        AtomicBoolean isDown = new AtomicBoolean();
        try (Pool<Object> pool = Pool.<Object>builder(() -> {
                    if (isDown.get()) {
                        throw new IOException("connection refused");
                    }
                    return create();
                })
                .ticker(ticker)
                .maxSize(2)
                .build()) {
            pool.acquire().close();
            isDown.set(true);
            Waits.failure(pool.control().warmUp(2));
            Waits.until("the outage to be seen", () -> pool.health().state() == State.DEGRADED);
            pool.control().resize(1);
            int before = created.get();
            Waits.until("the pool to be up", () -> {
                ticker.advance(Duration.ofSeconds(1));
                return pool.health().state() == State.UP;
            });
            assertThat(pool.health().cause()).isNull();
            assertThat(created).as("tried, as there is no place").hasValue(before);
            pool.control().resize(2);
            Waits.failure(pool.control().warmUp(2));
            Waits.until("the outage to be seen", () -> pool.health().state() == State.DEGRADED);
            isDown.set(false);
            Waits.until("an object, and the pool to be up", () -> {
                ticker.advance(Duration.ofSeconds(1));
                return pool.health().state() == State.UP && pool.stats().size() == 2;
            });
        }
    }

    @Test
    void whatIsToBeRevalidatedIsValidatedOnceBeforeItsNextLease() throws Exception {
        try (Pool<Object> pool = Pool.<Object>builder(this::create)
                .validateWith(object -> validated.incrementAndGet() > 0)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofHours(1)))
                .validationTimeout(Duration.ZERO)
                .build()) {
            pool.acquire().close();
            pool.acquire().close();
            assertThat(validated).hasValue(0);
            pool.control().revalidate();
            pool.acquire().close();
            pool.acquire().close();
            assertThat(validated).hasValue(1);
        }
    }

    @Test
    void objectsThatRestedWhileThePoolWasSuspendedAreValidatedBeforeUse() throws Exception {
        ManualTicker ticker = new ManualTicker();
        try (Pool<Object> pool = Pool.<Object>builder(this::create)
                .ticker(ticker)
                .validateWith(object -> validated.incrementAndGet() > 0)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofMinutes(1)))
                .validationTimeout(Duration.ZERO)
                .build()) {
            pool.acquire().close();
            pool.control().suspend();
            ticker.advance(Duration.ofHours(1));
            pool.control().resume();
            try (Lease<Object> lease = pool.acquire()) {
                assertThat(lease.get()).isNotNull();
            }
            assertThat(validated).hasValue(1);
        }
    }

    @Test
    void aShutdownSaysWhoHoldsWhatItHasAbandoned() throws Exception {
        try (LogLines log = new LogLines()) {
            Pool<Object> pool = Pool.builder(this::create).name("left alone").build();
            Lease<Object> abandoned = pool.acquire();
            ShutdownReport report = pool.control().shutdown(Duration.ZERO).get(30, TimeUnit.SECONDS);
            assertThat(report.abandonedLeases()).isEqualTo(1);
            String holder = "by thread \"" + Thread.currentThread().getName() + "\"";
            Waits.until("the log", () -> !log.with("\"left alone\"", holder).isEmpty());
            abandoned.close();
        }
    }
}
