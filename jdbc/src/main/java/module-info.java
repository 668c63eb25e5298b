import org.jspecify.annotations.NullMarked;

/** Rockpool's pool of database connections, as a {@code javax.sql.DataSource}. */
@NullMarked
module dev.rockpool.jdbc {
    requires transitive dev.rockpool;
    requires transitive java.sql;
    requires dev.rockpool.text;
    requires static java.naming; // for those who look a data source up
    requires static org.jspecify;

    exports dev.rockpool.jdbc;
}
