package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The players notice a server that does not keep its word. */
class PlayersTest {

    @Test
    void aServerThatHangsUpIsNoticed() throws Exception {
        assertThatIOException().isThrownBy(() -> playAgainst("")).withMessageContaining("player-1");
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentIsNoticed() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> playAgainst("{\"type\":\"ack\",\"id\":99,\"x\":0,\"y\":0}\n"))
                .withMessage("the server answered what player-1 never sent: 99");
    }

    @Test
    void aRefusalIsNoticed() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> playAgainst("{\"type\":\"refused\",\"reason\":\"no\"}\n"))
                .withMessage("the server refused a message of player-1: no");
    }

    @Test
    void nonsenseIsNoticed() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> playAgainst("hello\n"))
                .withMessageStartingWith("the server talks nonsense to player-1: not a flat JSON object");
    }

    /** A server that reads one line, gives one answer and hangs up. */
    private static void playAgainst(String answer) throws IOException, InterruptedException {
        try (ServerSocket acceptor = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answerOnce(acceptor, answer));
            server.start();
            InetSocketAddress address = new InetSocketAddress(acceptor.getInetAddress(), acceptor.getLocalPort());
            try {
                new Players(address, Load.ofMessages(1, 1), () -> false).play();
            } finally {
                server.join();
            }
        }
    }

    private static void answerOnce(ServerSocket acceptor, String answer) {
        try (Socket socket = acceptor.accept();
                BufferedReader input =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            input.readLine();
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
