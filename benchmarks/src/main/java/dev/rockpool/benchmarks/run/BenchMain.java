package dev.rockpool.benchmarks.run;

import dev.rockpool.benchmarks.Work;
import dev.rockpool.benchmarks.run.RatioChart.Bar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What `./rockpool bench` starts. */
@Command(
        name = "./rockpool bench",
        sortOptions = false,
        description = "Measures Rockpool and other pools, each in processes of its own, in turn, several times over.",
        footer = "Before all this, --jdk N chooses the JDK to measure on, such as 17 or 25.")
public final class BenchMain implements Callable<Integer> {

    private static final Measurer.Length FULL = new Measurer.Length(2, 3, 500);
    private static final Measurer.Length QUICK = new Measurer.Length(2, 3, 350);
    private static final int FULL_ROUNDS = 3;
    private static final List<String> DRAWN = List.of("A", "B", "C", "D", "E");

    @Option(names = "--quick", description = "a part of the cases, once and shortly: under 5 minutes on 2 cores")
    private boolean isQuick;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "only cases that contain a match of it, such as '^A/' or 'E/(rockpool|hikari)'")
    private @Nullable Pattern only;

    @Option(
            names = "--core-jar",
            paramLabel = "PATH",
            description = "another build of Rockpool: its cases are measured with it as well, in turn with this one's")
    private @Nullable Path coreJar;

    @Option(names = "--rounds", paramLabel = "N", description = "how often each case is measured; default 3, quick 1")
    private @Nullable Integer rounds;

    @Option(names = "--list", description = "lists the cases that would be measured, and measures none")
    private boolean isList;

    @SuppressWarnings("UnusedVariable") // picocli reads it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    private boolean isHelp;

    @Option(names = "--root", hidden = true, description = "the project's folder")
    private Path root = Path.of("");

    @Option(names = "--newer-jars", hidden = true, description = "jars for newer JDKs")
    private @Nullable Path newerJars;

    private BenchMain() {}

    /**
     * Measures and reports.
     *
     * @param args see {@code --help}
     */
    public static void main(String... args) {
        System.exit(new CommandLine(new BenchMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (coreJar != null && !Files.isRegularFile(coreJar)) {
            System.err.println("no such file: " + coreJar);
            return CommandLine.ExitCode.USAGE;
        }
        List<Case> cases = cases();
        if (cases.isEmpty()) {
            System.err.println("no case matches " + only + "; --list shows them all");
            return CommandLine.ExitCode.USAGE;
        }
        if (isList) {
            cases.forEach(one -> System.out.println(one.id()));
            return CommandLine.ExitCode.OK;
        }
        ClassPaths classPaths = ClassPaths.of(newerJars, coreJar == null ? null : coreJar.toAbsolutePath());
        long tokens = Work.calibrate();
        Map<String, Object> facts = Machine.facts(root, classPaths, tokens);
        Measurer.Length length = isQuick ? QUICK : FULL;
        facts.put("rounds", rounds());
        facts.put("iterations", length.warmUps() + " + " + length.iterations() + " of " + length.millis() + " ms");
        facts.put("arguments", "" + (isQuick ? "--quick " : "") + (only == null ? "" : "--only " + only));
        if (coreJar != null) {
            facts.put("baseline", coreJar.getFileName() + " of " + Files.getLastModifiedTime(coreJar));
        }
        Results results = new Results(facts);
        Path folder = folder();
        measure(cases, new Measurer(classPaths, length, tokens), results, folder);
        report(results, folder);
        return results.failures().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private int rounds() {
        return rounds != null ? rounds : isQuick ? 1 : FULL_ROUNDS;
    }

    private List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Case one : Catalogue.of(isQuick, Runtime.version().feature() >= 21)) {
            if (only == null || only.matcher(one.id()).find()) {
                cases.add(one);
                if (coreJar != null && one.isRockpool()) {
                    cases.add(one.withBaseline());
                }
            }
        }
        return cases;
    }

    private Path folder() throws IOException {
        String time =
                LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT));
        String kind = isQuick ? "quick" : only == null ? "full" : "part";
        return Files.createDirectories(
                root.resolve("benchmarks/results").resolve(kind + "-" + time + "-" + Machine.jdk()));
    }

    /** All cases once, and then all once more, so that whatever changes on the machine meets all alike. */
    private void measure(List<Case> cases, Measurer measurer, Results results, Path folder)
            throws IOException, InterruptedException {
        int times = rounds();
        int done = 0;
        for (int round = 1; round <= times; round++) {
            for (Case one : inTurn(cases, round)) {
                done++;
                if (results.failures().containsKey(one)) {
                    continue; // it would fail again, and the rounds of a ratio must match
                }
                try {
                    Sample sample = measurer.measure(one);
                    results.add(one, sample);
                    System.out.printf(
                            Locale.ROOT,
                            "[%d/%d] %s: %s %s%n",
                            done,
                            cases.size() * times,
                            one.id(),
                            Tables.number(sample.score()),
                            one.scenario().unit());
                } catch (IOException failed) {
                    results.fail(one, "" + failed.getMessage());
                    System.out.printf("[%d/%d] %s: %s%n", done, cases.size() * times, one.id(), failed.getMessage());
                }
            }
            results.write(folder.resolve("raw.json")); // after each round: an interrupted run is not lost
        }
    }

    /** Forwards and backwards by turns: what is measured first has no advantage. */
    private static List<Case> inTurn(List<Case> cases, int round) {
        List<Case> turned = new ArrayList<>(cases);
        if (round % 2 == 0) {
            Collections.reverse(turned);
        }
        return turned;
    }

    private static void report(Results results, Path folder) throws IOException {
        String tables = new Tables(results).all() + new Targets(results).table();
        Files.writeString(folder.resolve("tables.md"), tables);
        System.out.println();
        System.out.print(tables);
        RatioChart chart = new RatioChart();
        results.byScenario().forEach((scenario, cases) -> {
            if (DRAWN.contains(scenario.name())) {
                chart.add(scenario.name() + ", " + scenario.title(), bars(results, cases));
            }
        });
        for (RatioChart.Theme theme : RatioChart.Theme.values()) {
            String file = "ratios-" + theme.name().toLowerCase(Locale.ROOT) + ".svg";
            Files.writeString(folder.resolve(file), chart.draw(theme));
        }
        System.out.println();
        System.out.println("raw.json, tables.md, ratios-light.svg and ratios-dark.svg are in " + folder);
    }

    private static List<Bar> bars(Results results, List<Case> cases) {
        return cases.stream()
                .filter(one -> !one.isRockpool() || one.build() == Case.Build.BASELINE)
                .flatMap(one -> Tables.comparedWith(one, cases).stream()
                        .map(ours -> new Bar(one.label(), Results.median(results.ratios(ours, one)))))
                .toList();
    }
}
