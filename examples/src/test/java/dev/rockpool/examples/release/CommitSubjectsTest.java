package dev.rockpool.examples.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The check of commit subjects that `./rockpool test` begins with; tried in a repository made for it. */
@EnabledOnOs(OS.LINUX)
class CommitSubjectsTest {

    private static final Path SCRIPT = Path.of("../.ci/commit-subjects").toAbsolutePath();

    @TempDir
    private Path repository;

    @BeforeEach
    void anEmptyRepository() throws Exception {
        Assumptions.assumeTrue(isThere("git"), "git is not installed");
        git("init", "-q");
        commit("An old subject that is far longer than anybody would want to read in a list of commits");
        git("tag", "start");
    }

    @Test
    void aSubjectOfSeventyTwoCharactersIsAccepted() throws Exception {
        commit("…".repeat(72)); // three bytes each: characters count
        assertThat(check("start").status()).isZero();
    }

    @Test
    void aLongerSubjectIsNamedWithItsCommit() throws Exception {
        commit("Good");
        commit("x".repeat(73));
        String commit = git("rev-parse", "--short", "HEAD").strip();
        commit("Good again");

        Outcome outcome = check("start");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains(commit, "73 characters").doesNotContain("An old subject");
    }

    @Test
    void theSubjectOfAMergeCounts() throws Exception {
        git("checkout", "-q", "-b", "side");
        commit("Good");
        git("checkout", "-q", "-");
        git("merge", "-q", "--no-ff", "-m", "Merge ".repeat(20), "side");
        assertThat(check("start").status()).isEqualTo(1);
    }

    @Test
    void withoutTheHistoryNothingIsChecked() throws Exception {
        commit("x".repeat(73));
        Outcome outcome = check("0123456789012345678901234567890123456789");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.output()).contains("not checked");
    }

    private record Outcome(int status, String output) {}

    private Outcome check(String since) throws Exception {
        return run(List.of("bash", SCRIPT.toString(), since));
    }

    private void commit(String subject) throws Exception {
        git("commit", "-q", "--allow-empty", "-m", subject);
    }

    private String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=A", "-c", "user.email=a@example.org"));
        command.addAll(List.of(arguments));
        Outcome outcome = run(command);
        assertThat(outcome.status()).as("%s: %s", command, outcome.output()).isZero();
        return outcome.output();
    }

    private Outcome run(List<String> command) throws IOException, InterruptedException {
        Process process = process(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private Process process(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(repository.toFile()).redirectErrorStream(true);
        // Not the repository of the build, should git run it, and not the settings of whoever runs it.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_NOSYSTEM", "1"));
        return builder.start();
    }

    private static boolean isThere(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
