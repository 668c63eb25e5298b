package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolTest {

    private static final String AWKWARD = "\"quoted\" back\\slash new\nline → 🐉 \u0001";

    private final Protocol protocol = new Protocol();

    @Test
    void everyMessageSurvivesTheRoundTrip() throws BadLineException {
        for (Message message : new Message[] {
            new Message.Join(1, "ada"),
            new Message.Chat(Long.MAX_VALUE, AWKWARD),
            new Message.Move(3, -1, 1),
            new Message.Leave(4)
        }) {
            StringBuilder line = new StringBuilder();
            protocol.write(message, line);
            assertThat(protocol.readMessage(bytes(line), new HashMap<>())).isEqualTo(message);
        }
    }

    @Test
    void everyAnswerSurvivesTheRoundTrip() throws BadLineException {
        for (Answer answer : new Answer[] {
            new Answer.Ack(1, -100, 100),
            new Answer.Rejected(2, "SQLException"),
            new Answer.Said("ada", AWKWARD),
            new Answer.Refused("no field \"id\"")
        }) {
            StringBuilder line = new StringBuilder();
            protocol.write(answer, line);
            assertThat(protocol.readAnswer(bytes(line), new HashMap<>())).isEqualTo(answer);
        }
    }

    @Test
    void aMessageIsOneLineOfJson() {
        StringBuilder line = new StringBuilder("before ");
        protocol.write(new Message.Chat(2, "two\nlines"), line);
        assertThat(line).hasToString("before {\"type\":\"chat\",\"id\":2,\"words\":\"two\\nlines\"}\n");
    }

    @Test
    void theFieldsOfALineAreLeftInTheCallersMap() throws BadLineException {
        Map<String, String> fields = new HashMap<>();
        protocol.readMessage(bytes("{\"type\":\"leave\",\"id\":7}"), fields);
        assertThat(fields).containsOnly(Map.entry("type", "leave"), Map.entry("id", "7"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    hello                                      | not a flat JSON object
                    {"type":"leave","id":1} {}                 | not a flat JSON object
                    {"type":"leave","id":[1]}                  | not a flat JSON object
                    {"type":"leave"}                           | no field "id"
                    {"id":1}                                   | no field "type"
                    {"type":"dance","id":1}                    | no such message: "dance"
                    {"type":"leave","id":"x"}                  | field "id" is not a number in range: "x"
                    {"type":"move","id":1,"dx":3000000000}     | field "dx" is not a number in range
                    """)
    void aBadLineIsRefusedWithItsReason(String line, String reason) {
        assertThatExceptionOfType(BadLineException.class)
                .isThrownBy(() -> protocol.readMessage(bytes(line), new HashMap<>()))
                .withMessageStartingWith(reason);
    }

    private static ByteBuffer bytes(CharSequence text) {
        // A slice in the middle of an array, as a line in a read buffer is.
        byte[] bytes = ("xx" + text + "yy").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(bytes, 2, bytes.length - 4).slice();
    }
}
