package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolPropertiesTest {

    static Stream<String> settings() {
        return Settings.ALL.stream().map(Setting::name);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void eachSettingOfThePoolIsAProperty(String name) throws Exception {
        RockpoolDataSource source = new RockpoolDataSource();
        Class<?> type = PoolConfig.class.getMethod(name).getReturnType();
        String property = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        Object value = RockpoolDataSource.class
                .getMethod((type == boolean.class ? "is" : "get") + property)
                .invoke(source);
        assertThat(value).isNotNull();
        RockpoolDataSource.class.getMethod("set" + property, type).invoke(source, value);
        assertThat(source.config().origins().get(name)).isEqualTo(Settings.BUILDER);
    }
}
