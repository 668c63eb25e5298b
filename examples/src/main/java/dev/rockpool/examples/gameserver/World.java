package dev.rockpool.examples.gameserver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Who is where. Players share rooms of {@value #ROOM_SIZE}, in the order they come. */
final class World {

    static final int ROOM_SIZE = 10;

    private static final int LONGEST_NAME = 32;

    private final AtomicInteger joined = new AtomicInteger();
    private final Map<Integer, Room> rooms = new ConcurrentHashMap<>();

    /** Lets a player in. From now on the connection hears its room. */
    Avatar join(String name, Connection connection) throws BadLineException {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new BadLineException("a name has 1 to " + LONGEST_NAME + " characters");
        }
        Room room = rooms.computeIfAbsent(joined.getAndIncrement() / ROOM_SIZE, Room::new);
        room.members().add(connection);
        return new Avatar(name, room);
    }

    /** Lets a player go. */
    void leave(Avatar avatar, Connection connection) {
        avatar.room().members().remove(connection);
    }
}
