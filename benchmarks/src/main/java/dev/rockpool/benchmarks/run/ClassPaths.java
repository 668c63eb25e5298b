package dev.rockpool.benchmarks.run;

import dev.rockpool.Pool;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The class paths of the processes that measure. */
final class ClassPaths {

    private static final String SEPARATOR = File.pathSeparator;

    private final List<String> current;
    private final @Nullable Path baseline;

    private ClassPaths(List<String> current, @Nullable Path baseline) {
        this.current = current;
        this.baseline = baseline;
    }

    /**
     * From this process's own.
     *
     * @param newerJars a folder whose jars take the place of older ones, on a JDK that can use them
     * @param baseline the other build of Rockpool, or null
     */
    static ClassPaths of(@Nullable Path newerJars, @Nullable Path baseline) throws java.io.IOException {
        List<String> entries =
                Arrays.asList(System.getProperty("java.class.path").split(SEPARATOR));
        if (newerJars != null && Runtime.version().feature() >= 21) {
            try (Stream<Path> jars = Files.list(newerJars)) {
                for (Path jar : jars.toList()) {
                    entries.replaceAll(entry -> artifact(entry).equals(artifact("" + jar)) ? "" + jar : entry);
                }
            }
        }
        return new ClassPaths(List.copyOf(entries), baseline);
    }

    /** The file's name up to its version. */
    private static String artifact(String entry) {
        return new File(entry).getName().replaceFirst("-[0-9].*", "");
    }

    String forBuild(Case.Build build) {
        if (build == Case.Build.CURRENT || baseline == null) {
            return String.join(SEPARATOR, current);
        }
        String own = ownRockpool();
        if (!current.contains(own)) {
            throw new IllegalStateException("Rockpool is not on the class path as " + own);
        }
        return current.stream()
                .map(entry -> entry.equals(own) ? baseline.toString() : entry)
                .collect(Collectors.joining(SEPARATOR));
    }

    private static String ownRockpool() {
        try {
            return Path.of(Pool.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("no path to Rockpool", impossible);
        }
    }

    /** The jars, for the record. */
    List<String> jars() {
        return current.stream()
                .map(entry -> new File(entry).getName())
                .filter(name -> name.endsWith(".jar"))
                .sorted()
                .toList();
    }
}
