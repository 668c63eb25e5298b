package dev.rockpool.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rockpool.examples.docs.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

class ReadmeSampleTest {

    private static final Path SOURCE = Path.of("src/main/java/dev/rockpool/examples/readme/ReadmeSample.java");
    private static final Path ORDERS = SOURCE.resolveSibling("OrdersSample.java");

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
    void theSampleHasEightLines() {
        assertThat(Documents.region(SOURCE, "readme").lines()).hasSize(8);
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
        assertThat(Files.readString(Documents.README))
                .contains("```java\n" + Documents.region(SOURCE, "readme") + "\n```")
                .contains("```java\n" + Documents.region(ORDERS, "orders") + "\n```");
    }
}
