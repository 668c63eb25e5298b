package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.examples.gameserver.fault.QuietLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                    --db=oracle      | --db must be h2 or postgres, was 'oracle'
                    --user=app       | --user needs --jdbc-url
                    --password-env=X | --password-env needs --jdbc-url
                    --jdbc-url=s3cret         | --jdbc-url must be a JDBC URL, such as jdbc:postgresql://localhost/orders
                    --jdbc-url=jdbc:x:s3cret  | no driver here takes this URL that begins with jdbc:x:; those of PostgreSQL, MariaDB, MySQL and H2 are here
                    --jdbc-pwd=s3cret         | Unknown option: '--jdbc-pwd'
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --db=postgres --no-pools              | --db and --no-pools cannot be combined
                    --db=h2 --jdbc-url=jdbc:h2:mem:x      | --db and --jdbc-url cannot be combined
                    --jdbc-url=jdbc:h2:mem:x --no-pools   | --jdbc-url and --no-pools cannot be combined
                    --jdbc-url=jdbc:h2:mem:x --fault=leak | --fault needs a --jdbc-url with one host, such as jdbc:postgresql://localhost/orders: a proxy gets in between
                    --jdbc-url=jdbc:h2:mem:x --password-env=NO_SUCH_VARIABLE | --password-env needs --user
                    --jdbc-url=jdbc:h2:mem:x --user=app --password-env=NO_SUCH_VARIABLE | --password-env: the environment has no variable NO_SUCH_VARIABLE
                    --jdbc-url=jdbc:postgresql://nowhere.invalid/x --fault=leak | --jdbc-url: there is no host nowhere.invalid
                    """)
    void optionsAboutTheDatabaseMustFit(String arguments, String complaint) {
        assertRefused(complaint, arguments.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--password=s3cret", "--password"})
    void aPasswordIsNoArgument(String argument) {
        assertRefused(
                "a password among the arguments can be seen by all who list the processes: put it into a variable of the"
                        + " environment, and name that by --password-env",
                argument);
    }

    @Test
    void aDatabaseThatIsNotThereIsOneLine() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/x?password=s3cret";
        assertThat(execute("--seconds=1", "--jdbc-url=" + url)).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith(
                        "rockpool demo: cannot connect to the database: Connection to 127.0.0.1:" + port + " refused")
                .doesNotContain("s3cret");
    }

    @Test
    void whatASilencedPoolLogsIsNotShown() {
        Logger logger = Logger.getLogger("dev.rockpool");
        List<String> lines = new ArrayList<>();
        Handler handler = new StreamHandler() {
            @Override
            public synchronized void publish(LogRecord line) {
                lines.add(line.getMessage());
            }
        };
        logger.addHandler(handler);
        try {
            QuietLog.silence("quiet");
            logger.warning("pool \"quiet\": no object could be created");
            logger.warning("pool \"loud\": no object could be created");
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(lines)
                .contains("pool \"loud\": no object could be created")
                .noneMatch(line -> line.contains("quiet"));
    }

    @Test
    void aDataSourceOnH2WorksToo() {
        String url = "jdbc:h2:mem:demo;DB_CLOSE_DELAY=-1";
        assertThat(execute("--seconds=1", "--players=3", "--jdbc-url=" + url)).isZero();
        assertThat(out.toString()).contains("3 players on ", ", H2 2.", ", table rockpool_demo_", "check passed");
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
                        "--db",
                        "--jdbc-url",
                        "--user",
                        "--password-env",
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
