package dev.rockpool.examples.gameserver;

import java.util.Locale;

/** What a player can tell the server. */
enum Kind {
    JOIN,
    CHAT,
    MOVE,
    LEAVE;

    /** How the protocol and the database call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
