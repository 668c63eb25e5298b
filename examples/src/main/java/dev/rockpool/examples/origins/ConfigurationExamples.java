package dev.rockpool.examples.origins;

import dev.rockpool.PerThreadPool;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Order;
import dev.rockpool.config.WhenExhausted;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * The configuration examples of document B (docs/origins.md), written for Rockpool. Where this version has no counterpart
 * for an option, the example uses the nearest one that works and says so.
 */
public final class ConfigurationExamples {

    private ConfigurationExamples() {}

    /** The pool strategies of document B. */
    public enum Strategy {
        /** A bounded pool that waits. */
        DEFAULT,
        /** Never waits for a return. */
        LOCK_FREE,
        /** An object for each thread. */
        THREAD_LOCAL
    }

    /**
     * {@code DEFAULT_CONFIG}: size 10, timeout 30, health_check_interval 300, max_idle_time 3600, validate_on_checkout
     * false, validate_on_checkin true.
     *
     * @param builder a builder
     * @param <T> the pooled objects' type
     * @return the same builder
     */
    public static <T> PoolBuilder<T> defaultConfig(PoolBuilder<T> builder) {
        // @start region="default"
        return builder.maxSize(10)
                .acquireTimeout(Duration.ofSeconds(30))
                .healthCheckInterval(Duration.ofMinutes(5))
                .maxIdleTime(Duration.ofHours(1))
                .validateOnAcquire(false) // the default
                .validateOnReturn(true);
        // @end
    }

    /**
     * {@code from_config}: the defaults, then what the strategy stands for.
     *
     * @param builder a builder
     * @param strategy the strategy
     * @param <T> the pooled objects' type
     * @return a pool
     */
    public static <T> Pool<T> fromConfig(PoolBuilder<T> builder, Strategy strategy) {
        PoolBuilder<T> configured = defaultConfig(builder);
        // @start region="strategy"
        return switch (strategy) {
            case DEFAULT -> configured.build();
            // Creates when nothing is idle, also beyond maxSize, on the thread that asks; keeps at most maxSize.
            case LOCK_FREE ->
                configured
                        .whenExhausted(WhenExhausted.OVERFLOW)
                        .creation(Creation.CALLER)
                        .build();
            // Each thread makes its own; without a bound, as in the document.
            case THREAD_LOCAL ->
                configured
                        .order(Order.PER_THREAD)
                        .creation(Creation.CALLER)
                        .maxSize(Integer.MAX_VALUE)
                        .build();
        };
        // @end
    }

    /**
     * {@code rails_database_pool}: size and timeout 5 unless said otherwise, checks every 300 s in production and every 60 s
     * elsewhere. Each call of the factory makes a new connection; that of document B returns the calling thread's each time.
     *
     * @param url a JDBC URL
     * @param profile the name of the environment
     * @return a pool
     */
    public static Pool<DatabaseConnection> railsDatabasePool(String url, String profile) {
        // @start region="rails"
        boolean production = profile.toLowerCase(Locale.ROOT).equals("production");
        return Pool.builder(() -> new DatabaseConnection(url))
                .name("rails-" + profile)
                .maxSize(5)
                .acquireTimeout(Duration.ofSeconds(5))
                .healthCheckInterval(Duration.ofSeconds(production ? 300 : 60))
                .validateOnReturn(true)
                .build();
        // @end
    }

    /**
     * {@code redis_pool}.
     *
     * @param redis an address such as {@code redis://localhost:6379}
     * @return a builder, for further options
     */
    public static PoolBuilder<RedisConnection> redisPool(URI redis) {
        // @start region="redis"
        return defaultConfig(Pool.builder(() -> new RedisConnection(redis)).name("redis"));
        // @end
    }

    /**
     * {@code db_pool}: size 20, timeout 10, validate_on_checkin.
     *
     * @param databaseUrl a JDBC URL
     * @return a pool
     */
    public static Pool<DatabaseConnection> databasePool(String databaseUrl) {
        // @start region="database"
        return Pool.builder(() -> new DatabaseConnection(databaseUrl))
                .name("database")
                .maxSize(20)
                .acquireTimeout(Duration.ofSeconds(10))
                .validateOnReturn(true)
                .build();
        // @end
    }

    /**
     * {@code http_pool}: size 15, health_check_interval 120. A {@link PoolReporting} beside it is its metrics_reporter.
     *
     * @param api the server
     * @return a pool
     */
    static Pool<HttpConnection> httpPool(URI api) {
        // @start region="http"
        return Pool.builder(() -> new HttpConnection(api))
                .name("http")
                .maxSize(15)
                .validateWith(HttpConnection::isOpen)
                .healthCheckInterval(Duration.ofMinutes(2))
                .build();
        // @end
    }

    /**
     * {@code compute_pool}, a thread-local one in the document.
     *
     * @return a pool
     */
    public static PerThreadPool<ExpensiveCalculator> computePool() {
        // @start region="compute"
        return PerThreadPool.builder(() -> {
                    ExpensiveCalculator calculator = new ExpensiveCalculator();
                    calculator.precomputeLookupTables();
                    return calculator;
                })
                .name("compute")
                .with(pool -> pool.onReset(ExpensiveCalculator::reset).maxIdleTime(Duration.ofMinutes(10)))
                .build();
        // @end
    }

    /**
     * {@code min_size} 2, {@code max_size} 20, {@code initial_size} 5 of the adaptive pools. They do not adapt in this
     * version; {@code control().resize()} is what would.
     *
     * @return a pool
     */
    public static Pool<ExpensiveCalculator> adaptivePool() {
        // @start region="adaptive"
        Pool<ExpensiveCalculator> pool = Pool.builder(ExpensiveCalculator::new)
                .maxSize(20)
                .minIdle(2)
                .onReset(ExpensiveCalculator::reset)
                .build();
        pool.control().warmUp(5).join();
        // @end
        return pool;
    }
}
