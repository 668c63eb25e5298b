package dev.rockpool.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests and the numbers that the pages name as evidence are there. */
class ClaimsTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final Path PERFORMANCE = Path.of("../docs/performance.md");
    private static final Path RESULTS = Path.of("../benchmarks/results");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Contract))`");

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(REPOSITORY)) {
            return files.filter(file -> file.toString().contains("/src/"))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<String> named = new ArrayList<>();
        for (Path page : Documents.everyPage()) {
            TEST.matcher(Files.readString(page))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(named::add);
        }
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(classes()).containsAll(named);
    }

    @Test
    void everyPromiseNamesTheTestsThatShowIt() {
        List<String> promises = Documents.lines(Documents.README).stream()
                .filter(line -> line.startsWith("| **"))
                .toList();
        assertThat(promises)
                .hasSizeGreaterThan(8)
                .allMatch(line -> TEST.matcher(line).find());
    }

    /** A row has the name, then score and ratio with its range, on the newer JDK and on the older one. */
    @Test
    void theThroughputsAreThoseOfTheRawRuns() throws IOException {
        List<String> newer = Files.readAllLines(RESULTS.resolve("2026-11-24-jdk25/tables.md"));
        List<String> older = Files.readAllLines(RESULTS.resolve("2026-11-24-jdk17/tables.md"));
        int compared = 0;
        boolean isTable = false;
        for (String line : Documents.lines(PERFORMANCE)) {
            if (line.startsWith("| pool | JDK 25 ")) {
                isTable = line.contains("| Rockpool is |");
            } else if (!line.startsWith("|")) {
                isTable = false;
            } else if (isTable && !line.startsWith("|---")) {
                List<String> cells = cells(line.replace("*", ""));
                assertThat(isMeasured(newer, cells.get(0), cells.subList(1, 3)))
                        .as(line)
                        .isTrue();
                assertThat(isMeasured(older, cells.get(0), cells.subList(3, 5)))
                        .as(line)
                        .isTrue();
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(50);
    }

    private static boolean isMeasured(List<String> tables, String pool, List<String> scoreAndRatio) {
        List<String> wanted = new ArrayList<>(List.of(pool, scoreAndRatio.get(0)));
        String[] ratio = scoreAndRatio.get(1).split(" \\(", 2);
        wanted.add(ratio[0]);
        wanted.add(ratio.length == 1 ? "" : ratio[1].replace(")", ""));
        return tables.stream()
                .filter(line -> line.startsWith("| "))
                .map(ClaimsTest::cells)
                .anyMatch(cells -> cells.size() >= 4 && cells.subList(0, 4).equals(wanted));
    }

    private static List<String> cells(String row) {
        return Pattern.compile("\\|([^|]*)(?=\\|)")
                .matcher(row)
                .results()
                .map((MatchResult cell) -> cell.group(1).strip())
                .toList();
    }
}
