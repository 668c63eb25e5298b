package dev.rockpool.examples.gameserver;

import dev.rockpool.KeyedPool;
import dev.rockpool.config.Creation;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** What a worker encodes the answers of a room with; it has a state, so one worker has it at a time. */
final class RoomScratch {

    private static final int MOST = 64; // of all rooms; more than there are workers, so nobody waits

    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** Ready for the next text. */
    CharsetEncoder encoder() {
        return encoder.reset();
    }

    /** A pool of them for each room. A quiet room's give way to a lively one's, and a room that is empty is forgotten. */
    static KeyedPool<Integer, RoomScratch> pool() {
        return KeyedPool.<Integer, RoomScratch>builder(room -> new RoomScratch())
                .name("rooms")
                .maxPerKey(GameServer.WORKERS)
                .maxTotal(MOST)
                .perKey(each -> each.creation(Creation.CALLER))
                .build();
    }
}
