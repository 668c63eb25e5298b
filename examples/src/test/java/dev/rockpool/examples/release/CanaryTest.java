package dev.rockpool.examples.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.jdbc.databases.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search for the tests' password that `./rockpool test` ends with: a leak that is planted is found. */
@EnabledOnOs(OS.LINUX)
class CanaryTest {

    private static final Path SCRIPT = Path.of("../.ci/canary").toAbsolutePath();
    private static final String THREAD_OF_A_POOL = "rockpool-orders-creator";

    /** Not the tests' own, which must not be in a recording of this process. */
    private static final String PLANTED = "planted-Qx9031-secret";

    @TempDir
    private Path folder;

    @BeforeEach
    void aRecording() throws Exception {
        record("jdbc/target/recording-1.jfr", THREAD_OF_A_POOL);
    }

    @Test
    void whereItIsNowhereAllIsWell() throws Exception {
        write("jdbc/target/surefire-reports/a.txt", "password=***");
        assertThat(search()).isEqualTo(new Outcome(0, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target/test.log",
                "jdbc/target/test-log-0-0.txt",
                "jdbc/target/surefire-reports/a-output.txt",
                "jdbc/target/surefire-reports-new-jdk/TEST-a.xml"
            })
    void inALogOrAReportItIsFound(String file) throws Exception {
        write(file, "cannot connect with " + PLANTED + "!");
        assertFound(search(PLANTED), file);
    }

    @Test
    void inTheNameOfAThreadItIsFound() throws Exception {
        String other = PLANTED + "-2"; // which no other test looks for in what this process records
        record("jdbc/target/recording-2.jfr", THREAD_OF_A_POOL, "connects with " + other);
        assertFound(search(other), "jdbc/target/recording-2.jfr");
    }

    @Test
    void whatIsSearchedForIsThePasswordOfTheTestsDatabases() throws Exception {
        write("jdbc/target/surefire-reports/a.txt", Database.PASSWORD);
        assertFound(search(), "jdbc/target/surefire-reports/a.txt");
    }

    @Test
    void compiledCodeAndTheFilesOfServersMayHaveIt() throws Exception {
        for (String file : List.of("target/classes/a", "target/test-classes/b", "target/databases/c", "src/d")) {
            write("jdbc/" + file, PLANTED);
        }
        assertThat(search(PLANTED)).isEqualTo(new Outcome(0, ""));
    }

    @Test
    void withoutTheNamesOfThreadsNothingIsShown() throws Exception {
        write("jdbc/target/recording-1.jfr", "another thread");
        Outcome outcome = search();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains("no recording of the tests has the names of a pool's threads");
    }

    private void assertFound(Outcome outcome, String file) {
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output().lines())
                .containsExactly("the password of the tests' databases has leaked into:", "  " + file);
    }

    /** As the tests on databases record: threads with these names have started. */
    private void record(String file, String... threads) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ThreadStart");
            recording.start();
            for (String name : threads) {
                Thread thread = new Thread(() -> {}, name);
                thread.start();
                thread.join();
            }
            recording.stop();
            Path target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            Files.deleteIfExists(target);
            recording.dump(target);
        }
    }

    private void write(String file, String text) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }

    private record Outcome(int status, String output) {}

    private Outcome search(String... password) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString(), folder.toString()));
        command.addAll(List.of(password));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
