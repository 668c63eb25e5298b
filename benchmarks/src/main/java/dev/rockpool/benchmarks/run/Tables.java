package dev.rockpool.benchmarks.run;

import dev.rockpool.benchmarks.peers.Peers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The results as tables in Markdown, which a terminal shows just as well. */
final class Tables {

    /** The headings of other numbers, by their names. */
    private static final Map<String, String> MORE = new LinkedHashMap<>();

    static {
        for (String wait : List.of("p50", "p99", "p99.9", "max")) {
            MORE.put(wait, wait + " µs");
        }
        MORE.put("jain", "Jain");
        MORE.put("give p99.9", "give p99.9 µs");
        MORE.put("give max", "give max µs");
        MORE.put("worst get", "worst getConnection ms");
        MORE.put("late gets", "beyond deadline + 100 ms");
        MORE.put("overslept", "a sleep too long by ms");
        MORE.put("connects during", "most connects/s during");
        MORE.put("connects after", "after");
        MORE.put("stuck", "threads stuck");
    }

    private static final String BYTES = "B/op";

    private final Results results;

    Tables(Results results) {
        this.results = results;
    }

    String all() {
        StringBuilder text = new StringBuilder();
        for (String line : Machine.headline(results.facts())) {
            text.append(line).append("  \n");
        }
        results.byScenario().forEach((scenario, cases) -> text.append('\n').append(table(scenario, cases)));
        if (!results.failures().isEmpty()) {
            text.append("\nNot measured:\n\n");
            results.failures()
                    .forEach((one, why) -> text.append("- ")
                            .append(one.id())
                            .append(": ")
                            .append(why)
                            .append('\n'));
        }
        return text.toString();
    }

    /** The case that the others of a scenario are compared with. */
    static Optional<Case> ours(List<Case> cases) {
        List<Case> current = cases.stream()
                .filter(one -> one.build() == Case.Build.CURRENT && one.isRockpool())
                .toList();
        return current.stream()
                .filter(one -> one.pool().equals(Peers.ROCKPOOL))
                .findFirst()
                .or(() -> current.stream().findFirst());
    }

    /** A baseline is compared with the same configuration, all else with the usual one. */
    static Optional<Case> comparedWith(Case theirs, List<Case> cases) {
        if (theirs.build() == Case.Build.BASELINE) {
            return cases.stream()
                    .filter(one ->
                            one.build() == Case.Build.CURRENT && one.pool().equals(theirs.pool()))
                    .findFirst();
        }
        return ours(cases);
    }

    /** Which pool the column of ratios is about. */
    private static String heading(List<Case> cases) {
        return ours(cases).map(we -> we.pool() + " is").orElse("");
    }

    /** The other numbers that these cases have. */
    private List<String> more(List<Case> cases) {
        return MORE.keySet().stream()
                .filter(name -> cases.stream().anyMatch(one -> !Double.isNaN(results.more(one, name))))
                .toList();
    }

    private String table(Scenario scenario, List<Case> cases) {
        List<String> more = more(cases);
        boolean hasBytes = cases.stream().anyMatch(one -> !Double.isNaN(results.more(one, BYTES)));
        List<String> head = new ArrayList<>(List.of("pool", scenario.unit(), heading(cases), "from – to"));
        if (hasBytes) {
            head.add("most " + BYTES);
        }
        more.forEach(name -> head.add(MORE.getOrDefault(name, name)));
        List<List<String>> rows = new ArrayList<>();
        rows.add(head);
        Comparator<Case> byScore = Comparator.comparingDouble(results::score);
        for (Case one : cases.stream()
                .sorted(scenario.isLessBetter() ? byScore : byScore.reversed())
                .toList()) {
            rows.add(row(one, cases, hasBytes, more));
        }
        return "### " + scenario.name() + ": " + scenario.title() + "\n\n" + markdown(rows);
    }

    private List<String> row(Case one, List<Case> cases, boolean hasBytes, List<String> more) {
        List<String> row = new ArrayList<>(List.of(one.label(), number(results.score(one))));
        Optional<Case> ours = comparedWith(one, cases);
        double[] ratios = ours.filter(we -> !we.equals(one))
                .map(we -> results.ratios(we, one))
                .orElse(new double[0]);
        row.add(ratios.length == 0 ? "" : number(Results.median(ratios)) + "×");
        row.add(ratios.length < 2 ? "" : number(ratios[0]) + " – " + number(ratios[ratios.length - 1]));
        if (hasBytes) {
            double bytes = results.most(one, BYTES); // of all rounds; tenths and less are JMH's own
            row.add(Double.isNaN(bytes) ? "" : String.format(Locale.ROOT, "%.0f", bytes));
        }
        more.forEach(name -> row.add(number(results.more(one, name))));
        return row;
    }

    private static String markdown(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < columns; i++) {
                String cell = rows.get(r).get(i);
                String padding = " ".repeat(widths[i] - cell.length());
                text.append("| ")
                        .append(i == 0 ? cell + padding : padding + cell)
                        .append(' ');
            }
            text.append("|\n");
            if (r == 0) {
                for (int i = 0; i < columns; i++) {
                    text.append('|').append("-".repeat(widths[i] + 1)).append(i == 0 ? '-' : ':');
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }

    /** Three digits that count, no more. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 10) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return String.format(Locale.ROOT, size >= 1 || size == 0 ? "%.2f" : "%.3f", value);
    }
}
