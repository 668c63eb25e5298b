package dev.rockpool.examples.gameserver;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The books at the end: nothing was lost on the way, and nothing was made up.
 *
 * @param sent messages sent, as the players counted
 * @param received messages understood, as the server counted
 * @param stored rows in the database, as the database counted
 * @param acknowledged acknowledgements that came back, as the players counted
 * @param broadcast copies of chat messages, as the server counted
 * @param heard copies of chat messages, as the players counted
 */
record Balance(
        Map<Kind, Long> sent,
        Map<Kind, Long> received,
        Map<Kind, Long> stored,
        long acknowledged,
        long broadcast,
        long heard) {

    /** The books as they are when everybody has left. */
    static Balance of(PlayerCounts players, MessageHandler server, Map<Kind, Long> stored) {
        return new Balance(
                players.sent().byKind(),
                server.received().byKind(),
                stored,
                players.acknowledged().sum(),
                server.broadcast(),
                players.heard().sum());
    }

    /** Whether every message was received, stored and acknowledged once, and every copy arrived. */
    boolean isEven() {
        return sent.equals(received) && sent.equals(stored) && Tally.total(sent) == acknowledged && broadcast == heard;
    }

    /** The verdict in a line. */
    @Override
    public String toString() {
        if (isEven()) {
            return "check passed: sent = received = stored = acknowledged: " + inWords(sent) + "; broadcast = heard: "
                    + Words.count(broadcast);
        }
        return "CHECK FAILED: sent " + inWords(sent) + ", received " + inWords(received) + ", stored "
                + inWords(stored) + ", acknowledged " + Words.count(acknowledged) + "; broadcast "
                + Words.count(broadcast) + ", heard " + Words.count(heard);
    }

    private static String inWords(Map<Kind, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey().word() + ' ' + Words.count(entry.getValue()))
                .collect(Collectors.joining(", ", Words.count(Tally.total(counts)) + " (", ")"));
    }
}
