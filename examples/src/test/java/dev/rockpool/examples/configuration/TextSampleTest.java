package dev.rockpool.examples.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rockpool.Pool;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TextSampleTest {

    private static final List<String> PAGE = lines();

    private static List<String> lines() {
        try {
            return Files.readAllLines(Path.of("..", "docs", "configuration.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The block of the page that begins so. */
    private static String block(String fence) {
        int start = PAGE.indexOf(fence) + 1;
        return String.join(
                "\n",
                PAGE.subList(start, start + PAGE.subList(start, PAGE.size()).indexOf("```")));
    }

    private static Connection none() throws SQLException {
        throw new SQLException("nobody connects here");
    }

    @Test
    void theSettingsOfThePageArrive() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(block("```properties")));
        try (Pool<Connection> orders = TextSample.open(properties, TextSampleTest::none)) {
            assertThat(orders.config().name()).isEqualTo("orders");
            assertThat(orders.config().maxSize()).isEqualTo(20);
            assertThat(orders.config().acquireTimeout()).hasSeconds(5);
            assertThat(orders.config().leakStacks()).isEqualTo(1000); // profile production
            assertThat(orders.control().describe()).contains("(rockpool.orders.max-size)");
        }
    }

    @Test
    void aMistakeEndsTheStart() {
        Properties properties = new Properties();
        properties.setProperty("rockpool.orders.max-sise", "20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextSample.open(properties, TextSampleTest::none))
                .withMessageContaining("did you mean \"max-size\"?");
    }

    @Test
    void thePageShowsWhatIsCompiledHere() throws IOException {
        String source = Files.readString(
                Path.of("src", "main", "java", "dev", "rockpool", "examples", "configuration", "TextSample.java"));
        assertThat(source.lines().map(String::strip))
                .containsSubsequence(block("```java").lines().map(String::strip).toList());
    }
}
