package dev.rockpool.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tables of the pages in docs/, read by the tests of what they say. */
final class Documented {

    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    private Documented() {}

    static List<String> lines(String page) throws IOException {
        return Files.readAllLines(Path.of("..", "docs", page));
    }

    /** The rows of the first table with that header, each as its cells. */
    static List<List<String>> rows(String page, String header) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : lines(page)) {
            if (line.equals(header)) {
                inside = true;
            } else if (inside && !line.startsWith("|")) {
                return rows;
            } else if (inside && !line.startsWith("|---")) {
                String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
                rows.add(Stream.of(cells).map(String::strip).toList());
            }
        }
        throw new AssertionError("no table with the header " + header);
    }

    /** What stands between back quotes. */
    static List<String> codes(String cell) {
        List<String> codes = new ArrayList<>();
        Matcher matcher = CODE.matcher(cell);
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }
}
