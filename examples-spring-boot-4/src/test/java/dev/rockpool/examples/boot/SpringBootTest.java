package dev.rockpool.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.Databases;
import dev.rockpool.jdbc.databases.PostgresServer;
import dev.rockpool.testkit.PoolAudit;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;

/** An application of Spring Boot starts, works and stops with our data source. */
@EnabledIf("dev.rockpool.jdbc.databases.Databases#hasPostgreSql")
class SpringBootTest {

    @BeforeEach
    void table() throws SQLException {
        server().execute("DROP TABLE IF EXISTS orders", """
                CREATE TABLE orders (id INT GENERATED ALWAYS AS IDENTITY, total INT NOT NULL CHECK (total > 0))""");
    }

    private static PostgresServer server() {
        return Databases.postgreSql();
    }

    @Test
    void theTypeOfTheDataSourceIsAllThatAnApplicationSets() {
        RockpoolDataSource dataSource;
        try (ConfigurableApplicationContext application = start(
                OrdersApplication.class,
                "spring.datasource.type=" + RockpoolDataSource.class.getName(),
                "spring.datasource.url=" + server().url(),
                "spring.datasource.username=" + Database.USER,
                "spring.datasource.password=" + Database.PASSWORD,
                "spring.datasource.driver-class-name=org.postgresql.Driver")) {
            dataSource = works(application);
        }
        assertThatThrownBy(dataSource::getConnection).isInstanceOf(SQLNonTransientConnectionException.class);
    }

    @Test
    void settingsForHikariCpAreUnderstood() {
        try (ConfigurableApplicationContext application = start(
                HikariSettingsApplication.class,
                "spring.datasource.hikari.jdbc-url=" + server().url(),
                "spring.datasource.hikari.username=" + Database.USER,
                "spring.datasource.hikari.password=" + Database.PASSWORD,
                "spring.datasource.hikari.pool-name=orders",
                "spring.datasource.hikari.maximum-pool-size=3",
                "spring.datasource.hikari.minimum-idle=1",
                "spring.datasource.hikari.connection-timeout=60000",
                "spring.datasource.hikari.validation-timeout=4000",
                "spring.datasource.hikari.idle-timeout=120000",
                "spring.datasource.hikari.max-lifetime=900000",
                "spring.datasource.hikari.keepalive-time=30000",
                "spring.datasource.hikari.leak-detection-threshold=7000",
                "spring.datasource.hikari.transaction-isolation=TRANSACTION_REPEATABLE_READ")) {
            RockpoolDataSource dataSource = works(application);
            assertThat(dataSource.getName()).isEqualTo("orders");
            assertThat(dataSource.getMaxSize()).isEqualTo(3);
            assertThat(dataSource.getMinIdle()).isEqualTo(1);
            assertThat(dataSource.getAcquireTimeout()).isEqualTo(Duration.ofSeconds(60));
            assertThat(dataSource.getValidationTimeout()).isEqualTo(Duration.ofSeconds(4));
            assertThat(dataSource.getMaxIdleTime()).isEqualTo(Duration.ofMinutes(2));
            assertThat(dataSource.getMaxLifetime()).isEqualTo(Duration.ofMinutes(15));
            assertThat(dataSource.getHealthCheckInterval()).isEqualTo(Duration.ofSeconds(30));
            assertThat(dataSource.getHoldWarning()).isEqualTo(Duration.ofSeconds(7));
            assertThat(dataSource.getTransactionIsolation()).isEqualTo("TRANSACTION_REPEATABLE_READ");
        }
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... settings) {
        // The version that the module is for, not one that another module has brought.
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("rockpool.spring-boot"));
        SpringApplication spring = new SpringApplication(application);
        spring.setWebApplicationType(WebApplicationType.NONE);
        List<String> arguments = new ArrayList<>();
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return spring.run(arguments.toArray(String[]::new));
    }

    /** Work is done, a transaction rolls back, and connections come back. */
    private static RockpoolDataSource works(ConfigurableApplicationContext application) {
        RockpoolDataSource dataSource = (RockpoolDataSource) application.getBean(DataSource.class);
        Orders orders = application.getBean(Orders.class);
        orders.add(10, 20);
        assertThat(orders.count()).isEqualTo(2);
        assertThatThrownBy(() -> orders.add(30, -1)).isInstanceOf(DataIntegrityViolationException.class);
        assertThat(orders.count()).isEqualTo(2);
        PoolAudit.check(dataSource.pool());
        assertThat(dataSource.pool().stats().leased()).isZero();
        return dataSource;
    }
}
