package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a cycle of getConnection and close leaves to the collector. */
class AllocationTest {

    private static final int CYCLES = 100_000;
    private static final int MOST_BYTES = 56; // the lease and the borrower's connection

    @Test
    void aCycleMakesTwoSmallObjects() throws SQLException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (RockpoolDataSource dataSource = RockpoolDataSource.builder()
                .url("jdbc:h2:mem:" + UUID.randomUUID())
                .build()) {
            dataSource.getConnection().close();
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 5; round++) { // what the JVM itself makes on this thread comes once
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < CYCLES; i++) {
                    dataSource.getConnection().close();
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least / (double) CYCLES).as("bytes a cycle").isLessThanOrEqualTo(MOST_BYTES + 1);
        }
    }
}
