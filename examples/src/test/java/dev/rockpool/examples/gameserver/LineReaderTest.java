package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    private static final int CAPACITY = 8;

    @Test
    void linesThatArriveInPiecesComeOutWhole() throws Exception {
        assertThat(linesOf("one\ntwo\n\nthree\nfour\n", CAPACITY)).containsExactly("one", "two", "", "three", "four");
    }

    @Test
    void anUnfinishedLineIsNotHandedOut() throws Exception {
        assertThat(linesOf("one\ntw", CAPACITY)).containsExactly("one");
    }

    @Test
    void aLineAsLongAsTheBufferIsRefused() throws Exception {
        assertThat(linesOf("1234567\n", CAPACITY)).containsExactly("1234567");
        assertThatExceptionOfType(BadLineException.class)
                .isThrownBy(() -> linesOf("12345678\n", CAPACITY))
                .withMessage("a line must be shorter than 8 bytes");
    }

    @Test
    void theBufferIsBorrowedOnlyForARead() throws Exception {
        LineReader reader = new LineReader();
        ByteBuffer first = ByteBuffer.allocate(CAPACITY);
        reader.read(channel("hel"), first);
        assertThat(reader.next(first)).isNull();
        ByteBuffer second = ByteBuffer.allocate(CAPACITY);
        reader.read(channel("lo\n"), second);
        assertThat(text(reader.next(second))).isEqualTo("hello");
    }

    private static List<String> linesOf(String text, int capacity) throws IOException, BadLineException {
        LineReader reader = new LineReader();
        ReadableByteChannel channel = channel(text);
        ByteBuffer buffer = ByteBuffer.allocate(capacity);
        List<String> lines = new ArrayList<>();
        while (reader.read(channel, buffer)) {
            for (ByteBuffer line = reader.next(buffer); line != null; line = reader.next(buffer)) {
                lines.add(text(line));
            }
        }
        return lines;
    }

    private static ReadableByteChannel channel(String text) {
        return Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(ByteBuffer line) {
        return StandardCharsets.UTF_8.decode(line).toString();
    }
}
