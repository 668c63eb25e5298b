package dev.rockpool.benchmarks.jdbc;

import com.alibaba.druid.pool.DruidDataSource;
import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.rockpool.benchmarks.peers.Peers;
import dev.rockpool.jdbc.RockpoolDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.beans.PropertyVetoException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.vibur.dbcp.ViburDBCPDataSource;

/**
 * All data sources by the name that parameters and reports use: each with its defaults, but for the size, the deadline, and that
 * none asks the server about a connection that was in use a moment ago. "fast" lets threads overtake those that wait.
 */
public final class DataSources {

    private static final Map<String, Maker> MAKERS = new LinkedHashMap<>();

    static {
        MAKERS.put(Peers.ROCKPOOL, DataSources::rockpool);
        MAKERS.put("hikari", DataSources::hikari);
        MAKERS.put("agroal", (database, size) -> agroal(database, size, ExceptionSorter.emptyExceptionSorter()));
        MAKERS.put("agroal-sorter", (database, size) -> agroal(database, size, new PostgreSQLExceptionSorter()));
        MAKERS.put("dbcp2", DataSources::dbcp2);
        MAKERS.put("tomcat", (database, size) -> tomcat(database, size, true));
        MAKERS.put("tomcat-fast", (database, size) -> tomcat(database, size, false));
        MAKERS.put("vibur", (database, size) -> vibur(database, size, true));
        MAKERS.put("vibur-fast", (database, size) -> vibur(database, size, false));
        MAKERS.put("c3p0", DataSources::c3p0);
        MAKERS.put("druid", DataSources::druid);
    }

    @FunctionalInterface
    private interface Maker {
        DataSource make(Database database, int size) throws SQLException;
    }

    private DataSources() {}

    /**
     * The names.
     *
     * @return all of them
     */
    public static Set<String> names() {
        return MAKERS.keySet();
    }

    /**
     * Makes a data source and has it open all its connections.
     *
     * @param name one of {@link #names}
     * @param database what it connects to
     * @param size how many connections it holds
     * @return the data source, full
     * @throws SQLException as the data source does
     */
    public static DataSource open(String name, Database database, int size) throws SQLException {
        Maker maker = MAKERS.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("no data source \"" + name + "\"; there are " + names());
        }
        DataSource made = maker.make(database, size);
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(made.getConnection());
        }
        for (Connection one : all) {
            one.close();
        }
        return made;
    }

    private static DataSource rockpool(Database database, int size) {
        return RockpoolDataSource.builder()
                .driverClassName(database.driver().getName())
                .url(database.url())
                .username(database.user())
                .password(database.password())
                .maxSize(size)
                .acquireTimeout(database.deadline())
                .build();
    }

    private static DataSource hikari(Database database, int size) {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName(database.driver().getName());
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(database.deadline().toMillis());
        config.setValidationTimeout(Math.min(5_000, database.deadline().toMillis())); // it insists
        return new HikariDataSource(config);
    }

    /** Keeps the last connection of each thread by default, and those whose errors say that they are broken. */
    private static DataSource agroal(Database database, int size, ExceptionSorter sorter) throws SQLException {
        AgroalDataSourceConfigurationSupplier config = new AgroalDataSourceConfigurationSupplier();
        config.connectionPoolConfiguration()
                .maxSize(size)
                .acquisitionTimeout(database.deadline())
                .exceptionSorter(sorter)
                .connectionFactoryConfiguration()
                .connectionProviderClass(database.driver())
                .jdbcUrl(database.url())
                .principal(new NamePrincipal(database.user()))
                .credential(new SimplePassword(database.password()));
        return AgroalDataSource.from(config);
    }

    private static DataSource dbcp2(Database database, int size) {
        BasicDataSource made = new BasicDataSource();
        made.setDriverClassName(database.driver().getName());
        made.setUrl(database.url());
        made.setUsername(database.user());
        made.setPassword(database.password());
        made.setMaxTotal(size);
        made.setMaxIdle(size); // else it closes what it has just opened
        made.setMaxWait(database.deadline());
        made.setTestOnBorrow(false); // it would at each
        return made;
    }

    private static DataSource tomcat(Database database, int size, boolean isFair) {
        PoolProperties config = new PoolProperties();
        config.setDriverClassName(database.driver().getName());
        config.setUrl(database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setInitialSize(size);
        config.setMinIdle(size);
        config.setMaxIdle(size);
        config.setMaxActive(size);
        config.setMaxWait((int) database.deadline().toMillis());
        config.setFairQueue(isFair);
        return new org.apache.tomcat.jdbc.pool.DataSource(config);
    }

    private static DataSource vibur(Database database, int size, boolean isFair) {
        ViburDBCPDataSource made = new ViburDBCPDataSource();
        made.setDriverClassName(database.driver().getName());
        made.setJdbcUrl(database.url());
        made.setUsername(database.user());
        made.setPassword(database.password());
        made.setPoolInitialSize(size);
        made.setPoolMaxSize(size);
        made.setPoolFair(isFair);
        made.setConnectionTimeoutInMs(database.deadline().toMillis());
        made.start();
        return made;
    }

    private static DataSource c3p0(Database database, int size) throws SQLException {
        ComboPooledDataSource made = new ComboPooledDataSource();
        try {
            made.setDriverClass(database.driver().getName());
        } catch (PropertyVetoException impossible) {
            throw new SQLException(impossible);
        }
        made.setJdbcUrl(database.url());
        made.setUser(database.user());
        made.setPassword(database.password());
        made.setInitialPoolSize(size);
        made.setMinPoolSize(size);
        made.setMaxPoolSize(size);
        made.setCheckoutTimeout((int) database.deadline().toMillis());
        return made;
    }

    private static DataSource druid(Database database, int size) {
        DruidDataSource made = new DruidDataSource();
        made.setDriverClassName(database.driver().getName());
        made.setUrl(database.url());
        made.setUsername(database.user());
        made.setPassword(database.password());
        made.setInitialSize(size);
        made.setMinIdle(size);
        made.setMaxActive(size);
        made.setMaxWait(database.deadline().toMillis());
        return made;
    }
}
