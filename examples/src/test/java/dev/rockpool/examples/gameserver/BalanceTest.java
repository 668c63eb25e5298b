package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BalanceTest {

    private static final Map<Kind, Long> BOOKS =
            Map.of(Kind.JOIN, 1L, Kind.CHAT, 20L, Kind.MOVE, 1_000L, Kind.LEAVE, 1L);
    private static final Map<Kind, Long> OTHER = Map.of(Kind.JOIN, 1L, Kind.CHAT, 21L, Kind.MOVE, 999L, Kind.LEAVE, 1L);

    @Test
    void itIsEvenWhenAllAgree() {
        Balance balance = new Balance(BOOKS, BOOKS, BOOKS, 1_022, 200, 200);
        assertThat(balance.isEven()).isTrue();
        assertThat(balance.toString()).startsWith("check passed").contains("1,022");
    }

    @Test
    void anyDisagreementIsSeenAlsoWhereTheTotalsAreEqual() {
        assertUneven(new Balance(BOOKS, OTHER, BOOKS, 1_022, 200, 200));
        assertUneven(new Balance(BOOKS, BOOKS, OTHER, 1_022, 200, 200));
        assertUneven(new Balance(BOOKS, BOOKS, BOOKS, 1_021, 200, 200));
        assertUneven(new Balance(BOOKS, BOOKS, BOOKS, 1_022, 200, 199));
    }

    private static void assertUneven(Balance balance) {
        assertThat(balance.isEven()).isFalse();
        assertThat(balance.toString()).startsWith("CHECK FAILED");
    }
}
