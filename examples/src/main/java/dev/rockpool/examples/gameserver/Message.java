package dev.rockpool.examples.gameserver;

/** What a player sends. Each message has an id of its own, stored with it and acknowledged by it. */
sealed interface Message {

    /** Unique over all players. */
    long id();

    /** Which of the four it is. */
    Kind kind();

    /** The first message of a player. */
    record Join(long id, String player) implements Message {
        @Override
        public Kind kind() {
            return Kind.JOIN;
        }
    }

    /** Words for everybody in the player's room. */
    record Chat(long id, String words) implements Message {
        @Override
        public Kind kind() {
            return Kind.CHAT;
        }
    }

    /** A step in the world. */
    record Move(long id, int dx, int dy) implements Message {
        @Override
        public Kind kind() {
            return Kind.MOVE;
        }
    }

    /** The last message of a player. */
    record Leave(long id) implements Message {
        @Override
        public Kind kind() {
            return Kind.LEAVE;
        }
    }
}
