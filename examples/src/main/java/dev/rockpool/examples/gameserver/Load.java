package dev.rockpool.examples.gameserver;

import java.time.Duration;

/**
 * What the players do to the server.
 *
 * @param players how many there are
 * @param messagesPerSecond how many chat and move messages they send together; they send fewer when the server is slower
 * @param duration after how long they stop
 * @param messageLimit after how many chat and move messages they stop, if that comes first
 */
record Load(int players, int messagesPerSecond, Duration duration, long messageLimit) {

    /** Lively, but two cores are not saturated by it: the numbers are about the pools, not about the scheduler. */
    static final int DEFAULT_RATE = 10_000;

    /** The demo's load. */
    static Load lasting(Duration duration, int players) {
        return new Load(players, DEFAULT_RATE, duration, Long.MAX_VALUE);
    }

    /** A load that ends by itself, however fast or slow the machine is. */
    static Load ofMessages(long messages, int players) {
        return new Load(players, DEFAULT_RATE, Duration.ofDays(1), messages);
    }
}
