package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.config.Leaks;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigDescriptionTest {

    private static PoolBuilder<Object> builder() {
        return Pool.builder(Object::new);
    }

    @Test
    void describeHasALineForEachSettingWithValueAndOrigin() {
        PoolConfig config = builder()
                .name("orders")
                .maxSize(20)
                .order(Order.LIFO)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(30)))
                .leakStacks(1000)
                .config()
                .withOrigins(Map.of(
                        "name", "the end of the prefix",
                        "maxSize", "rockpool.orders.max-size",
                        "order", "environment ROCKPOOL_ORDERS_ORDER",
                        "validateOnAcquire", "profile production",
                        "leakStacks", "profile production"));
        PoolConfig described =
                builder().configure(config).holdWarning(Duration.ofSeconds(90)).config();
        assertThat(described.describe()).isEqualTo("""
                        name                   = orders      (the end of the prefix)
                        maxSize                = 20          (rockpool.orders.max-size)
                        minIdle                = 0           (default)
                        maxIdle                = 20          (default)
                        acquireTimeout         = 30s         (default)
                        createTimeout          = 30s         (default)
                        closeTimeout           = 30s         (default)
                        whenExhausted          = wait        (default)
                        maxWaiters             = unbounded   (default)
                        order                  = lifo        (environment ROCKPOOL_ORDERS_ORDER)
                        fairness               = bounded     (default)
                        validateOnAcquire      = 30s         (profile production)
                        validateOnReturn       = false       (default)
                        healthCheckInterval    = off         (default)
                        validationTimeout      = 5s          (default)
                        maxLifetime            = off         (default)
                        lifetimeJitter         = 0.1         (default)
                        maxIdleTime            = off         (default)
                        maxUses                = off         (default)
                        reclaimAfter           = off         (default)
                        creation               = background  (default)
                        parallelCreations      = 4           (default)
                        resetInBackground      = false       (default)
                        creationBackOffFirst   = 100ms       (default)
                        creationBackOffLongest = 30s         (default)
                        rideOut                = off         (default)
                        leaks                  = on          (default)
                        leakStacks             = 1000        (profile production)
                        holdWarning            = 90s         (builder)
                        nestedAcquire          = allow       (default)
                        histograms             = true        (default)""");
    }

    @Test
    void toStringHasTheNameAndWhatIsNotByDefault() {
        assertThat(builder().name("orders").config()).hasToString("PoolConfig[orders: all by default]");
        assertThat(builder().name("orders").maxSize(20).leaks(Leaks.off()).config())
                .hasToString("PoolConfig[orders: maxSize=20, leaks=off]");
        assertThat(builder().maxSize(3).maxIdle(3).config()).hasToString("PoolConfig[pool: maxSize=3]");
        assertThat(builder().maxIdle(3).config()).hasToString("PoolConfig[pool: maxIdle=3]");
    }

    @Test
    void originsTakeNoPartInEquality() {
        PoolConfig noted =
                builder().name("orders").maxSize(7).config().withOrigins(Map.of("maxSize", "p.orders.max-size"));
        PoolConfig fromCode = builder().name("orders").maxSize(7).config();
        assertThat(noted).isEqualTo(fromCode).hasSameHashCodeAs(fromCode);
        assertThat(noted.origins()).isNotEqualTo(fromCode.origins());
        assertThat(noted).isNotEqualTo(builder().name("orders").maxSize(8).config());
        assertThat(noted).isNotEqualTo(null);
    }

    @Test
    void whatNobodyNotedIsDefaultOrCode() {
        PoolConfig bare = builder().maxSize(7).config().withOrigins(Map.of());
        assertThat(bare.describe())
                .contains("maxSize                = 7           (code)")
                .contains("minIdle                = 0           (default)")
                .contains("maxIdle                = 7           (default)");
    }

    // ---- configurations side by side

    @Test
    void differencesNameSettingAndBothValues() {
        PoolConfig before = builder().name("orders").config();
        PoolConfig after = builder()
                .configure(before)
                .maxSize(20)
                .maxWaiters(5)
                .holdWarning(Duration.ofMinutes(1))
                .config();
        List<Settings.Difference> differences = Settings.differences(before, after);
        assertThat(differences)
                .extracting(Settings.Difference::toString)
                .containsExactly(
                        "maxSize: 10 -> 20",
                        "maxIdle: 10 -> 20",
                        "maxWaiters: unbounded -> 5",
                        "holdWarning: off -> 1m");
        assertThat(Settings.differences(after, after)).isEmpty();
    }

    @Test
    void aRunningPoolTakesOverWhatItCanChangeAndNothingElse() {
        PoolConfig running =
                builder().name("orders").maxSize(8).order(Order.FIFO).config();
        PoolConfig wanted = builder()
                .name("other")
                .maxSize(20)
                .minIdle(2)
                .order(Order.LIFO)
                .config()
                .withOrigins(Map.of("maxSize", "p.orders.max-size", "minIdle", "p.orders.min-idle"));
        PoolConfig merged = Settings.merge(running, wanted);
        assertThat(Settings.differences(running, merged))
                .extracting(Settings.Difference::name)
                .containsExactly("maxSize", "minIdle", "maxIdle");
        assertThat(merged.origins())
                .containsEntry("maxSize", "p.orders.max-size")
                .containsEntry("minIdle", "p.orders.min-idle")
                .containsEntry("order", "builder");
        assertThat(Settings.merge(running, running)).isEqualTo(running);
    }

    @Test
    void aTimeForValidationsChangesOnlyWhereThereAreAny() {
        PoolConfig without = builder().config();
        PoolConfig with = builder()
                .validateOnReturn(true)
                .validationTimeout(Duration.ofSeconds(1))
                .config();
        assertThat(Settings.merge(without, with)).isEqualTo(without);
        PoolConfig validating = builder().validateOnReturn(true).config();
        assertThat(Settings.merge(validating, with)).isEqualTo(with);
    }

    @Test
    void otherSizesKeepOriginsAndMayHaveOneOfTheirOwn() {
        PoolConfig config = builder().maxSize(8).minIdle(1).config();
        assertThat(config.withSizing(Sizing.fixed(3)).origins()).isEqualTo(config.origins());
        PoolConfig resized = Settings.withSizing(config, new Sizing(3, 1, 3), "control");
        assertThat(resized.origins())
                .containsEntry("maxSize", "control")
                .containsEntry("minIdle", "builder")
                .containsEntry("maxIdle", "default");
        assertThat(Settings.withSizing(config, new Sizing(8, 1, 4), "control").origins())
                .containsEntry("maxSize", "builder")
                .containsEntry("maxIdle", "control");
        // A pool that shrank under its creators by default can be built again.
        assertThat(builder().configure(resized).config().sizing()).isEqualTo(new Sizing(3, 1, 3));
    }

    @Test
    void theCommentOfApplyNamesWhatIsFixed() throws IOException {
        String source = Files.readString(Path.of("src", "main", "java", "dev", "rockpool", "PoolControl.java"));
        String sentence = source.substring(source.indexOf("Fixed for the life"), source.indexOf("All others"));
        List<String> named = Pattern.compile("\\{@code (\\w+)}")
                .matcher(sentence)
                .results()
                .map(name -> name.group(1))
                .toList();
        PoolConfig plain = builder().config();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(Settings.ALL.stream()
                        .filter(setting -> !setting.isChangeable(plain))
                        .map(Setting::name)
                        .toList());
    }
}
