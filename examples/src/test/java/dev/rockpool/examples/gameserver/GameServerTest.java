package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.KeyedPool;
import dev.rockpool.examples.gameserver.fault.Tuning;
import dev.rockpool.memory.MemoryPools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Talks to the server by hand, over a socket. */
class GameServerTest {

    private static final int PATIENCE_MILLIS = 30_000;

    private MemoryPools memory;
    private KeyedPool<Integer, RoomScratch> rooms;
    private EventStore store;
    private MessageHandler handler;
    private final List<Exception> failures = new CopyOnWriteArrayList<>();
    private GameServer server;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        memory = MemoryPools.create();
        rooms = RoomScratch.pool();
        store = EventStore.open(folder, Tuning.NONE);
        handler = new MessageHandler(Memory.pooled(memory, rooms), store, failures::add);
        server = GameServer.open(0, handler);
    }

    @AfterEach
    void close() {
        server.close();
        store.close();
        rooms.close();
        memory.close();
    }

    @Test
    void aMessageIsStoredBeforeItIsAcknowledged() throws Exception {
        try (Client ada = new Client()) {
            ada.say("{\"type\":\"join\",\"id\":1,\"player\":\"ada\"}");
            assertThat(ada.hear()).isEqualTo("{\"type\":\"ack\",\"id\":1,\"x\":0,\"y\":0}");
            ada.say("{\"type\":\"move\",\"id\":2,\"dx\":1,\"dy\":-1}");
            assertThat(ada.hear()).isEqualTo("{\"type\":\"ack\",\"id\":2,\"x\":1,\"y\":-1}");
            assertThat(store.countByKind()).isEqualTo(handler.received().byKind());
            assertThat(handler.received().total()).isEqualTo(2);
        }
    }

    @Test
    void aMessageThatCannotBeStoredIsRejectedAndThePlayGoesOn() throws Exception {
        try (Client ada = new Client()) {
            ada.say("{\"type\":\"join\",\"id\":1,\"player\":\"ada\"}");
            ada.hear();
            ada.say("{\"type\":\"chat\",\"id\":1,\"words\":\"an id that is taken\"}");
            assertThat(ada.hear()).startsWith("{\"type\":\"rejected\",\"id\":1,\"reason\":\"JdbcSQLIntegrity");
            ada.say("{\"type\":\"move\",\"id\":2,\"dx\":1,\"dy\":0}");
            assertThat(ada.hear()).as("nobody hears the rejected chat").startsWith("{\"type\":\"ack\",\"id\":2");
            assertThat(handler.rejected().total()).isEqualTo(1);
            assertThat(failures).singleElement().isInstanceOf(SQLException.class);
        }
    }

    @Test
    void theWholeRoomHearsWhatOneSays() throws Exception {
        try (Client ada = new Client();
                Client bob = new Client()) {
            ada.say("{\"type\":\"join\",\"id\":1,\"player\":\"ada\"}");
            ada.hear();
            bob.say("{\"type\":\"join\",\"id\":2,\"player\":\"bob\"}");
            bob.hear();
            ada.say("{\"type\":\"chat\",\"id\":3,\"words\":\"h\\u00e9llo\"}");
            String said = "{\"type\":\"said\",\"player\":\"ada\",\"words\":\"h\u00e9llo\"}";
            assertThat(ada.hear()).isEqualTo(said);
            assertThat(ada.hear()).startsWith("{\"type\":\"ack\",\"id\":3");
            assertThat(bob.hear()).isEqualTo(said);
            assertThat(handler.broadcast()).isEqualTo(2);
            assertThat(rooms.keys()).as("both are in the first room").containsExactly(0);
            assertThat(rooms.stats(0).acquired()).isEqualTo(3);
        }
    }

    @Test
    void aBadLineIsRefusedAndEndsTheConversation() throws Exception {
        try (Client eve = new Client()) {
            eve.say("GET / HTTP/1.1");
            assertThat(eve.hear()).startsWith("{\"type\":\"refused\",\"reason\":\"not a flat JSON object");
            assertThat(eve.hear()).isNull();
        }
    }

    @Test
    void whoHasNotJoinedMayNotTalk() throws Exception {
        try (Client eve = new Client()) {
            eve.say("{\"type\":\"chat\",\"id\":1,\"words\":\"hello\"}");
            assertThat(eve.hear()).isEqualTo("{\"type\":\"refused\",\"reason\":\"the first message must be a join\"}");
        }
    }

    @Test
    void aLineLongerThanABufferIsRefused() throws Exception {
        try (Client eve = new Client()) {
            eve.say("{\"type\":\"chat\",\"id\":1,\"words\":\"" + "x".repeat(2_000) + "\"}");
            assertThat(eve.hear()).contains("a line must be shorter than 1024 bytes");
        }
    }

    /** Both ends are UTF-8 and all reads give up in the end. */
    private final class Client implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader input;

        Client() throws IOException {
            socket = new Socket(server.address().getAddress(), server.address().getPort());
            socket.setSoTimeout(PATIENCE_MILLIS);
            input = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
        }

        String hear() throws IOException {
            return input.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
