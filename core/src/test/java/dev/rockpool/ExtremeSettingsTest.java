package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.ValidateOnAcquire;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Huge settings: every numeric setting and every time at its extremes; the pool is built, serves, and closes. */
@Timeout(60)
class ExtremeSettingsTest {

    private static final int MOST = Integer.MAX_VALUE;
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();
    private static final Duration SHORTEST = Duration.ofNanos(1);
    private static final Duration MINUTE = Duration.ofMinutes(1); // of a ticker that stands still

    /** Makes as many objects as a test can use and then waits: minIdle may want two billion. */
    private static final class Factory implements Lifecycle<Object>, AutoCloseable {

        private static final int ENOUGH = 8;

        private final AtomicInteger made = new AtomicInteger();
        private final CountDownLatch isOver = new CountDownLatch(1);

        @Override
        public Object create() throws InterruptedException {
            if (made.incrementAndGet() > ENOUGH) {
                isOver.await();
            }
            return new Object();
        }

        @Override
        public void close() {
            isOver.countDown();
        }
    }

    private static Arguments with(String what, UnaryOperator<PoolBuilder<Object>> settings) {
        return Arguments.of(what, settings);
    }

    private static List<Arguments> numbers() {
        return List.of(
                with("maxSize 1", b -> b.maxSize(1)),
                with("maxSize most", b -> b.maxSize(MOST)),
                with("minIdle most", b -> b.maxSize(MOST).minIdle(MOST)),
                with("maxIdle 0", b -> b.maxIdle(0)),
                with("maxIdle most", b -> b.maxSize(MOST).maxIdle(MOST)),
                with("parallelCreations 1", b -> b.parallelCreations(1)),
                with("parallelCreations a quarter", b -> b.maxSize(MOST).parallelCreations(MOST / 4 + 1)),
                with("parallelCreations half", b -> b.maxSize(MOST).parallelCreations(MOST / 2 + 1)),
                with("parallelCreations most", b -> b.maxSize(MOST).parallelCreations(MOST)),
                with("maxWaiters most", b -> b.maxWaiters(MOST)),
                with("leakStacks 1", b -> b.leakStacks(1)),
                with("leakStacks most", b -> b.leakStacks(MOST)),
                with("prompt 1", b -> b.leaks(Leaks.on().prompt(1))),
                with("prompt most", b -> b.leaks(Leaks.on().prompt(MOST))));
    }

    private static List<Arguments> times() {
        List<Arguments> times = new ArrayList<>();
        for (Duration time :
                List.of(Duration.ZERO, SHORTEST, FOREVER, Duration.ofNanos(Long.MAX_VALUE), Duration.ofDays(106_752))) {
            times.add(with("acquireTimeout " + time, b -> b.acquireTimeout(time)));
            times.add(with("closeTimeout " + time, b -> b.closeTimeout(time)));
            times.add(with("holdWarning " + time, b -> b.holdWarning(time)));
            times.add(with("validateOnAcquire " + time, b -> b.validateOnAcquire(ValidateOnAcquire.whenIdleFor(time))));
            times.add(with(
                    "validationTimeout " + time,
                    b -> b.validateOnAcquire(true).validateOnReturn(true).validationTimeout(time)));
            if (!time.isZero()) {
                times.add(with("createTimeout " + time, b -> b.createTimeout(time)));
            }
        }
        return times;
    }

    private static PoolBuilder<Object> all(PoolBuilder<Object> builder) {
        return builder.maxSize(MOST)
                .maxIdle(MOST)
                .parallelCreations(MOST)
                .maxWaiters(MOST)
                .leakStacks(MOST)
                .leaks(Leaks.on().prompt(MOST))
                .acquireTimeout(FOREVER)
                .createTimeout(FOREVER)
                .closeTimeout(FOREVER)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(FOREVER))
                .validateOnReturn(true)
                .validationTimeout(FOREVER)
                .holdWarning(FOREVER);
    }

    static Stream<Arguments> extremes() {
        return Stream.of(numbers(), times(), List.of(with("all at once", ExtremeSettingsTest::all)))
                .flatMap(List::stream);
    }

    @SuppressWarnings("try") // the factory is closed before the pool
    @ParameterizedTest(name = "{0}")
    @MethodSource("extremes")
    void aPoolServesWithAnExtremeSetting(String what, UnaryOperator<PoolBuilder<Object>> settings) throws Exception {
        for (Creation creation : Creation.values()) {
            try (Factory factory = new Factory();
                    Pool<Object> pool = settings.apply(Pool.builder(factory)
                                    .name("extreme")
                                    .creation(creation)
                                    .ticker(new HandTicker()))
                            .build()) {
                for (int i = 0; i < 2; i++) { // one that is created, one that was there
                    try (Lease<Object> lease = pool.acquire(MINUTE)) {
                        assertThat(lease.get()).isNotNull();
                    }
                }
                assertThat(pool.stats().acquired()).isEqualTo(2);
                assertThat(pool.control().explain().toString()).contains("extreme");
                factory.close(); // or the close would wait for creations
            }
        }
    }

    /** After a failure, creations start one at a time, then two, then four, and so on. */
    @Test
    void manySuccessesAfterAFailureDoNotOverflowTheSlowStart() throws Exception {
        HandTicker ticker = new HandTicker();
        AtomicInteger attempts = new AtomicInteger();
        try (LogCapture log = new LogCapture();
                Pool<Object> pool = Pool.builder(() -> {
                            if (attempts.incrementAndGet() == 1) {
                                throw new IllegalStateException("the first one fails");
                            }
                            return new Object();
                        })
                        .maxSize(MOST)
                        .parallelCreations(MOST)
                        .ticker(ticker)
                        .build()) {
            assertThat(pool.control()
                            .warmUp(1)
                            .handle((made, failure) -> failure)
                            .get())
                    .hasMessageContaining("the first one fails");
            Soon.until(
                    "the failure in the log",
                    () -> log.lines("no object could be created").size() == 1);
            ticker.advance(MINUTE);
            for (int i = 1; i <= 40; i++) {
                assertThat(pool.control().warmUp(i).get()).isGreaterThanOrEqualTo(i);
            }
        }
    }

    @Test
    void nobodyMayWaitWithMaxWaitersZero() throws Exception {
        try (Pool<Object> pool =
                Pool.builder(Object::new).maxWaiters(0).ticker(new HandTicker()).build()) {
            assertThat(pool.control().warmUp(1).get()).isEqualTo(1);
            try (Lease<Object> lease = pool.acquire(Duration.ZERO)) {
                assertThat(lease.get()).isNotNull();
            }
        }
    }
}
