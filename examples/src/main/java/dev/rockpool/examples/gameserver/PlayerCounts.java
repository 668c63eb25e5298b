package dev.rockpool.examples.gameserver;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the players did and saw, all together.
 *
 * @param sent messages
 * @param acknowledged messages whose acknowledgement came back
 * @param rejected messages of which the server said that it could not store them
 * @param heard chat messages, their own included
 */
record PlayerCounts(Tally sent, LongAdder acknowledged, LongAdder rejected, LongAdder heard) {

    PlayerCounts() {
        this(new Tally(), new LongAdder(), new LongAdder(), new LongAdder());
    }
}
