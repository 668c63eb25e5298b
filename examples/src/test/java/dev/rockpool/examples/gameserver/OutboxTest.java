package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final NarrowChannel channel = new NarrowChannel();
    private final Outbox outbox = new Outbox(channel);

    @Test
    void whatTheSocketTakesIsOutAtOnce() throws IOException {
        channel.room = 10;
        assertThat(outbox.send(bytes("hello"))).isTrue();
        assertThat(channel.taken).hasToString("hello");
    }

    @Test
    void whatItDoesNotTakeIsCopiedAndSentInOrderLater() throws IOException {
        channel.room = 3;
        ByteBuffer pooled = bytes("hello");
        assertThat(outbox.send(pooled)).isFalse();
        pooled.clear().put(new byte[pooled.capacity()]); // The buffer has gone back, and somebody else writes into it.
        channel.room = 1;
        assertThat(outbox.send(bytes(" world")))
                .as("a later line must not overtake")
                .isFalse();
        assertThat(channel.taken).hasToString("hel");
        assertThat(outbox.flush()).isFalse();
        channel.room = 100;
        assertThat(outbox.flush()).isTrue();
        assertThat(channel.taken).hasToString("hello world");
    }

    @Test
    void whoDoesNotReadAtAllIsGivenUp() {
        byte[] line = new byte[600_000];
        assertThatIOException().isThrownBy(() -> {
            outbox.send(ByteBuffer.wrap(line));
            outbox.send(ByteBuffer.wrap(line));
        });
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    /** Takes as many bytes as there is room for. */
    private static final class NarrowChannel implements WritableByteChannel {

        private final StringBuilder taken = new StringBuilder();
        private int room;

        @Override
        public int write(ByteBuffer source) {
            int count = Math.min(room, source.remaining());
            for (int i = 0; i < count; i++) {
                taken.append((char) source.get());
            }
            room -= count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
