package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Threads.Actor;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many threads on few connections: platform threads, and virtual ones where the JDK has them. */
class ManyThreadsTest {

    private static final int CONNECTIONS = 4;
    private static final int ROUNDS = 5;

    static List<Threads> kinds() {
        return Threads.available();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void allAreServedAndNothingIsLost(Threads kind) throws Exception {
        int count = kind == Threads.PLATFORM ? 32 : 2_000;
        try (RockpoolDataSource dataSource = RockpoolDataSource.builder()
                .url("jdbc:h2:mem:" + UUID.randomUUID())
                .maxSize(CONNECTIONS)
                .build()) {
            List<Actor<Integer>> actors = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                actors.add(kind.act(() -> sum(dataSource, number)));
            }
            for (int i = 0; i < count; i++) {
                assertThat(actors.get(i).result()).isEqualTo(i * ROUNDS);
            }
            assertThat(dataSource.pool().stats().acquired()).isEqualTo((long) count * ROUNDS);
            assertThat(dataSource.pool().stats().peakSize()).isLessThanOrEqualTo(CONNECTIONS);
            PoolAudit.check(dataSource.pool());
        }
    }

    private static int sum(RockpoolDataSource dataSource, int number) throws Exception {
        int sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Connection connection = dataSource.getConnection();
                    var statement = connection.prepareStatement("SELECT ?")) {
                connection.setAutoCommit(false);
                statement.setInt(1, number);
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    sum += rows.getInt(1);
                }
            }
        }
        return sum;
    }
}
