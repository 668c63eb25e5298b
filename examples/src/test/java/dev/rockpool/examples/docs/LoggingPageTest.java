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
    private static final Pattern LINE_ROW = Pattern.compile("\\| (ERROR|WARNING|INFO) \\| `([^`]+)` \\|.*\\|");
    private static final Pattern GET_LOGGER = Pattern.compile("getLogger\\(\"([^\"]+)\"\\)");

    private static final String TEXT = "(?:[\\w.]+(?:\\(\\))?\\s*\\+\\s*)?\"([^\"]*)\"";

    /** Of an event: {@code Line.of(Level.X, "…"}, with the kind of line before the text or without. */
    private static final Pattern OF_EVENT =
            Pattern.compile("\\b(?:Line\\.of|new Line)\\(\\s*Level\\.(\\w+),\\s*(?:\"[^\"]*\",\\s*)?" + TEXT);

    /** Of a step that failed: {@code Line.of("…"}, and a constant of the enum of steps. */
    private static final Pattern FAILED =
            Pattern.compile("(?:\\bLine\\.of\\(|\\bStep\\.\\w+,\\s*(?:Counter\\.\\w+|null),)\\s*" + TEXT);

    /** {@code Note.warning("…", "…"}. */
    private static final Pattern WARNING = Pattern.compile("\\bNote\\.warning\\(\\s*\"[^\"]*\",\\s*" + TEXT);

    /** {@code Note.internalFailure("…"}. */
    private static final Pattern INTERNAL = Pattern.compile("\\bNote\\.internalFailure\\(\\s*" + TEXT);

    /** Of the log and the scheduler themselves: {@code log(Level.X, "…"}, {@code write(Level.X, "…"} and {@code tryTo(Level.X, "…"}. */
    private static final Pattern DIRECT =
            Pattern.compile("\\b(?:log|write|tryTo)\\(\\s*(?:System\\.Logger\\.)?Level\\.(\\w+),\\s*" + TEXT);

    /** A line of the log: its level, and what it says. */
    record Line(String level, String text) {}

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
                .map(row -> new Line(row.group(1), row.group(2)))
                .toList();
    }

    private static Stream<Line> linesOf(String source) {
        return Stream.of(
                        OF_EVENT.matcher(source).results().map(line -> new Line(line.group(1), line.group(2))),
                        FAILED.matcher(source).results().map(line -> new Line("WARNING", line.group(1))),
                        WARNING.matcher(source).results().map(line -> new Line("WARNING", line.group(1))),
                        INTERNAL.matcher(source).results().map(line -> new Line("ERROR", line.group(1))),
                        DIRECT.matcher(source).results().map(line -> new Line(line.group(1), line.group(2))))
                .flatMap(lines -> lines);
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
        List<Line> inCode = sources().stream().flatMap(LoggingPageTest::linesOf).toList();
        assertThat(inCode).hasSizeGreaterThan(10);
        assertThat(linesOfThePage()).containsExactlyInAnyOrderElementsOf(inCode);
    }
}
