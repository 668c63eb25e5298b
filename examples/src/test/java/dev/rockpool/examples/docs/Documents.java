package dev.rockpool.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The documents of this repository and the sources that their snippets come from. A snippet is a fenced block of a
 * document; a region is what stands in a source between a line with {@code @start region="name"} and the next line with
 * {@code @end}.
 */
public final class Documents {

    /** The front page. */
    public static final Path README = Path.of("../README.md");

    private static final Path DOCS = Path.of("../docs");

    /** Of the modules of examples, this one first. */
    private static final List<Path> SOURCES =
            List.of(Path.of("src"), Path.of("../examples-jdbc/src"), Path.of("../examples-spring-boot-4/src"));

    private static final String FENCE = "```";

    private Documents() {}

    /** A fenced block: where it stands, what it is in, and what it says. */
    record Block(Path document, int line, String language, List<String> lines) {

        String text() {
            return String.join("\n", lines);
        }

        @Override
        public String toString() {
            return document + ":" + line + "\n" + text();
        }
    }

    /** The front page and all that is in docs/. */
    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(DOCS)) {
            return Stream.concat(
                            Stream.of(README),
                            files.filter(file -> file.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    /** Those, and the other pages of the repository. */
    static List<Path> everyPage() throws IOException {
        List<Path> pages = new ArrayList<>(all());
        for (Path folder : List.of(Path.of(".."), Path.of("../benchmarks"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .filter(file -> !file.equals(README))
                        .sorted()
                        .forEach(pages::add);
            }
        }
        return List.copyOf(pages);
    }

    /** The blocks of a language in all documents. */
    static List<Block> blocks(String language) throws IOException {
        return all().stream()
                .flatMap(document -> blocks(document).stream())
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /** All blocks of a document. */
    static List<Block> blocks(Path document) {
        List<String> lines = lines(document);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                int end = i + 1;
                while (!lines.get(end).startsWith(FENCE)) {
                    end++;
                }
                String language = lines.get(i).substring(FENCE.length()).strip();
                blocks.add(new Block(document, i + 1, language, List.copyOf(lines.subList(i + 1, end))));
                i = end;
            }
        }
        return blocks;
    }

    /** The lines of every source of examples, of their tests as well, without the marks of regions. */
    static List<List<String>> sources() throws IOException {
        List<List<String>> sources = new ArrayList<>();
        for (Path folder : SOURCES) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(file -> lines(file).stream()
                                .filter(line -> !line.contains("// @start region=") && !line.contains("// @end"))
                                .toList())
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    /** Does the snippet stand in the source, line by line, moved to the right as a whole or not? */
    static boolean contains(List<String> source, List<String> snippet) {
        for (int start = 0; start + snippet.size() <= source.size(); start++) {
            if (standsAt(source.subList(start, start + snippet.size()), snippet)) {
                return true;
            }
        }
        return false;
    }

    private static boolean standsAt(List<String> source, List<String> snippet) {
        int moved = indent(source.get(0)) - indent(snippet.get(0));
        if (moved < 0) {
            return false;
        }
        String margin = " ".repeat(moved);
        for (int i = 0; i < snippet.size(); i++) {
            String line = snippet.get(i);
            if (!source.get(i).equals(line.isBlank() ? "" : margin + line)) {
                return false;
            }
        }
        return true;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    /**
     * A region of a source.
     *
     * @param source the file
     * @param name the name of the region
     * @return its lines, at the left margin
     */
    public static String region(Path source, String name) {
        List<String> lines = lines(source);
        int start = indexOf(lines, 0, "@start region=\"" + name + "\"");
        return lines.subList(start + 1, indexOf(lines, start, "@end")).stream()
                .collect(Collectors.joining("\n"))
                .stripIndent();
    }

    private static int indexOf(List<String> lines, int from, String mark) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).contains(mark)) {
                return i;
            }
        }
        throw new AssertionError("no line with " + mark);
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
