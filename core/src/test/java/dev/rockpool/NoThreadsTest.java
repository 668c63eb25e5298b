package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A limit on processes does not bind root, and counts all threads of a user: so a process of its own runs as a user that
 * nobody is.
 */
class NoThreadsTest {

    private static final int LIMIT = 90;

    @Test
    void whatFindsNoThreadIsDoneWhenThereIsOne() throws Exception {
        assumeTrue(canRunAsAnotherUser(), "skipped: this needs root and the programs setpriv and bash");
        int user = ThreadLocalRandom.current().nextInt(100_000, 1_000_000);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = Path.of("target", "classes").toAbsolutePath()
                + System.getProperty("path.separator")
                + Path.of("target", "test-classes").toAbsolutePath();
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + user,
                        "--regid=" + user,
                        "--clear-groups",
                        "bash",
                        "-c",
                        "ulimit -u " + LIMIT + " && exec \"$@\"",
                        "bash",
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xmx64m",
                        "-cp",
                        classes,
                        NoThreads.class.getName())
                .redirectErrorStream(true)
                .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile())
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("no thread after ").endsWith("OK" + System.lineSeparator());
        assertThat(process.exitValue()).isZero();
    }

    private static boolean canRunAsAnotherUser() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(
                            "setpriv", "--reuid=100000", "--regid=100000", "--clear-groups", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0 && Files.isReadable(Path.of("target", "classes"));
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
