package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user sees who gets it wrong: one line on stderr, exit status 2. */
class GameServerDemoTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --nonsense       | Unknown option: '--nonsense'
                    --seconds=-1     | --seconds must be 1 to 86400, was -1
                    --seconds=soon   | Invalid value for option '--seconds': 'soon' is not an int
                    --seconds=0      | --seconds must be 1 to 86400, was 0
                    --players=0      | --players must be 1 to 2000, was 0
                    --port=70000     | --port must be 0 to 65535, was 70000
                    --port=-1        | --port must be 0 to 65535, was -1
                    --fault=quake    | --fault must be one of db-down, hung-db, leak, slow-db, nested, was 'quake'
                    --fault=DB-DOWN  | --fault must be one of db-down, hung-db, leak, slow-db, nested, was 'DB-DOWN'
                    --measure=badly  | --measure must be pooled or unpooled, was 'badly'
                    20               | Unmatched argument at index 0: '20'
                    """)
    void aBadArgumentIsOneLine(String argument, String complaint) {
        assertRefused(complaint, argument);
    }

    @Test
    void aMissingValueIsOneLine() {
        assertRefused("Missing required parameter for option '--seconds' (<seconds>)", "--seconds");
    }

    @Test
    void aFaultAndNoPoolsCannotBeCombined() {
        assertRefused("--fault and --no-pools cannot be combined", "--fault=leak", "--no-pools");
    }

    @Test
    void ageingIsARunOfItsOwn() {
        assertRefused("--ageing and --fault cannot be combined", "--fault=leak", "--ageing");
    }

    @Test
    void ageingNeedsPools() {
        assertRefused("--ageing and --no-pools cannot be combined", "--ageing", "--no-pools");
    }

    @Test
    void ageingNeedsTime() {
        assertRefused("--ageing needs --seconds of 3 or more, was 2", "--ageing", "--seconds=2");
    }

    @Test
    void aFaultNeedsTime() {
        assertRefused("--fault needs --seconds of 8 or more, was 7", "--fault=leak", "--seconds=7");
    }

    @Test
    void aFaultNeedsAName() {
        assertRefused("Missing required parameter for option '--fault' (<fault>)", "--fault");
    }

    @Test
    void aBusyPortIsOneLine(@TempDir Path folder) throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = busy.getLocalPort();
            int status = execute("--seconds=1", "--port=" + port, "--data=" + folder);
            assertThat(status).isEqualTo(2);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .startsWith("rockpool demo: cannot listen on port " + port + ": ");
        }
    }

    @Test
    void aMissingFolderIsOneLine(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        assertRefused("cannot write to folder " + missing + ": it does not exist", "--data=" + missing);
    }

    @Test
    void aFileInsteadOfAFolderIsOneLine(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused("cannot write to folder " + file + ": it is not a folder", "--data=" + file);
    }

    @Test
    void helpIsNoError() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--seconds",
                        "--players",
                        "--port",
                        "--data",
                        "--fault",
                        "--ageing",
                        "--no-pools",
                        "--show-config");
        assertThat(err.toString()).isEmpty();
    }

    private void assertRefused(String complaint, String... arguments) {
        assertThat(execute(arguments)).isEqualTo(2);
        assertThat(err).hasToString("rockpool demo: " + complaint + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    private int execute(String... arguments) {
        return GameServerDemo.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
