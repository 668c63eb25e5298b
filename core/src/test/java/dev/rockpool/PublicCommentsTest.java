package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that is exported has a comment, with each parameter, component and result. Javac's own doclint is asked, but for the
 * components of records, which it finds on JDK 17 only in a comment of their constructor: that would say each of them twice. So the
 * compact constructor of a record needs no comment, and its components have their words in the comment of the record.
 */
class PublicCommentsTest {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final List<String> EXPORTED = List.of("dev/rockpool", "dev/rockpool/config", "dev/rockpool/monitor");
    private static final Pattern COMPACT_CONSTRUCTOR = Pattern.compile("\\s*public [A-Z]\\w* \\{.*");
    private static final Pattern RECORD = Pattern.compile(
            "/\\*\\*(?<comment>(?:(?!\\*/).)*)\\*/\\s*public record (?<name>\\w+)\\((?<components>[^{]*?)\\)[^)]*?\\{",
            Pattern.DOTALL);
    private static final Pattern COMPONENT = Pattern.compile("(\\w+)\\s*(?:,|$)");

    private static final String SAMPLE = """
                package dev.rockpool;

                import java.util.Map;

                /**
                 * A record.
                 *
                 * @param first described, and
                 *     more of it
                 */
                public record Sample(Map<String, Integer> first, int second) {
                    public Sample {}

                    public int bare() {
                        return 1;
                    }

                    /** Without its parts. */
                    public int half(int parameter) {
                        return parameter;
                    }

                    /** {@return one} */
                    public int whole() {
                        return 1;
                    }
                }
                """;

    @TempDir
    Path classes;

    private List<String> missing(Iterable<? extends JavaFileObject> sources) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-Xdoclint:missing/protected",
                "-Xmaxwarns",
                "10000",
                "-proc:none",
                "-implicit:none",
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"));
        javac.getTask(null, null, found, options, null, sources).call();
        List<String> missing = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : found.getDiagnostics()) {
            assertThat(diagnostic.getKind()).as(diagnostic.toString()).isNotEqualTo(Diagnostic.Kind.ERROR);
            JavaFileObject source = diagnostic.getSource();
            if (source != null) {
                List<String> lines =
                        source.getCharContent(true).toString().lines().toList();
                String line = lines.get((int) diagnostic.getLineNumber() - 1);
                if (!COMPACT_CONSTRUCTOR.matcher(line).matches()) {
                    missing.add(source.getName() + ":" + diagnostic.getLineNumber() + ": "
                            + diagnostic.getMessage(Locale.ROOT));
                }
            }
        }
        return missing;
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : EXPORTED) {
            try (Stream<Path> list = Files.list(SOURCES.resolve(folder))) {
                list.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(35);
        return files;
    }

    /** The components of the public records in that source, each with whether the comment of its record names it. */
    private static Map<String, Boolean> components(String source) {
        Map<String, Boolean> components = new LinkedHashMap<>();
        Matcher record = RECORD.matcher(source);
        while (record.find()) {
            Matcher component = COMPONENT.matcher(record.group("components").replaceAll("<[^>]*>", ""));
            while (component.find()) {
                String tag = "@param " + component.group(1) + " ";
                components.put(
                        record.group("name") + "." + component.group(1),
                        record.group("comment").contains(tag));
            }
        }
        return components;
    }

    @Test
    void everythingExportedHasAComment() throws IOException {
        try (StandardJavaFileManager manager =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            assertThat(missing(manager.getJavaFileObjectsFromPaths(files()))).isEmpty();
        }
    }

    @Test
    void everyComponentOfARecordHasItsWords() throws IOException {
        Map<String, Boolean> components = new LinkedHashMap<>();
        for (Path file : files()) {
            components.putAll(components(Files.readString(file)));
        }
        assertThat(components)
                .hasSizeGreaterThan(80)
                .containsKeys("PoolConfig.origins", "Counts.destroyed", "Failure.text", "Timeouts.closeTimeout");
        assertThat(components.entrySet()).allMatch(Map.Entry::getValue);
    }

    @Test
    void whatHasNoneIsFoundAndACompactConstructorIsLetOff() throws IOException {
        JavaFileObject sample =
                new SimpleJavaFileObject(URI.create("string:///dev/rockpool/Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return SAMPLE;
                    }
                };
        assertThat(missing(List.of(sample)))
                .extracting(line -> line.replaceFirst(".*Sample.java:(\\d+): ", "$1 "))
                .contains("14 no comment", "19 no @param for parameter", "19 no @return")
                .doesNotContain("12 no comment"); // newer JDKs say "no @param for second", too
        assertThat(components(SAMPLE))
                .containsExactly(Map.entry("Sample.first", true), Map.entry("Sample.second", false));
    }
}
