package dev.rockpool.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/origins.md leaves nothing out and names nothing that is not there. */
class OriginsTableTest {

    private static final Path TABLE = Path.of("../docs/origins.md");
    private static final Pattern CODE = Pattern.compile("`([A-Z]\\w*)((?:\\.\\w+)*)`");
    private static final List<String> HOMES = List.of(
            "dev.rockpool.",
            "dev.rockpool.config.",
            "dev.rockpool.monitor.",
            "dev.rockpool.text.",
            "dev.rockpool.memory.",
            "dev.rockpool.testkit.",
            "dev.rockpool.examples.origins.",
            "dev.rockpool.examples.gameserver.",
            "java.lang.",
            "java.time.");

    /** To come; the table says so where it names it. */
    private static final List<String> TO_COME = List.of("AsyncLifecycle", "T");

    private static List<String[]> rows() {
        return Documents.lines(TABLE).stream()
                .filter(line -> line.matches("\\| [RB]\\d+ \\|.*"))
                .map(line -> line.split("\\|"))
                .toList();
    }

    @Test
    void everyItemHasOneRow() {
        List<String> wanted = Stream.concat(
                        IntStream.rangeClosed(1, 49).mapToObj(i -> "R" + i),
                        IntStream.rangeClosed(1, 101).mapToObj(i -> "B" + i))
                .toList();
        assertThat(rows()).extracting(row -> row[1].strip()).containsExactlyElementsOf(wanted);
    }

    @Test
    void everyRowHasThreeCells() {
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row).as(row[1]).hasSize(4);
            assertThat(row[2]).as(row[1]).isNotBlank();
            assertThat(row[3]).as(row[1]).isNotBlank();
        });
    }

    @Test
    void everyNameOfOursExists() {
        List<String> missing = new ArrayList<>();
        int found = 0;
        for (String[] row : rows()) {
            Matcher code = CODE.matcher(row[3]);
            while (code.find()) {
                if (exists(code.group(1), code.group(2))) {
                    found++;
                } else if (!TO_COME.contains(code.group(1))) {
                    missing.add(row[1].strip() + ": " + code.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(150);
    }

    @Test
    void aNameThatIsNotThereIsMissed() {
        assertThat(exists("PoolStats", ".acquired")).isTrue();
        assertThat(exists("Explanation", ".Cause")).isTrue();
        assertThat(exists("Order", ".AFFINE")).isTrue();
        assertThat(exists("PoolStats", ".borrowed")).isFalse();
        assertThat(exists("ObjectPool", "")).isFalse();
    }

    private static boolean exists(String type, String member) {
        return HOMES.stream()
                .flatMap(home -> find(home + type).stream())
                .anyMatch(found -> member.isEmpty() || has(found, member.substring(1)));
    }

    private static Optional<Class<?>> find(String name) {
        try {
            return Optional.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static boolean has(Class<?> type, String member) {
        return Stream.of(type.getDeclaredMethods()).map(Method::getName).anyMatch(member::equals)
                || Stream.of(type.getDeclaredFields()).map(Field::getName).anyMatch(member::equals)
                || Stream.of(type.getDeclaredClasses())
                        .map(Class::getSimpleName)
                        .anyMatch(member::equals);
    }
}
