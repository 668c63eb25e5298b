package dev.rockpool.examples.gameserver.fault;

import dev.rockpool.PoolBuilder;
import dev.rockpool.jdbc.RockpoolDataSource;
import java.sql.Connection;

/** What a run sets of its connections beside what all runs set: of a plain pool, or of a data source. */
public interface Tuning {

    /** Nothing. */
    Tuning NONE = new Tuning() {
        @Override
        public void tune(PoolBuilder<Connection> pool) {}

        @Override
        public void tune(RockpoolDataSource dataSource) {}
    };

    /**
     * Sets a plain pool.
     *
     * @param pool its builder
     */
    void tune(PoolBuilder<Connection> pool);

    /**
     * Sets a data source.
     *
     * @param dataSource one that is not open
     */
    void tune(RockpoolDataSource dataSource);
}
