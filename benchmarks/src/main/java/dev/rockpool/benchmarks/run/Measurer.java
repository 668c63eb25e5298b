package dev.rockpool.benchmarks.run;

import dev.rockpool.benchmarks.NettyThreads;
import dev.rockpool.benchmarks.Work;
import dev.rockpool.benchmarks.harness.Harness;
import dev.rockpool.benchmarks.harness.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures a case once, in a new process. */
final class Measurer {

    /** Enough for all, the same for all, and touched beforehand: without that, pools that allocate look far worse. */
    static final List<String> JVM_ARGS = List.of("-Xms384m", "-Xmx384m", "-Xmn192m", "-XX:+AlwaysPreTouch");

    private static final String BENCHMARKS = "dev.rockpool.benchmarks.";
    private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";
    private static final int LIMIT_SECONDS = 180;

    /** More threads than these leave the compiler little time: they get a longer warm-up. */
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /**
     * How long JMH measures.
     *
     * @param warmUps iterations that do not count
     * @param iterations iterations that count
     * @param millis of each
     */
    record Length(int warmUps, int iterations, int millis) {}

    private final ClassPaths classPaths;
    private final Length length;
    private final List<String> jvmArgs = new ArrayList<>(JVM_ARGS);

    Measurer(ClassPaths classPaths, Length length, long tokensPerMicro) {
        this.classPaths = classPaths;
        this.length = length;
        if (Runtime.version().feature() >= 24) {
            jvmArgs.add(
                    "--sun-misc-unsafe-memory-access=allow"); // JMH and others use it: no warnings, all else the same
        }
        jvmArgs.add("-D" + Work.PROPERTY + "=" + tokensPerMicro);
    }

    Sample measure(Case one) throws IOException, InterruptedException {
        String classPath = classPaths.forBuild(one.build());
        if (one.program() instanceof Program.Jmh jmh) {
            return byJmh(one, jmh, classPath);
        }
        return byHarness((Program.Harness) one.program(), classPath);
    }

    private Sample byJmh(Case one, Program.Jmh jmh, String classPath) throws IOException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(BENCHMARKS + jmh.method()) + "$")
                .threads(jmh.threads())
                .forks(1)
                .warmupIterations(jmh.threads() > CORES ? 3 * length.warmUps : length.warmUps)
                .warmupTime(TimeValue.milliseconds(length.millis))
                .measurementIterations(length.iterations)
                .measurementTime(TimeValue.milliseconds(length.millis))
                .timeout(TimeValue.seconds(LIMIT_SECONDS))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        jmh.params().forEach(options::param);
        List<String> args = new ArrayList<>(jvmArgs);
        if (one.pool().startsWith("netty-")) {
            args.add("-Djmh.executor=CUSTOM");
            args.add("-Djmh.executor.class=" + NettyThreads.class.getName());
        }
        args.addAll(jmh.jvmArgs());
        options.jvmArgs(args.toArray(String[]::new));
        System.setProperty("java.class.path", classPath); // where JMH takes the class path of its processes from
        try {
            return sample(new Runner(options.build()).run());
        } catch (RunnerException failed) {
            throw new IOException("JMH failed: " + failed.getMessage(), failed);
        }
    }

    private static Sample sample(Collection<RunResult> results) throws IOException {
        if (results.size() != 1) {
            throw new IOException("JMH brought " + results.size() + " results instead of one");
        }
        RunResult result = results.iterator().next();
        List<Double> iterations = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            fork.getIterationResults()
                    .forEach(iteration ->
                            iterations.add(iteration.getPrimaryResult().getScore()));
        }
        Map<String, Double> more = new TreeMap<>();
        result.getSecondaryResults().forEach((name, value) -> {
            if (name.endsWith(BYTES_PER_OPERATION)) {
                more.put("B/op", value.getScore());
            }
        });
        return new Sample(result.getPrimaryResult().getScore(), iterations, more);
    }

    private Sample byHarness(Program.Harness harness, String classPath) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(jvmArgs);
        command.addAll(List.of("-cp", classPath, Harness.class.getName()));
        command.addAll(harness.args());
        Path output = Files.createTempFile("rockpool-bench", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException("not done after " + LIMIT_SECONDS + " s");
            }
            return outcome(output, process.exitValue());
        } finally {
            Files.delete(output);
        }
    }

    private static Sample outcome(Path output, int exitValue) throws IOException {
        List<String> lines;
        try (Stream<String> all = Files.lines(output)) {
            lines = all.toList();
        }
        for (String line : lines) {
            if (line.startsWith(Outcome.MARK)) {
                Outcome outcome = Outcome.ofLine(line);
                return new Sample(outcome.score(), List.of(outcome.score()), outcome.more());
            }
        }
        String last = lines.isEmpty() ? "" : ": " + String.join("\n", lines.subList(0, Math.min(5, lines.size())));
        throw new IOException("ended with " + exitValue + " and without an outcome" + last);
    }
}
