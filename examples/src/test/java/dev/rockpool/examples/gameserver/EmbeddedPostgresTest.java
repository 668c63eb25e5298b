package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.testkit.Waits;
import java.io.BufferedReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code --db postgres} as at a terminal: Ctrl-C reaches every process of the demo, and none is left after it. */
@EnabledIf("dev.rockpool.jdbc.databases.Databases#hasPostgreSql")
class EmbeddedPostgresTest {

    @Test
    void afterCtrlCNeitherProcessNorFileIsLeft(@TempDir Path folder) throws Exception {
        Process demo = new ProcessBuilder(
                        "env",
                        "--default-signal=INT", // which a shell's background job ignores, and so do its children
                        "setsid", // a group of processes of its own, as a shell makes it
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GameServerDemo.class.getName(),
                        "--db=postgres",
                        "--seconds=100",
                        "--players=5",
                        "--data=" + folder)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = demo.inputReader(Charset.defaultCharset())) {
            String line = output.readLine();
            while (line != null && !line.startsWith("5 players on ")) {
                line = output.readLine();
            }
            assertThat(line).isNotNull().contains("PostgreSQL 18");
            assertThat(processes(folder)).isNotEmpty();
            new ProcessBuilder("kill", "-INT", "--", "-" + demo.pid()).start().waitFor();
            assertThat(output.lines().collect(Collectors.joining("\n"))).contains("check passed", "shutdown");
            assertThat(demo.waitFor()).isEqualTo(130);
        } finally {
            demo.destroyForcibly();
        }
        Waits.until("all processes have ended", () -> processes(folder).isEmpty());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    /** What runs with the folder among its arguments: the server, and who watches over it. */
    private static List<String> processes(Path folder) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains(folder.toString()))
                .toList();
    }
}
