package dev.rockpool.examples.gameserver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One simulated player on a real socket. All players belong to one thread. */
final class Player implements AutoCloseable {

    /** Who has this many messages unanswered says nothing more for now. */
    private static final int MOST_UNANSWERED = 16;

    private final String name;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final LineReader lines = new LineReader();
    private final Outbox outbox;
    private final Protocol protocol = new Protocol();
    private final PlayerCounts counts;
    private final Set<Long> unanswered = new HashSet<>();
    private final Map<String, String> fields = new HashMap<>();

    private Player(String name, SocketChannel channel, Selector selector, PlayerCounts counts) throws IOException {
        this.name = name;
        this.channel = channel;
        this.counts = counts;
        outbox = new Outbox(channel);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Connects. */
    static Player connect(String name, InetSocketAddress server, Selector selector, PlayerCounts counts)
            throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        try {
            return new Player(name, channel, selector, counts);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    /** Whether the server keeps up with this player. */
    boolean mayTalk() {
        return unanswered.size() < MOST_UNANSWERED;
    }

    /** Whether the server has answered all that this player sent. */
    boolean isContent() {
        return unanswered.isEmpty();
    }

    /** Sends a message, and expects its answer. */
    void send(Message message) throws IOException {
        StringBuilder line = new StringBuilder();
        protocol.write(message, line);
        unanswered.add(message.id());
        counts.sent().count(message.kind());
        if (!outbox.send(StandardCharsets.UTF_8.encode(line.toString()))) {
            key.interestOpsOr(SelectionKey.OP_WRITE);
        }
    }

    /** Reads what there is, and sends what is left over. */
    void ready(ByteBuffer buffer) throws IOException {
        if (key.isWritable() && outbox.flush()) {
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
        }
        if (!key.isReadable()) {
            return;
        }
        if (!lines.read(channel, buffer)) {
            throw new IOException("the server hung up on " + name);
        }
        try {
            for (ByteBuffer line = lines.next(buffer); line != null; line = lines.next(buffer)) {
                fields.clear();
                hear(protocol.readAnswer(line, fields));
            }
        } catch (BadLineException e) {
            throw new IOException("the server talks nonsense to " + name + ": " + e.getMessage(), e);
        }
    }

    private void hear(Answer answer) throws IOException {
        if (answer instanceof Answer.Ack ack) {
            answered(ack.id());
            counts.acknowledged().increment();
        } else if (answer instanceof Answer.Rejected rejected) {
            answered(rejected.id());
            counts.rejected().increment();
        } else if (answer instanceof Answer.Said) {
            counts.heard().increment();
        } else if (answer instanceof Answer.Refused refused) {
            throw new IOException("the server refused a message of " + name + ": " + refused.reason());
        }
    }

    private void answered(long id) throws IOException {
        if (!unanswered.remove(id)) {
            throw new IOException("the server answered what " + name + " never sent: " + id);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
