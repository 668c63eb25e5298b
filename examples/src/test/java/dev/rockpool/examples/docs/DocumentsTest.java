package dev.rockpool.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rockpool.examples.docs.Documents.Block;
import dev.rockpool.text.TextConfig;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documents show is in the sources, and what they point at is there. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    @Test
    void everySnippetIsCompiledHere() throws IOException {
        List<List<String>> sources = Documents.sources();
        List<Block> snippets = Documents.blocks("java");
        assertThat(snippets).as("snippets").hasSizeGreaterThan(20);
        assertThat(snippets)
                .as("snippets that stand in no source of examples")
                .allMatch(snippet -> sources.stream().anyMatch(source -> Documents.contains(source, snippet.lines())));
    }

    @Test
    void aSnippetThatWasChangedIsNotFound() throws IOException {
        List<List<String>> sources = Documents.sources();
        for (Block snippet : Documents.blocks("java")) {
            List<String> changed = new ArrayList<>(snippet.lines());
            changed.set(changed.size() - 1, changed.get(changed.size() - 1) + " // changed");
            assertThat(sources).as("%s", snippet).noneMatch(source -> Documents.contains(source, changed));
        }
    }

    @Test
    void everyConfigurationIsUnderstood() throws IOException {
        List<Block> blocks = Documents.blocks("properties");
        assertThat(blocks).isNotEmpty();
        for (Block block : blocks) {
            Properties properties = new Properties();
            properties.load(new StringReader(block.text()));
            Set<String> prefixes = properties.stringPropertyNames().stream()
                    .map(key -> key.replaceFirst("^%\\w+\\.", ""))
                    .filter(key -> !key.equals("rockpool.profile"))
                    .map(key -> key.substring(0, key.lastIndexOf('.')))
                    .collect(Collectors.toSet());
            Map<String, String> map = properties.stringPropertyNames().stream()
                    .collect(Collectors.toMap(key -> key, properties::getProperty));
            for (String prefix : prefixes) {
                assertThatCode(() -> TextConfig.read(map, prefix, Map.of()))
                        .as("%s", block)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : Documents.everyPage()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                if (!link.group(1).contains("://") && !leadsSomewhere(document, link.group(1))) {
                    dead.add(document + " -> " + link.group(1));
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    private static boolean leadsSomewhere(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || anchors(target).contains(parts[1]);
    }

    /** The names that the usual renderers give to headings. */
    private static List<String> anchors(Path document) {
        return Documents.lines(document).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
