package dev.rockpool.benchmarks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.benchmarks.peers.Peers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataSourcesTest {

    private static final int SIZE = 3;

    static Set<String> names() {
        return DataSources.names();
    }

    private static void close(DataSource dataSource) throws Exception {
        if (dataSource instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aDataSourceLeadsToTheDriverAndServesAQuery(String name) throws Exception {
        DataSource dataSource = DataSources.open(name, Database.STUB, SIZE);
        for (int i = 0; i < SIZE + 1; i++) {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement("SELECT 1");
                    ResultSet row = statement.executeQuery()) {
                assertThat(connection.getAutoCommit()).isTrue();
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(1);
                assertThat(row.next()).isFalse();
            }
        }
        close(dataSource);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aDataSourceHoldsNoMoreThanItsSize(String name) throws Exception {
        Database impatient = new Database(StubDriver.class, StubDriver.URL, "bench", "bench", Duration.ofMillis(300));
        DataSource dataSource = DataSources.open(name, impatient, SIZE);
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            all.add(dataSource.getConnection());
        }
        assertThatThrownBy(dataSource::getConnection).isInstanceOf(SQLException.class);
        for (Connection one : all) {
            one.close();
        }
        close(dataSource);
    }

    @Test
    void anUnknownDataSourceIsRefusedWithTheNames() {
        assertThatThrownBy(() -> DataSources.open("nonesuch", Database.STUB, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonesuch")
                .hasMessageContaining(Peers.ROCKPOOL);
    }
}
