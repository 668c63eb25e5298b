package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.monitor.Holder;
import java.sql.Connection;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who holds a connection is said by the borrower's code, not by that of the data source. */
class BorrowingSiteTest {

    @Test
    void theStackOfAHolderBeginsAtTheBorrower() throws Exception {
        try (RockpoolDataSource dataSource = RockpoolDataSource.builder()
                        .url("jdbc:h2:mem:" + UUID.randomUUID())
                        .leakStacks(1)
                        .build();
                Connection held = dataSource.getConnection();
                Connection readOnly = dataSource.getReadOnlyConnection()) {
            assertThat(held).isNotSameAs(readOnly);
            assertThat(dataSource.pool().control().explain().holders())
                    .hasSize(2)
                    .extracting(Holder::acquiredAt)
                    .allSatisfy(stack ->
                            assertThat(stack.get(0).getMethodName()).isEqualTo("theStackOfAHolderBeginsAtTheBorrower"));
        }
    }
}
