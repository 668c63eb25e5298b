package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.examples.gameserver.Balance.Answers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BalanceTest {

    private static final Map<Kind, Long> COUNTS =
            Map.of(Kind.JOIN, 1L, Kind.CHAT, 20L, Kind.MOVE, 1_000L, Kind.LEAVE, 1L);
    private static final Map<Kind, Long> OTHER = Map.of(Kind.JOIN, 1L, Kind.CHAT, 21L, Kind.MOVE, 999L, Kind.LEAVE, 1L);

    private static final Map<Kind, Long> NOTHING = Map.of(Kind.JOIN, 0L, Kind.CHAT, 0L, Kind.MOVE, 0L, Kind.LEAVE, 0L);
    private static final Map<Kind, Long> ONE_CHAT = Map.of(Kind.JOIN, 0L, Kind.CHAT, 1L, Kind.MOVE, 0L, Kind.LEAVE, 0L);
    private static final Answers ALL = new Answers(1_022, 0, 200);

    @Test
    void itIsEvenWhenAllAgree() {
        Balance balance = new Balance(COUNTS, COUNTS, COUNTS, NOTHING, ALL, 200);
        assertThat(balance.isEven()).isTrue();
        assertThat(balance.toString()).startsWith("check passed").contains("1,022");
    }

    @Test
    void aRejectedMessageIsAccountedForByItsKind() {
        Map<Kind, Long> sent = Map.of(Kind.JOIN, 1L, Kind.CHAT, 21L, Kind.MOVE, 1_000L, Kind.LEAVE, 1L);
        Balance balance = new Balance(sent, sent, COUNTS, ONE_CHAT, new Answers(1_022, 1, 200), 200);
        assertThat(balance.isEven()).isTrue();
        assertThat(balance.rejections()).isEqualTo(1);
        assertThat(balance.toString()).startsWith("check passed").contains("told: 1 (");
    }

    @Test
    void anyDisagreementIsSeenAlsoWhereTheTotalsAreEqual() {
        assertUneven(new Balance(COUNTS, OTHER, COUNTS, NOTHING, ALL, 200));
        assertUneven(new Balance(COUNTS, COUNTS, OTHER, NOTHING, ALL, 200));
        assertUneven(new Balance(COUNTS, COUNTS, COUNTS, ONE_CHAT, ALL, 200));
        assertUneven(new Balance(COUNTS, COUNTS, COUNTS, NOTHING, new Answers(1_021, 0, 200), 200));
        assertUneven(new Balance(COUNTS, COUNTS, COUNTS, NOTHING, new Answers(1_022, 1, 200), 200));
        assertUneven(new Balance(COUNTS, COUNTS, COUNTS, NOTHING, new Answers(1_022, 0, 199), 200));
    }

    private static void assertUneven(Balance balance) {
        assertThat(balance.isEven()).isFalse();
        assertThat(balance.toString()).startsWith("CHECK FAILED");
    }
}
