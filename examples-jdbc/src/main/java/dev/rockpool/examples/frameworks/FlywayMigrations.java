package dev.rockpool.examples.frameworks;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Migrations by Flyway. */
public final class FlywayMigrations {

    private FlywayMigrations() {}

    /**
     * Brings the schema up to date.
     *
     * @param dataSource where it is
     * @param location of the migrations, such as {@code classpath:db/accounts}
     * @return how many were executed
     */
    public static int migrate(DataSource dataSource, String location) {
        // @start region="flyway"
        Flyway flyway =
                Flyway.configure().dataSource(dataSource).locations(location).load();
        return flyway.migrate().migrationsExecuted;
        // @end
    }
}
