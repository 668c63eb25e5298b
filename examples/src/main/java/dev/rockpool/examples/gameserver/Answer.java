package dev.rockpool.examples.gameserver;

/** What the server sends. */
sealed interface Answer {

    /** The message with this id is stored; the player now stands at this place. */
    record Ack(long id, int x, int y) implements Answer {}

    /** Somebody in the room said something. The speaker hears it, too. */
    record Said(String player, String words) implements Answer {}

    /** The message with this id was understood but could not be stored: it has not happened for anybody else. */
    record Rejected(long id, String reason) implements Answer {}

    /** The server did not understand, and closes the connection. */
    record Refused(String reason) implements Answer {}
}
