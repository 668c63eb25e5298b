package dev.rockpool.examples.gameserver;

import java.util.concurrent.TimeUnit;

/**
 * Says how many messages are due. What could not be sent in time is not made up for later beyond a tenth of a second's
 * worth, so that a pause is not followed by a flood. Used by one thread.
 */
final class Pacer {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long interval;
    private final long mostBehind;
    private final long end;
    private long left;
    private long nextDue;

    Pacer(Load load, long nowNanos) {
        interval = Math.max(1, SECOND / load.messagesPerSecond());
        mostBehind = SECOND / 10;
        end = nowNanos + load.duration().toNanos();
        left = load.messageLimit();
        nextDue = nowNanos;
    }

    /** Whether all has been sent, or time is up. */
    boolean isOver(long nowNanos) {
        return left == 0 || nowNanos - end >= 0;
    }

    /** Whether one more message is due. */
    boolean isDue(long nowNanos) {
        return left > 0 && nowNanos - nextDue >= 0;
    }

    /** One has been sent. */
    void sent(long nowNanos) {
        left--;
        nextDue = Math.max(nextDue + interval, nowNanos - mostBehind);
    }
}
