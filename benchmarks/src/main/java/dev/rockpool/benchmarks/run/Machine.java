package dev.rockpool.benchmarks.run;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Facts about where numbers come from. */
final class Machine {

    private static final String UNKNOWN = "unknown";

    private Machine() {}

    static Map<String, Object> facts(Path root, ClassPaths classPaths, long tokensPerMicro) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("cpu", ofFile("/proc/cpuinfo", "model name"));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("memory", ofFile("/proc/meminfo", "MemTotal"));
        facts.put("os", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
        facts.put("loadAtStart", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        facts.put("jdk", property("java.vm.vendor") + " " + property("java.vm.name") + " " + Runtime.version());
        facts.put(
                "collectors",
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .toList());
        facts.put("jvmArgs", Measurer.JVM_ARGS);
        facts.put("tokensPerMicro", tokensPerMicro);
        facts.put("commit", git(root, "rev-parse", "HEAD"));
        facts.put(
                "uncommittedChanges",
                !git(root, "status", "--porcelain", "-uno").isEmpty());
        facts.put("jars", classPaths.jars());
        return facts;
    }

    /** As the JDK is called in a file's name. */
    static String jdk() {
        return "jdk" + Runtime.version().feature();
    }

    private static String property(String name) {
        return System.getProperty(name, UNKNOWN);
    }

    private static String ofFile(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse(UNKNOWN);
        } catch (IOException notLinux) {
            return UNKNOWN;
        }
    }

    private static String git(Path root, String... args) {
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(Stream.of("git"), Stream.of(args)).toList())
                    .directory(root.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            return process.waitFor() == 0 ? output : UNKNOWN;
        } catch (IOException noGit) {
            return UNKNOWN;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }

    /** Names for a table's head: what matters most. */
    static List<String> headline(Map<String, Object> facts) {
        return List.of(
                facts.get("cpu") + ", " + facts.get("cores") + " cores, load " + facts.get("loadAtStart")
                        + " at the start",
                "" + facts.get("jdk"),
                facts.get("rounds") + " rounds, JMH " + facts.get("iterations") + ", " + facts.get("jvmArgs"),
                "commit " + facts.get("commit")
                        + (Boolean.TRUE.equals(facts.get("uncommittedChanges")) ? " with changes" : ""));
    }
}
