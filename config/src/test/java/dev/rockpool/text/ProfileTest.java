package dev.rockpool.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rockpool.Lease;
import dev.rockpool.PerThreadPool;
import dev.rockpool.Pool;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.testkit.ManualTicker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProfileTest {

    private static final String PREFIX = "rockpool.orders";

    private static PoolConfig read(Map<String, String> properties) {
        return TextConfig.read(properties, PREFIX, Map.of());
    }

    // ---- which one is active

    @Test
    void keysOfTheActiveProfileWinOverPlainOnes() {
        Map<String, String> properties = Map.of(
                "rockpool.profile", "staging",
                "rockpool.orders.max-size", "20",
                "rockpool.orders.min-idle", "2",
                "%staging.rockpool.orders.max-size", "40",
                "%other.rockpool.orders.max-size", "60");
        PoolConfig config = read(properties);
        assertThat(config.sizing()).isEqualTo(new Sizing(40, 2, 40));
        assertThat(config.origins())
                .containsEntry("maxSize", "%staging.rockpool.orders.max-size")
                .containsEntry("minIdle", "rockpool.orders.min-idle");
    }

    @Test
    void withoutAProfileItsKeysSayNothing() {
        assertThat(read(Map.of("%staging.rockpool.orders.max-size", "40")).maxSize())
                .isEqualTo(10);
    }

    @Test
    void aPoolMayHaveAProfileOfItsOwnAndTheEnvironmentWins() {
        Map<String, String> properties = Map.of(
                "rockpool.profile", "a",
                "rockpool.orders.profile", "b",
                "%a.rockpool.orders.max-size", "1",
                "%b.rockpool.orders.max-size", "2",
                "%c.rockpool.orders.max-size", "3",
                "%d.rockpool.orders.max-size", "4");
        assertThat(read(properties).maxSize()).isEqualTo(2);
        assertThat(TextConfig.read(properties, PREFIX, Map.of("ROCKPOOL_PROFILE", "c"))
                        .maxSize())
                .isEqualTo(3);
        assertThat(TextConfig.read(properties, PREFIX, Map.of("ROCKPOOL_PROFILE", "c", "ROCKPOOL_ORDERS_PROFILE", "d"))
                        .maxSize())
                .isEqualTo(4);
    }

    @Test
    void environmentThenProfileThenPlainThenReadyMadeThenDefault() {
        Map<String, String> properties = Map.of(
                "rockpool.profile", "production",
                "rockpool.orders.max-size", "21",
                "rockpool.orders.min-idle", "1",
                "rockpool.orders.hold-warning", "2s",
                "%production.rockpool.orders.max-size", "22",
                "%production.rockpool.orders.min-idle", "2");
        PoolConfig config = TextConfig.read(properties, PREFIX, Map.of("ROCKPOOL_ORDERS_MAX_SIZE", "23"));
        assertThat(config.maxSize()).isEqualTo(23);
        assertThat(config.minIdle()).isEqualTo(2);
        assertThat(config.holdWarning()).hasSeconds(2);
        assertThat(config.leakStacks()).isEqualTo(1000);
        assertThat(config.acquireTimeout()).hasSeconds(30);
    }

    @Test
    void aProfileThatNobodyKnowsIsRefusedWithThoseThatAreKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("rockpool.profile", "prod", "%staging.rockpool.other.max-size", "3")))
                .withMessage("an error in the settings under \"rockpool.orders\":\n"
                        + "  rockpool.profile=prod: profile must be one of database, development, http, production, redis, staging, was \"prod\";"
                        + " choose one of them, or give it keys that begin with \"%prod.\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of(), PREFIX, Map.of("ROCKPOOL_PROFILE", "prod")))
                .withMessageContaining("environment ROCKPOOL_PROFILE=prod: profile must be one of database");
    }

    @Test
    void mistakesOfAProfileThatIsNotActiveShowToo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(
                        "%production.rockpool.orders.max-sise", "40", "%production.rockpool.orders.min-idle", "few")))
                .withMessageContaining("2 errors")
                .withMessageContaining("unknown key \"%production.rockpool.orders.max-sise\"")
                .withMessageContaining("%production.rockpool.orders.min-idle=few: minIdle must be a whole number");
    }

    @Test
    void aProfileCannotChooseTheProfile() {
        for (String key : new String[] {"%staging.rockpool.profile", "%staging.rockpool.orders.profile"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> read(Map.of(key, "production")))
                    .withMessageContaining(key + "=production: a profile cannot choose the profile; remove it");
        }
    }

    @Test
    void aProfileKeyThatWouldNotBeReadIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("rockpool.orders.Profile", "production")))
                .withMessageContaining("rockpool.orders.Profile=production: ");
    }

    // ---- what the ready-made ones do

    @Test
    void developmentIsSmallAndChecksEverything() {
        PoolConfig config = read(Map.of("rockpool.profile", "development"));
        assertThat(config)
                .isEqualTo(Pool.builder(Object::new)
                        .name("orders")
                        .maxSize(5)
                        .acquireTimeout(Duration.ofSeconds(5))
                        .validateOnAcquire(true)
                        .validateOnReturn(true)
                        .healthCheckInterval(Duration.ofMinutes(1))
                        .leaks(Leaks.on().prompt())
                        .leakStacks(1)
                        .holdWarning(Duration.ofSeconds(10))
                        .nestedAcquire(NestedAcquire.WARN)
                        .config());
    }

    @Test
    void productionFitsAnySizeThatIsSet() {
        assertThat(read(Map.of("rockpool.profile", "production", "rockpool.orders.max-size", "1"))
                        .maxSize())
                .isEqualTo(1);
        assertThat(read(Map.of("rockpool.profile", "production", "rockpool.orders.max-idle", "0"))
                        .maxIdle())
                .isZero();
    }

    // ---- strategies

    @Test
    void lockFreeNeverWaitsForAReturn() throws InterruptedException {
        PoolConfig config = read(Map.of("rockpool.orders.strategy", "lock_free", "rockpool.orders.max-size", "1"));
        assertThat(config.origins())
                .containsEntry("whenExhausted", "strategy lock_free (rockpool.orders.strategy)")
                .containsEntry("creation", "strategy lock_free (rockpool.orders.strategy)");
        try (Pool<Object> pool = Pool.builder(Object::new)
                        .configure(config)
                        .ticker(new ManualTicker())
                        .build();
                Lease<Object> first = pool.acquire();
                Lease<Object> second = pool.acquire()) {
            assertThat(second.get()).isNotSameAs(first.get());
            assertThat(pool.stats().overflow()).isEqualTo(1);
        }
    }

    @Test
    void threadLocalGivesEachThreadItsOwnObject() throws InterruptedException {
        PoolConfig config = read(Map.of("rockpool.orders.strategy", "thread_local"));
        assertThat(config.origins()).containsEntry("order", "strategy thread_local (rockpool.orders.strategy)");
        assertThat(config.creation()).isEqualTo(Creation.CALLER);
        assertThat(config.maxSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(read(Map.of("rockpool.orders.strategy", "thread_local", "rockpool.orders.max-size", "7"))
                        .maxSize())
                .isEqualTo(7);
        try (PerThreadPool<Object> pool = PerThreadPool.builder(Object::new)
                .configure(config)
                .with(settings -> settings.ticker(new ManualTicker()))
                .build()) {
            Object mine = pool.use(object -> object);
            assertThat(CompletableFuture.supplyAsync(() -> used(pool)).join()).isNotSameAs(mine);
            assertThat(used(pool)).isSameAs(mine);
            assertThat(pool.totalObjects()).isEqualTo(2);
        }
    }

    private static Object used(Pool<Object> pool) {
        try {
            return pool.use(object -> object);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStrategyMayBeSaidOnceMoreButNotContradicted() {
        assertThat(read(Map.of("rockpool.orders.strategy", "lockFree", "rockpool.orders.creation", "caller"))
                        .origins())
                .containsEntry("creation", "rockpool.orders.creation");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(
                        Map.of("rockpool.orders.strategy", "lock_free", "rockpool.orders.blockWhenExhausted", "true"),
                        PREFIX,
                        Map.of("ROCKPOOL_ORDERS_ORDER", "lifo")))
                .withMessageContaining(
                        "strategy lock_free means order=affine, but environment ROCKPOOL_ORDERS_ORDER sets"
                                + " it to lifo; remove one of the two")
                .withMessageContaining("strategy lock_free means when-exhausted=overflow, but"
                        + " rockpool.orders.blockWhenExhausted (as in commons-pool2) sets it to wait");
    }

    @Test
    void theDefaultStrategyChangesNothing() {
        assertThat(read(Map.of("rockpool.orders.strategy", "default", "rockpool.orders.order", "lifo"))
                        .order())
                .isEqualTo(Order.LIFO);
    }
}
