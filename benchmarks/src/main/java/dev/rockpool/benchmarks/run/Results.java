package dev.rockpool.benchmarks.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All samples, by case, in the order of the rounds; failures beside them. */
final class Results {

    private final Map<String, Object> facts;
    private final Map<Case, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<Case, String> failures = new LinkedHashMap<>();

    Results(Map<String, Object> facts) {
        this.facts = facts;
    }

    void add(Case one, Sample sample) {
        samples.computeIfAbsent(one, any -> new ArrayList<>()).add(sample);
    }

    void fail(Case one, String why) {
        failures.put(one, why);
    }

    Map<String, Object> facts() {
        return facts;
    }

    Map<Case, String> failures() {
        return failures;
    }

    /** The cases that were measured, by scenario. */
    Map<Scenario, List<Case>> byScenario() {
        Map<Scenario, List<Case>> cases = new LinkedHashMap<>();
        samples.keySet()
                .forEach(one -> cases.computeIfAbsent(one.scenario(), any -> new ArrayList<>())
                        .add(one));
        return cases;
    }

    private List<Sample> of(Case one) {
        return samples.getOrDefault(one, List.of());
    }

    /** The middle of the rounds' scores. */
    double score(Case one) {
        return median(of(one).stream().mapToDouble(Sample::score).toArray());
    }

    /** The middle of another number, NaN if the case has none of that name. */
    double more(Case one, String name) {
        return median(of(one).stream()
                .map(Sample::more)
                .filter(more -> more.containsKey(name))
                .mapToDouble(more -> more.getOrDefault(name, Double.NaN))
                .toArray());
    }

    /** The greatest of another number over the rounds, NaN if the case has none of that name. */
    double most(Case one, String name) {
        return of(one).stream()
                .map(Sample::more)
                .filter(more -> more.containsKey(name))
                .mapToDouble(more -> more.getOrDefault(name, Double.NaN))
                .max()
                .orElse(Double.NaN);
    }

    /** How many times better one case is than another, in each round, in rising order. */
    double[] ratios(Case ours, Case theirs) {
        int rounds = Math.min(of(ours).size(), of(theirs).size());
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = ours.scenario()
                    .ratio(of(ours).get(i).score(), of(theirs).get(i).score());
        }
        Arrays.sort(ratios);
        return ratios;
    }

    /** The middle one, or the mean of the two middle ones; NaN of none. */
    static double median(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    void write(Path file) throws IOException {
        List<Map<String, Object>> cases = new ArrayList<>();
        samples.forEach((one, rounds) -> {
            Map<String, Object> entry = describe(one);
            entry.put("rounds", rounds);
            cases.add(entry);
        });
        failures.forEach((one, why) -> {
            Map<String, Object> entry = describe(one);
            entry.put("failed", why);
            cases.add(entry);
        });
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", facts);
        all.put("cases", cases);
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    }

    private static Map<String, Object> describe(Case one) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("scenario", one.scenario().name());
        entry.put("title", one.scenario().title());
        entry.put("unit", one.scenario().unit());
        entry.put("pool", one.pool());
        entry.put("build", one.build());
        if (one.program() instanceof Program.Jmh jmh) {
            entry.put("method", jmh.method());
            entry.put("params", new TreeMap<>(jmh.params()));
            entry.put("threads", jmh.threads());
            entry.put("jvmArgs", jmh.jvmArgs());
        } else if (one.program() instanceof Program.Harness harness) {
            entry.put("harness", harness.args());
        }
        return entry;
    }
}
