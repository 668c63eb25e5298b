package dev.rockpool.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages use words that a stranger understands, and cite nothing that the repository does not have. */
class WordsTest {

    private static final Pattern IN_HOUSE = Pattern.compile(
            "\\b(doors?|rooms?|house|books|seeds|fresh eyes|(?:the|an|test) oracle|promises? \\d+|issue \\d+)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern UNSEEN = Pattern.compile("\\b(DESIGN|STYLE|BUGS|PERF|SEEDS)\\b");
    private static final Pattern ORIGIN = Pattern.compile("\\b(Rust|Ruby)\\b");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final List<Path> PUBLISHED = List.of(
            Path.of("../core/src/main/java/dev/rockpool"),
            Path.of("../core/src/main/java/dev/rockpool/config"),
            Path.of("../core/src/main/java/dev/rockpool/monitor"),
            Path.of("../config/src/main/java/dev/rockpool/text"),
            Path.of("../memory/src/main/java/dev/rockpool/memory"),
            Path.of("../jdbc/src/main/java/dev/rockpool/jdbc"),
            Path.of("../testkit/src/main/java/dev/rockpool/testkit"));
    private static final Path ORIGINS = Path.of("../docs/origins.md");

    private static List<String> found(Pattern pattern, String line) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(CODE.matcher(line).replaceAll("`"));
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    private static List<String> found(Pattern pattern, Path page) {
        List<String> found = new ArrayList<>();
        List<String> lines = Documents.lines(page);
        for (int i = 0; i < lines.size(); i++) {
            for (String word : found(pattern, lines.get(i))) {
                found.add(page + ":" + (i + 1) + ": " + word);
            }
        }
        return found;
    }

    @Test
    void noPageHasWordsThatOnlyInsidersKnow() throws IOException {
        assertThat(Documents.everyPage())
                .hasSizeGreaterThan(12)
                .flatMap(page -> Stream.concat(found(IN_HOUSE, page).stream(), found(UNSEEN, page).stream())
                        .toList())
                .isEmpty();
    }

    @Test
    void noCommentAndNoMessageOfThePublishedCodeHasThem() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : PUBLISHED) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        assertThat(sources)
                .hasSizeGreaterThan(40)
                .flatMap(source -> Stream.concat(found(IN_HOUSE, source).stream(), found(UNSEEN, source).stream())
                        .toList())
                .isEmpty();
    }

    @Test
    void onlyOnePageNamesTheDocumentsThatTheNamesComeFrom() throws IOException {
        assertThat(found(ORIGIN, ORIGINS)).isNotEmpty();
        assertThat(Documents.everyPage())
                .filteredOn(page -> !page.equals(ORIGINS))
                .flatMap(page -> found(ORIGIN, page))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"three doors", "Rooms", "The house", "the books balance", "promise 11", "DESIGN.md", "issue 9"})
    void suchAWordIsFound(String line) {
        assertThat(Stream.concat(found(IN_HOUSE, line).stream(), found(UNSEEN, line).stream()))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"`Door` decides", "household", "a public issue", "designed"})
    void otherWordsAreNot(String line) {
        assertThat(Stream.concat(found(IN_HOUSE, line).stream(), found(UNSEEN, line).stream()))
                .isEmpty();
    }
}
