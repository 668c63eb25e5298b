package dev.rockpool.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/logging.md names the loggers and the lines that are in the code. */
class LoggingPageTest {

    private static final Path PAGE = Path.of("../docs/logging.md");
    private static final Path CORE = Path.of("../core/src/main/java");
    private static final Pattern LOGGER_ROW = Pattern.compile("\\| `([\\w.]+)` \\|.*");
    private static final Pattern LINE_ROW =
            Pattern.compile("\\| (ERROR|WARNING|INFO) \\| `([^`]+)` \\|.*\\| (limited)? ?\\|");
    private static final Pattern GET_LOGGER = Pattern.compile("getLogger\\(\"([^\"]+)\"\\)");

    /**
     * {@code log(limit, Level.X, "…"}, {@code log(Level.X, "…"}, {@code warn("…"}; and, all of them limited,
     * {@code write(Level.X, "…"} and {@code failed("…"}.
     */
    private static final Pattern CALL =
            Pattern.compile("\\b(?:(log|write)\\(\\s*(?:(\\w+),\\s*)?(?:System\\.Logger\\.)?Level\\.(\\w+),"
                    + "|(warn|failed)\\()\\s*(?:[\\w.]+(?:\\(\\))?\\s*\\+\\s*)?\"([^\"]*)\"");

    /** A line of the log: its level, what it says, and whether it is limited. */
    record Line(String level, String text, boolean isLimited) {}

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(CORE)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> String.join("\n", Documents.lines(file)))
                    .toList();
        }
    }

    private static List<Line> linesOfThePage() {
        return Documents.lines(PAGE).stream()
                .map(LINE_ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Line(row.group(1), row.group(2), row.group(3) != null))
                .toList();
    }

    private static List<Line> linesOf(String source) {
        return CALL.matcher(source)
                .results()
                .map(call -> new Line(
                        call.group(1) != null ? call.group(3) : call.group(4).equals("warn") ? "WARNING" : "ERROR",
                        call.group(5),
                        call.group(2) != null || "write".equals(call.group(1)) || "failed".equals(call.group(4))))
                .toList();
    }

    @Test
    void theLoggersAreThoseOfTheCode() throws IOException {
        List<String> named = Documents.lines(PAGE).stream()
                .map(LOGGER_ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1))
                .toList();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(sources().stream()
                        .flatMap(source -> GET_LOGGER.matcher(source).results())
                        .map(call -> call.group(1))
                        .collect(Collectors.toSet()));
    }

    @Test
    void theLinesAreThoseOfTheCode() throws IOException {
        List<Line> inCode =
                sources().stream().flatMap(source -> linesOf(source).stream()).toList();
        assertThat(inCode).hasSizeGreaterThan(10);
        assertThat(linesOfThePage()).containsExactlyInAnyOrderElementsOf(inCode);
    }
}
