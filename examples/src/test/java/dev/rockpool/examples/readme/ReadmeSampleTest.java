package dev.rockpool.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

class ReadmeSampleTest {

    private static final Path SOURCE = Path.of("src/main/java/dev/rockpool/examples/readme/ReadmeSample.java");
    private static final Path ORDERS = SOURCE.resolveSibling("OrdersSample.java");
    private static final Path README = Path.of("../README.md");

    @Test
    void theSampleWorks() throws Exception {
        assertThat(ReadmeSample.parse("<order><item/></order>")
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("order");
    }

    @Test
    void whatTheWorkThrowsReachesTheCaller() {
        assertThatExceptionOfType(SAXException.class).isThrownBy(() -> ReadmeSample.parse("<order>"));
    }

    @Test
    void theSampleHasEightLines() throws Exception {
        List<String> lines = Files.readAllLines(SOURCE);
        int start = indexOf(lines, "@start region=\"readme\"");
        int end = indexOf(lines, "@end");
        assertThat(end - start - 1).isEqualTo(8);
    }

    @Test
    void theLongerLookWorks() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            OrdersSample.work("jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1", executor);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void theReadmeShowsThem() throws Exception {
        assertThat(Files.readString(README))
                .contains("```java\n" + region(SOURCE, "readme") + "\n```")
                .contains("```java\n" + region(ORDERS, "orders") + "\n```");
    }

    private static String region(Path source, String name) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int start = indexOf(lines, "@start region=\"" + name + "\"");
        return lines.subList(start + 1, indexOf(lines, "@end")).stream()
                .collect(Collectors.joining("\n"))
                .stripIndent();
    }

    private static int indexOf(List<String> lines, String mark) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(mark)) {
                return i;
            }
        }
        throw new AssertionError("no line with " + mark);
    }
}
