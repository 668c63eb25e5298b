package dev.rockpool.examples.gameserver;

/**
 * A player in the world. Its place is only touched by the thread that handles its connection's messages, one at a time.
 */
final class Avatar {

    private static final int EDGE = 100;

    private final String name;
    private final Room room;
    private int x;
    private int y;

    Avatar(String name, Room room) {
        this.name = name;
        this.room = room;
    }

    /** Takes a step; the world ends at its edge. */
    void move(int dx, int dy) {
        x = within(x + Math.max(-1, Math.min(1, dx)));
        y = within(y + Math.max(-1, Math.min(1, dy)));
    }

    private static int within(int coordinate) {
        return Math.max(-EDGE, Math.min(EDGE, coordinate));
    }

    String name() {
        return name;
    }

    Room room() {
        return room;
    }

    int x() {
        return x;
    }

    int y() {
        return y;
    }
}
