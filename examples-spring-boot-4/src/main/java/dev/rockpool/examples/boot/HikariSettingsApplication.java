package dev.rockpool.examples.boot;

import dev.rockpool.jdbc.RockpoolDataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** One that came from HikariCP, and left its settings as they were. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(Orders.class)
public class HikariSettingsApplication {

    /** {@return the data source, which has HikariCP's names as well} */
    // @start region="hikari-settings"
    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    public RockpoolDataSource dataSource() {
        return new RockpoolDataSource();
    }
    // @end
}
