package dev.rockpool.examples.gameserver;

import dev.rockpool.Lease;
import dev.rockpool.PoolException;
import dev.rockpool.examples.gameserver.fault.CallerErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the server does with a message: parse it, count it, let it happen, store it, tell the room, acknowledge it. When
 * a player has the acknowledgement, the message is stored and everybody's copy of it is on its way. A message that cannot
 * be stored is rejected: its player is told so, and nobody else hears of it.
 *
 * <p>For this each message takes a map (its fields), a builder (the text of the answers) and a buffer (their bytes) from
 * the pools, and what its room's answers are encoded with from the keyed pool of the rooms. Every thread takes them in the same
 * order, and holds one more buffer that it reads through: with
 * {@value GameServer#WORKERS} workers that is far below the pools' sizes, so nobody waits for anybody in a circle.
 */
final class MessageHandler {

    private final Memory memory;
    private final EventSink store;
    private final Consumer<Exception> onFailure;
    private final Protocol protocol = new Protocol();
    private final World world = new World();
    private final Tally received = new Tally();
    private final LongAdder stored = new LongAdder();
    private final Tally rejected = new Tally();
    private final LongAdder broadcast = new LongAdder();

    /**
     * Makes the handler.
     *
     * @param onFailure hears what was thrown each time that a message could not be stored; called by the workers
     */
    MessageHandler(Memory memory, EventSink store, Consumer<Exception> onFailure) {
        this.memory = memory;
        this.store = store;
        this.onFailure = onFailure;
    }

    /** Reads once and handles every message that is whole by now. Returns false when the conversation is over. */
    boolean handleNext(Connection connection) throws IOException, InterruptedException {
        try (Lease<ByteBuffer> input = memory.buffers().acquire()) {
            ByteBuffer buffer = input.get();
            if (!connection.read(buffer)) {
                return false;
            }
            for (ByteBuffer line = connection.nextLine(buffer); line != null; line = connection.nextLine(buffer)) {
                handle(line, connection);
            }
            return true;
        } catch (BadLineException e) {
            refuse(connection, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Takes the player of a connection that has ended out of the world. */
    void forget(Connection connection) {
        Avatar avatar = connection.avatar();
        if (avatar != null) {
            world.leave(avatar, connection);
        }
    }

    /** Messages that were understood. */
    Tally received() {
        return received;
    }

    /** How many messages were stored. */
    long stored() {
        return stored.sum();
    }

    /** Messages that were understood and could not be stored; their players were told so, and nobody else. */
    Tally rejected() {
        return rejected;
    }

    /** Copies of chat messages that were sent to players. */
    long broadcast() {
        return broadcast.sum();
    }

    private void handle(ByteBuffer line, Connection connection)
            throws IOException, BadLineException, InterruptedException {
        try (Lease<Map<String, String>> fields = memory.maps().acquire();
                Lease<StringBuilder> text = memory.builders().acquire();
                Lease<ByteBuffer> bytes = memory.buffers().acquire()) {
            Message message = protocol.readMessage(line, fields.get());
            received.count(message.kind());
            Avatar avatar = happen(message, connection);
            Exception failure = store(message, avatar);
            try (Lease<RoomScratch> room = memory.rooms().acquire(avatar.room().number())) {
                Page page = new Page(text.get(), bytes.get(), room.get());
                if (failure != null) {
                    Answer no = new Answer.Rejected(message.id(), CallerErrors.name(failure));
                    connection.send(encode(no, page));
                    return;
                }
                if (message instanceof Message.Chat chat) {
                    tellRoom(avatar, encode(new Answer.Said(avatar.name(), chat.words()), page));
                }
                connection.send(encode(new Answer.Ack(message.id(), avatar.x(), avatar.y()), page));
            }
        }
    }

    /** What an answer is written with. */
    private record Page(StringBuilder text, ByteBuffer bytes, RoomScratch scratch) {}

    /** Returns why it could not be stored; null when it is. */
    private @Nullable Exception store(Message message, Avatar avatar) throws InterruptedException {
        try {
            store.store(message, avatar);
            stored.increment();
            return null;
        } catch (SQLException | PoolException e) {
            rejected.count(message.kind());
            onFailure.accept(e);
            return e;
        }
    }

    private Avatar happen(Message message, Connection connection) throws BadLineException {
        Avatar avatar = connection.avatar();
        if (message instanceof Message.Join join) {
            if (avatar != null) {
                throw new BadLineException("joined twice");
            }
            avatar = world.join(join.player(), connection);
            connection.avatar(avatar);
            return avatar;
        }
        if (avatar == null) {
            throw new BadLineException("the first message must be a join");
        }
        if (message instanceof Message.Move move) {
            avatar.move(move.dx(), move.dy());
        } else if (message instanceof Message.Leave) {
            world.leave(avatar, connection);
            connection.avatar(null);
        }
        return avatar;
    }

    private void tellRoom(Avatar speaker, ByteBuffer line) {
        for (Connection member : speaker.room().members()) {
            try {
                member.send(line.duplicate());
                broadcast.increment();
            } catch (IOException e) {
                member.close(); // Its own worker will notice and clean up; the speaker has done nothing wrong.
            }
        }
    }

    private void refuse(Connection connection, String reason) throws IOException, InterruptedException {
        try (Lease<StringBuilder> text = memory.builders().acquire();
                Lease<ByteBuffer> bytes = memory.buffers().acquire()) {
            connection.send(encode(new Answer.Refused(reason), new Page(text.get(), bytes.get(), new RoomScratch())));
        } catch (BadLineException e) {
            // The reason quotes too much of the line to fit; hanging up says enough.
        }
    }

    private ByteBuffer encode(Answer answer, Page page) throws BadLineException {
        StringBuilder text = page.text();
        text.setLength(0);
        protocol.write(answer, text);
        ByteBuffer bytes = page.bytes().clear();
        if (page.scratch().encoder().encode(CharBuffer.wrap(text), bytes, true).isOverflow()) {
            throw new BadLineException("the answer does not fit into " + bytes.capacity() + " bytes");
        }
        return bytes.flip();
    }
}
