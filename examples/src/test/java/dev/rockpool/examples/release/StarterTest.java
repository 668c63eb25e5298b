package dev.rockpool.examples.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project in {@code examples/starter}, which people copy, compiles against this build, runs, and passes its test. It
 * is no module: its pom is meant to be read alone. So its versions are compared here.
 */
class StarterTest {

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    /** In Maven's form and in Gradle's. */
    private static final Pattern VERSION_IN_TEXT = Pattern.compile(
            "(?:<artifactId>rockpool[a-z-]*</artifactId>\\s*<version>|dev\\.rockpool:rockpool[a-z-]*:)([\\w.-]+)");

    @TempDir
    private static Path classes;

    @BeforeAll
    static void compile() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
                Stream<Path> sources = Files.walk(Path.of("starter/src"))) {
            List<Path> java =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "-d",
                    classes.toString(),
                    "-cp",
                    CLASS_PATH,
                    "--release=17",
                    "-proc:none",
                    "-Xlint:all,-path,-options,-classfile",
                    "-Werror");
            boolean compiled = compiler.getTask(
                            complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
                    .call();
            assertThat(compiled).as("%s", complaints).isTrue();
        }
    }

    @Test
    void theProgramRuns() throws Exception {
        Path output = classes.resolve("output.txt");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes + File.pathSeparator + CLASS_PATH,
                        "com.example.Main")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(program.waitFor()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output)).contains("1000 texts").contains("1000 acquires");
        Matcher compressed = Pattern.compile("compressed to (\\d+)").matcher(Files.readString(output));
        assertThat(compressed.find()).isTrue();
        // All texts are the same, so each has the same size, unless a compressor came back unfit for use.
        assertThat(Integer.parseInt(compressed.group(1)) % 1000).isZero();
        assertThat(Integer.parseInt(compressed.group(1))).isPositive();
    }

    @Test
    void itsTestPasses() throws Exception {
        int passed = 0;
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Class<?> type = loader.loadClass("com.example.MainTest");
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    method.invoke(constructor.newInstance());
                    passed++;
                }
            }
        }
        assertThat(passed).isPositive();
    }

    @Test
    void itsPomHasTheVersionsOfThisBuild() throws Exception {
        Pom starter = Pom.of("examples/starter");
        assertThat(starter.versionOf("rockpool"))
                .isEqualTo(starter.versionOf("rockpool-testkit"))
                .isEqualTo(Pom.parent().text("/project/version"));
        assertThat(starter.pinned()).contains("junit-jupiter", "maven-surefire-plugin");
        for (String artifact : starter.pinned()) {
            assertThat(starter.versionOf(artifact))
                    .as("version of %s", artifact)
                    .isEqualTo(Pom.parent().versionOf(artifact));
        }
    }

    @Test
    void itsGradleFileNamesTheSameCoordinates() throws Exception {
        String version = Pom.parent().text("/project/version");
        assertThat(Pom.read("examples/starter/build.gradle.kts"))
                .contains("implementation(\"dev.rockpool:rockpool:" + version + "\")")
                .contains("testImplementation(\"dev.rockpool:rockpool-testkit:" + version + "\")")
                .contains("junit-jupiter:" + Pom.parent().versionOf("junit-jupiter") + "\"");
    }

    @Test
    void coordinatesInDocumentsHaveTheVersionOfThisBuild() throws Exception {
        List<String> documents = new ArrayList<>(List.of("README.md", "examples/starter/README.md"));
        try (Stream<Path> files = Files.list(Pom.ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .forEach(file -> documents.add("docs/" + file.getFileName()));
        }
        List<String> versions = new ArrayList<>();
        for (String document : documents) {
            VERSION_IN_TEXT.matcher(Pom.read(document)).results().forEach(match -> versions.add(match.group(1)));
        }
        assertThat(versions)
                .hasSizeGreaterThanOrEqualTo(4)
                .containsOnly(Pom.parent().text("/project/version"));
    }
}
