package dev.rockpool.examples.configuration;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.text.TextConfig;
import java.sql.Connection;
import java.util.Properties;

/** A pool whose settings come from text. */
public final class TextSample {

    private TextSample() {}

    /**
     * Opens a pool with the settings under {@code rockpool.orders}, and shows them.
     *
     * @param properties the settings
     * @param factory makes connections
     * @return the pool
     * @throws IllegalArgumentException if a setting is wrong
     */
    public static Pool<Connection> open(Properties properties, Lifecycle<Connection> factory) {
        // @start region="from"
        PoolConfig config = TextConfig.read(properties, "rockpool.orders"); // a Map<String, String> or Properties
        Pool<Connection> orders = Pool.builder(factory)
                .configure(config) // takes over every setting
                .validateWith(connection -> connection.isValid(1)) // what is code is set in code
                .build(); // setters called after configure override it
        System.out.println(orders.control().describe()); // each setting, its value, and where that came from
        // @end
        return orders;
    }
}
