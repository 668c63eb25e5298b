package dev.rockpool.examples.gameserver;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The wire format: one flat JSON object a line.
 *
 * <pre>
 * {"type":"join","id":1,"player":"ada"}         {"type":"ack","id":1,"x":0,"y":0}
 * {"type":"chat","id":2,"words":"hello"}        {"type":"said","player":"ada","words":"hello"}
 * {"type":"move","id":3,"dx":1,"dy":-1}         {"type":"refused","reason":"no field \"id\""}
 * {"type":"leave","id":4}                       {"type":"rejected","id":3,"reason":"PoolTimeoutException"}
 * </pre>
 *
 * <p>It allocates as little as it can: a line is read into a map and written into a builder that the caller brings, and
 * both come from pools. Safe for use by several threads.
 */
final class Protocol {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectReader FIELDS = JSON.readerFor(new TypeReference<Map<String, String>>() {});

    /** Reads what a player sent. {@code line} is an array-backed buffer, {@code fields} an empty map for the work. */
    Message readMessage(ByteBuffer line, Map<String, String> fields) throws BadLineException {
        read(line, fields);
        String type = text(fields, "type");
        long id = number(fields, "id", Long.MAX_VALUE);
        return switch (type) {
            case "join" -> new Message.Join(id, text(fields, "player"));
            case "chat" -> new Message.Chat(id, text(fields, "words"));
            case "move" -> new Message.Move(id, integer(fields, "dx"), integer(fields, "dy"));
            case "leave" -> new Message.Leave(id);
            default -> throw new BadLineException("no such message: \"" + type + '"');
        };
    }

    /** Reads what the server sent. */
    Answer readAnswer(ByteBuffer line, Map<String, String> fields) throws BadLineException {
        read(line, fields);
        String type = text(fields, "type");
        return switch (type) {
            case "ack" ->
                new Answer.Ack(number(fields, "id", Long.MAX_VALUE), integer(fields, "x"), integer(fields, "y"));
            case "rejected" -> new Answer.Rejected(number(fields, "id", Long.MAX_VALUE), text(fields, "reason"));
            case "said" -> new Answer.Said(text(fields, "player"), text(fields, "words"));
            case "refused" -> new Answer.Refused(text(fields, "reason"));
            default -> throw new BadLineException("no such answer: \"" + type + '"');
        };
    }

    /** Appends the message and the end of its line. */
    void write(Message message, StringBuilder line) {
        writeObject(line, json -> {
            json.writeStringField("type", message.kind().word());
            json.writeNumberField("id", message.id());
            if (message instanceof Message.Join join) {
                json.writeStringField("player", join.player());
            } else if (message instanceof Message.Chat chat) {
                json.writeStringField("words", chat.words());
            } else if (message instanceof Message.Move move) {
                json.writeNumberField("dx", move.dx());
                json.writeNumberField("dy", move.dy());
            }
        });
    }

    /** Appends the answer and the end of its line. */
    void write(Answer answer, StringBuilder line) {
        writeObject(line, json -> {
            if (answer instanceof Answer.Ack ack) {
                json.writeStringField("type", "ack");
                json.writeNumberField("id", ack.id());
                json.writeNumberField("x", ack.x());
                json.writeNumberField("y", ack.y());
            } else if (answer instanceof Answer.Said said) {
                json.writeStringField("type", "said");
                json.writeStringField("player", said.player());
                json.writeStringField("words", said.words());
            } else if (answer instanceof Answer.Rejected rejected) {
                json.writeStringField("type", "rejected");
                json.writeNumberField("id", rejected.id());
                json.writeStringField("reason", rejected.reason());
            } else if (answer instanceof Answer.Refused refused) {
                json.writeStringField("type", "refused");
                json.writeStringField("reason", refused.reason());
            }
        });
    }

    private static void read(ByteBuffer line, Map<String, String> fields) throws BadLineException {
        try {
            FIELDS.withValueToUpdate(fields)
                    .readValue(line.array(), line.arrayOffset() + line.position(), line.remaining());
        } catch (JsonProcessingException e) {
            throw new BadLineException("not a flat JSON object: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static String text(Map<String, String> fields, String name) throws BadLineException {
        String value = fields.get(name);
        if (value == null) {
            throw new BadLineException("no field \"" + name + '"');
        }
        return value;
    }

    private static int integer(Map<String, String> fields, String name) throws BadLineException {
        return (int) number(fields, name, Integer.MAX_VALUE);
    }

    private static long number(Map<String, String> fields, String name, long max) throws BadLineException {
        String value = text(fields, name);
        try {
            long number = Long.parseLong(value);
            if (number >= -max && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the one that is out of range.
        }
        throw new BadLineException("field \"" + name + "\" is not a number in range: \"" + value + '"');
    }

    private static void writeObject(StringBuilder line, Fields fields) {
        try (JsonGenerator json = JSON.createGenerator(new BuilderWriter(line))) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory", e);
        }
        line.append('\n');
    }

    @FunctionalInterface
    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
