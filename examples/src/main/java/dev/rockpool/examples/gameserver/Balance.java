package dev.rockpool.examples.gameserver;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The counts at the end: no message was lost on the way, and none was counted that nobody sent.
 *
 * @param sent messages sent, as the players counted
 * @param received messages understood, as the server counted
 * @param stored rows in the database, as the database counted
 * @param rejected messages that could not be stored, as the server counted
 * @param answers what came back, as the players counted
 * @param broadcast copies of chat messages, as the server counted
 */
record Balance(
        Map<Kind, Long> sent,
        Map<Kind, Long> received,
        Map<Kind, Long> stored,
        Map<Kind, Long> rejected,
        Answers answers,
        long broadcast) {

    /**
     * What the players heard.
     *
     * @param acknowledged acknowledgements
     * @param rejected rejections
     * @param heard copies of chat messages
     */
    record Answers(long acknowledged, long rejected, long heard) {}

    /** The counts when everybody has left. */
    static Balance of(PlayerCounts players, MessageHandler server, Map<Kind, Long> stored) {
        return new Balance(
                players.sent().byKind(),
                server.received().byKind(),
                stored,
                server.rejected().byKind(),
                new Answers(
                        players.acknowledged().sum(),
                        players.rejected().sum(),
                        players.heard().sum()),
                server.broadcast());
    }

    /** Whether every message was received and either stored and acknowledged once or rejected once, and every copy arrived. */
    boolean isEven() {
        return sent.equals(received)
                && sent.equals(sum(stored, rejected))
                && Tally.total(stored) == answers.acknowledged()
                && Tally.total(rejected) == answers.rejected()
                && broadcast == answers.heard();
    }

    /** How many messages were rejected. */
    long rejections() {
        return Tally.total(rejected);
    }

    private static Map<Kind, Long> sum(Map<Kind, Long> one, Map<Kind, Long> other) {
        Map<Kind, Long> sum = new EnumMap<>(Kind.class);
        one.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
        other.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
        return sum;
    }

    /** The verdict in a line. */
    @Override
    public String toString() {
        if (!isEven()) {
            return "CHECK FAILED: sent " + inWords(sent) + ", received " + inWords(received) + ", stored "
                    + inWords(stored) + ", acknowledged " + Words.count(answers.acknowledged()) + "; rejected "
                    + inWords(rejected) + ", rejections that arrived " + Words.count(answers.rejected())
                    + "; broadcast " + Words.count(broadcast) + ", heard " + Words.count(answers.heard());
        }
        String copies = "; broadcast = heard: " + Words.count(broadcast);
        if (rejections() == 0) {
            return "check passed: sent = received = stored = acknowledged: " + inWords(sent) + copies;
        }
        return "check passed: sent = received = stored + rejected: " + inWords(sent) + "; stored = acknowledged: "
                + inWords(stored) + "; rejected, and their players told: " + inWords(rejected) + copies;
    }

    private static String inWords(Map<Kind, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey().word() + ' ' + Words.count(entry.getValue()))
                .collect(Collectors.joining(", ", Words.count(Tally.total(counts)) + " (", ")"));
    }
}
