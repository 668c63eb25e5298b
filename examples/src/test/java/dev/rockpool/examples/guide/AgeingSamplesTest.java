package dev.rockpool.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Waits;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The snippets of docs/ageing.md do what the page says, on a clock that the test moves. */
class AgeingSamplesTest {

    private static final String URL = "jdbc:h2:mem:ageing;DB_CLOSE_DELAY=-1;INIT=CREATE SCHEMA IF NOT EXISTS ACME";

    private final ManualTicker ticker = new ManualTicker();

    /** A pool of other objects with the settings of a sample, on the manual clock. */
    private PoolBuilder<Object> likeThatOf(Pool<?> sample) {
        try (sample) {
            return Pool.builder(Object::new).configure(sample.config()).ticker(ticker);
        }
    }

    /** With a sweep every now and then: time that the machine slept does not count. */
    private void nineMinutesPass() {
        for (int i = 0; i < 9 * 12; i++) {
            ticker.advanceAndSettle(Duration.ofSeconds(5));
        }
    }

    @Test
    void connectionsAreRenewedWhenTheyAreOldAndTheirNumberNeverDips() {
        try (Pool<Object> pool = likeThatOf(AgeingSamples.connections(URL))
                .healthCheckInterval(Duration.ZERO)
                .build()) {
            Waits.until("the idle ones", () -> pool.stats().idle() == 4);
            ticker.advance(Duration.ofMinutes(26)); // a tenth earlier is possible
            assertThat(pool.stats().destroyed()).isZero();

            ticker.advance(Duration.ofMinutes(5));

            Waits.until("four to be renewed", () -> {
                assertThat(pool.stats().size()).isGreaterThanOrEqualTo(4); // the new one first
                ticker.advanceAndSettle(Duration.ofSeconds(1));
                return pool.stats().destroyed() >= 4;
            });
            assertThat(pool.stats().destroyed(DestroyCause.EXPIRED)).isPositive();
            Waits.until("the idle ones", () -> pool.stats().idle() == 4);
            PoolAudit.check(pool);
        }
    }

    @Test
    void whatIsAboveMinIdleGoesWhenNobodyNeedsIt() {
        // Without checks: the hand of this ticker may overtake one.
        try (Pool<Object> pool = likeThatOf(AgeingSamples.connections(URL))
                .healthCheckInterval(Duration.ZERO)
                .build()) {
            assertThat(pool.control().warmUp(9).join()).isGreaterThanOrEqualTo(9);
            nineMinutesPass();
            assertThat(pool.stats().destroyed()).isZero();

            Waits.until("what nobody needs to go", () -> {
                ticker.advanceAndSettle(Duration.ofSeconds(1));
                return pool.stats().idle() == 4;
            });

            assertThat(pool.stats().destroyed(DestroyCause.IDLE)).isGreaterThanOrEqualTo(5);
            PoolAudit.check(pool);
        }
    }

    @Test
    void anIdleConnectionThatFailsItsCheckIsReplaced() {
        Pool<Connection> sample = AgeingSamples.connections(URL);
        try (Pool<Object> pool = likeThatOf(sample).healthWith(object -> false).build()) {
            Waits.until("checks to fail", () -> {
                ticker.advanceAndSettle(Duration.ofSeconds(10));
                return pool.stats().destroyed(DestroyCause.UNHEALTHY) >= 3;
            });
            Waits.until("replacements", () -> pool.stats().idle() >= 3);
            assertThat(pool.config().healthCheckInterval()).hasMinutes(2);
        }
    }

    @Test
    void aWornObjectGoesWhenItComesBackFromItsLastLease() throws InterruptedException {
        try (Pool<Compressor> compressors = AgeingSamples.worn()) {
            for (int i = 0; i < 10_000; i++) {
                compressors.run(compressor -> {});
            }
            assertThat(compressors.stats().created()).isEqualTo(1);
            Waits.until("the worn one to go", () -> compressors.stats().destroyed(DestroyCause.WORN) == 1);
            compressors.run(compressor -> {});
            assertThat(compressors.stats().created()).isEqualTo(2);
        }
    }

    @Test
    void eachTenantSeesItsOwnSchema() throws Exception {
        ThreadLocal<String> tenant = ThreadLocal.withInitial(() -> "ACME");
        try (Pool<Connection> connections = AgeingSamples.forTenants(URL, tenant)) {
            assertThat(connections.<String, SQLException>use(Connection::getSchema))
                    .isEqualTo("ACME");
            tenant.set("PUBLIC");
            assertThat(connections.<String, SQLException>use(Connection::getSchema))
                    .isEqualTo("PUBLIC");
            assertThat(connections.stats().created()).isEqualTo(1);
        }
    }

    @Test
    void aLeaseThatIsOutForTooLongIsEndedAndItsLateCloseDoesNothing() throws InterruptedException {
        try (Pool<Object> pool = likeThatOf(AgeingSamples.reclaiming(URL)).build()) {
            Lease<Object> kept = pool.acquire();
            ticker.advanceAndSettle(Duration.ofSeconds(1)); // a sweep sees it
            nineMinutesPass();
            assertThat(pool.stats().leased()).isEqualTo(1);
            Waits.until("the lease to be ended", () -> {
                ticker.advanceAndSettle(Duration.ofSeconds(5));
                return pool.stats().destroyed(DestroyCause.RECLAIMED) == 1;
            });
            kept.close();
            PoolAudit.check(pool);
        }
    }

    @Test
    void whatIsIdleGoesByHandAndLeasesAreLeftAlone() throws InterruptedException {
        try (Pool<Compressor> compressors = AgeingSamples.worn();
                Lease<Compressor> leased = compressors.acquire()) {
            assertThat(compressors.control().warmUp(3).join()).isEqualTo(3);
            assertThat(AgeingSamples.byHand(compressors)).isEqualTo(2);
            assertThat(leased.get().isClean()).isTrue();
            Waits.until("the idle ones to go", () -> compressors.stats().destroyed() == 2);
        }
    }
}
