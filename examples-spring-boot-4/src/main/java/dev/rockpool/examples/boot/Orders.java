package dev.rockpool.examples.boot;

import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** Orders in a table {@code orders} with the columns {@code id} and {@code total}. */
public class Orders {

    private final JdbcTemplate jdbc;

    /**
     * Makes them.
     *
     * @param jdbc where the table is
     */
    public Orders(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds all or none. */
    @Transactional
    public void add(int... totals) {
        for (int total : totals) {
            jdbc.update("INSERT INTO orders (total) VALUES (?)", total);
        }
    }

    /** {@return how many there are} */
    public int count() {
        return Objects.requireNonNull(jdbc.queryForObject("SELECT count(*) FROM orders", Integer.class));
    }
}
