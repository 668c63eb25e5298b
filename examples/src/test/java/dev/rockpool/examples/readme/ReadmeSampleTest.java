package dev.rockpool.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

class ReadmeSampleTest {

    private static final Path SOURCE = Path.of("src/main/java/dev/rockpool/examples/readme/ReadmeSample.java");
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
    void theReadmeShowsIt() throws Exception {
        List<String> lines = Files.readAllLines(SOURCE);
        String sample = lines.subList(indexOf(lines, "@start region=\"readme\"") + 1, indexOf(lines, "@end")).stream()
                .collect(Collectors.joining("\n"))
                .stripIndent();
        assertThat(Files.readString(README)).contains("```java\n" + sample + "\n```");
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
