package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Order;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.contract.Variant;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One million leases from eight threads, with everything at once that a pool offers, over all orders, fairnesses and
 * kinds of creation. "An object is in at most one lease … An object is destroyed exactly once.", "No lost
 * wake-up" (3), "A cancelled, timed-out or otherwise completed acquire loses nothing" (7), and the sums of the statistics.
 * Class of fault: lost wake-up, permit leak on timeout, on interrupt, async cancel vs complete, double release, ABA.
 */
class MillionOperationsTest {

    private static final int LEASES = 1_000_000;
    private static final int SIZE = 4;

    /** What a pool is asked besides order, fairness and creation. */
    enum Extra {
        PLAIN,
        VALIDATE_ON_ACQUIRE,
        VALIDATE_ON_RETURN_HERE,
        FEW_IDLE,
        OVERFLOW,
        RESET_IN_BACKGROUND,
        VALIDATE_ALL_HERE,
        SLACK;

        void apply(PoolBuilder<Stressed> builder) {
            switch (this) {
                case VALIDATE_ON_ACQUIRE -> builder.validateOnAcquire(true).validationTimeout(Duration.ofSeconds(20));
                case VALIDATE_ON_RETURN_HERE -> builder.validateOnReturn(true).validationTimeout(Duration.ZERO);
                case FEW_IDLE -> builder.maxIdle(2);
                case OVERFLOW -> builder.whenExhausted(WhenExhausted.OVERFLOW);
                case RESET_IN_BACKGROUND -> builder.resetInBackground(true);
                case VALIDATE_ALL_HERE ->
                    builder.validateOnAcquire(true).validateOnReturn(true).validationTimeout(Duration.ZERO);
                case PLAIN, SLACK -> {}
            }
        }
    }

    record Setup(Threads threads, Order order, Fairness fairness, Creation creation, Extra extra) {

        Pool<Stressed> build(Stressed.Maker maker) {
            PoolBuilder<Stressed> builder = Pool.builder(maker)
                    .name("million-" + this)
                    .maxSize(extra == Extra.SLACK ? 100 : SIZE)
                    .order(order)
                    .fairness(fairness)
                    .creation(creation);
            if (extra == Extra.PLAIN || extra == Extra.SLACK) {
                builder.onReset(object -> {});
            }
            extra.apply(builder);
            return builder.build();
        }
    }

    static Stream<Setup> setups() {
        List<Setup> setups = new ArrayList<>();
        for (Threads threads : Variant.threadsOfThisRun()) {
            int next = 0;
            for (Order order : Order.values()) {
                for (Fairness fairness : Fairness.values()) {
                    for (Creation creation : Creation.values()) {
                        Extra extra = Extra.values()[next++ * 3 % Extra.values().length];
                        if (order == Order.PER_THREAD && (creation != Creation.CALLER || extra == Extra.OVERFLOW)) {
                            continue; // is refused
                        }
                        setups.add(new Setup(threads, order, fairness, creation, extra));
                        if (threads == Threads.PLATFORM
                                && next % 3 == 0) { // the rest of the extras, on the default order
                            setups.add(new Setup(
                                    threads,
                                    Order.AFFINE,
                                    fairness,
                                    creation,
                                    Extra.values()[next % Extra.values().length]));
                        }
                    }
                }
            }
        }
        return setups.stream();
    }

    @ParameterizedTest
    @MethodSource("setups")
    void nothingIsLostAndNobodyHangs(Setup setup) {
        long seed = Watchdog.seed();
        Stressed.Maker maker = new Stressed.Maker(seed);
        Pool<Stressed> pool = setup.build(maker);
        long share = LEASES
                / setups().filter(each -> each.threads() == setup.threads()).count();
        try {
            Mixer mixer = new Mixer(pool, maker.violations, seed, share);
            mixer.run(setup.threads());
            maker.heal();
            settle(pool, maker, mixer);
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("seed " + seed + ", " + setup + ": " + failure.getMessage(), failure);
        }
    }

    private static void settle(Pool<Stressed> pool, Stressed.Maker maker, Mixer mixer) {
        PoolAudit.check(pool);
        assertThat(pool.stats().leased()).as("leases out in %s", pool.stats()).isZero();
        assertThat(pool.stats().detached()).as("detached").isEqualTo(mixer.detached());
        // An outage of the random kind may still be backing off.
        Waits.until("an acquire to work afterwards", () -> works(pool));
        ShutdownReport report = Waits.result(pool.control().shutdown(Duration.ofSeconds(10)));
        PoolAudit.checkClosed(pool, report);
        assertThat(maker.violations).isEmpty();
        for (Stressed object : maker.all) {
            assertThat(object.destroyed.get() + object.detached.get())
                    .as("ends of one object")
                    .isEqualTo(1);
        }
    }

    private static boolean works(Pool<Stressed> pool) {
        try (Lease<Stressed> lease = pool.acquire(Duration.ofSeconds(5))) {
            return lease.get() != null;
        } catch (dev.rockpool.ObjectCreationException backingOff) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
