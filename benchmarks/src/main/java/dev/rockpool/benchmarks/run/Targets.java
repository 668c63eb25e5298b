package dev.rockpool.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What was to be reached and what was measured, as in TARGETS.md. Rows whose cases were not measured are left out. */
final class Targets {

    private static final String OURS = "rockpool";
    private static final String HIKARI = "hikari-bag";
    private static final double IDEAL_CREATION_MILLIS = 630;

    private final Results results;
    private final List<String> rows = new ArrayList<>();

    Targets(Results results) {
        this.results = results;
    }

    String table() {
        throughput();
        waits();
        futures();
        sizes();
        bytes();
        dataSources();
        outages();
        if (rows.isEmpty()) {
            return "";
        }
        return "\n### Targets\n\n| what | target | measured | met |\n|---|---|--:|---|\n" + String.join("", rows);
    }

    private void throughput() {
        atLeast("A: share of the floor (two CAS)", 1 / 1.3, ratio("A", OURS, "floor-generation-cas"));
        for (String scenario : List.of("A", "B", "C", "D")) {
            atLeast(scenario + ": times HikariCP's bag", 2, ratio(scenario, OURS, HIKARI));
        }
        for (String scenario : List.of("A", "B", "C")) {
            atLeast(scenario + ": times Stormpot fast", 1.1, ratio(scenario, OURS, "stormpot-fast"));
        }
        atLeast("A: times Stormpot with its defaults", 4, ratio("A", OURS, "stormpot-defaults"));
        atLeast("A: times commons-pool2 fast", 40, ratio("A", OURS, "commons-fast"));
        atLeast("2 threads against 1", 1.7, score("B", OURS) / score("A", OURS));
        atLeast("A: all that is on by default, against all off", 0.8, ratio("A", OURS, "rockpool-off"));
        atLeast(
                "A: hold warning and listener on, against all off",
                0.8,
                ratio("A", "rockpool-watched", "rockpool-off"));
        atLeast("A: objects that age, against objects that do not", 0.97, ratio("A", "rockpool-ageing", OURS));
        atLeast("keyed-1000-8: times commons-pool2", 20, ratio("keyed-1000-8", OURS, "commons-keyed"));
        for (String scenario : List.of("keyed-1-1", "keyed-1000-1", "keyed-1000-8")) {
            atLeast(scenario + ": of a pool without keys", 0.5, ratio(scenario, OURS, "rockpool-without-keys"));
        }
        atLeast("E: times HikariCP's bag", 1, ratio("E", OURS, HIKARI));
        atLeast("E: STRICT, times vibur fair", 2, ratio("E", "rockpool-strict", "vibur-fair"));
        atLeast("E: STRICT, times Semaphore fair", 2, ratio("E", "rockpool-strict", "fair-semaphore-deque"));
        for (String hold : List.of("nothing", "yield", "park")) {
            best("virtual-" + hold);
        }
    }

    private void waits() {
        atMost("D: longest wait, of HikariCP's", 1, more("waits-D", OURS, "max") / more("waits-D", HIKARI, "max"));
        atLeast("D: Jain's index", 0.99, more("waits-D", OURS, "jain"));
        atMost(
                "E: 99.9 % of waits, of HikariCP's",
                1, more("waits-E", OURS, "p99.9") / more("waits-E", HIKARI, "p99.9"));
        atMost(
                "renewal, 12 objects: 99.9 % of waits, of the same pool without expiry",
                2, more("renewal-12", "rockpool-renewing", "p99.9") / more("renewal-12", "rockpool-lasting", "p99.9"));
        atMost("E: longest wait, of HikariCP's", 1, more("waits-E", OURS, "max") / more("waits-E", HIKARI, "max"));
    }

    private void futures() {
        atLeast("futures, idle: times reactor-pool", 10, ratio("async-idle", OURS, "reactor"));
        atMost("futures, idle: B per pair", 100, bytes("async-idle", OURS));
        atLeast("futures, pending: times reactor-pool", 10, ratio("async-pending", OURS, "reactor"));
        atLeast(
                "futures, pending, both with a deadline: times reactor-pool",
                10,
                ratio("async-pending", OURS, "reactor-deadline"));
    }

    private void sizes() {
        for (String fill : List.of("large-idle-", "large-leased-")) {
            atMost(fill + "100000: time of " + fill + "10", 2, score(fill + "10", OURS) / score(fill + "100000", OURS));
        }
        for (String fill : List.of("search-idle-", "search-leased-")) {
            atMost(fill + "100000: time of " + fill + "40", 2, score(fill + "40", OURS) / score(fill + "100000", OURS));
        }
        atMost(
                "creation in the background, of the ideal",
                1.2,
                score("creation", "rockpool-background") / IDEAL_CREATION_MILLIS);
        for (int futures : List.of(10_000, 100_000)) {
            atMost("storm-" + futures + ": ms late", futures / 100.0, score("storm-" + futures, OURS));
        }
        atMost("memory: B per idle object", 400, score("memory", OURS));
    }

    private void bytes() {
        atMost("A, use: most B per pair", 0.5, bytes("A", "rockpool-use"));
        atMost("A, run: most B per pair", 0.5, bytes("A", "rockpool-run"));
        atMost("A, try-with-resources: most B per pair (target on JDK 25)", 0.5, bytes("A", OURS));
        atMost("nested: most B per pair", 32.5, bytes("nested", OURS));
    }

    private void dataSources() {
        for (int threads : List.of(1, 2, 8, 32)) {
            String connection = "jdbc-connection-" + threads;
            String statement = "jdbc-statement-" + threads;
            atLeast(connection + ": times HikariCP", 2.5, ratio(connection, OURS, "hikari"));
            atLeast(connection + ": times Agroal", 1.1, ratio(connection, OURS, "agroal"));
            atLeast(statement + ": times HikariCP", 1.2, ratio(statement, OURS, "hikari"));
            atLeast(statement + ": times Agroal", 1.2, ratio(statement, OURS, "agroal"));
            for (String scenario : List.of(connection, statement)) {
                double least = Stream.of("dbcp2", "tomcat", "tomcat-fast", "vibur", "vibur-fast", "c3p0", "druid")
                        .mapToDouble(other -> ratio(scenario, OURS, other))
                        .filter(ratio -> !Double.isNaN(ratio))
                        .min()
                        .orElse(Double.NaN);
                atLeast(scenario + ": times the fastest of the others", 1, least);
            }
            atMost(connection + ": most B per cycle", 56.5, bytes(connection, OURS));
        }
    }

    private void outages() {
        for (String fault : List.of("reset", "black-hole", "slow-accept", "server-down")) {
            String scenario = "chaos-" + fault;
            atMost(scenario + ": longest getConnection, ms", 1_100, most(scenario, OURS, "worst get"));
            atMost(scenario + ": first success, ms", 1_000, score(scenario, OURS));
            atMost(scenario + ": threads stuck", 0, most(scenario, OURS, "stuck"));
        }
    }

    private void best(String scenario) {
        results.byScenario().forEach((one, cases) -> {
            if (one.name().equals(scenario)) {
                double least = cases.stream()
                        .filter(other -> !other.isRockpool())
                        .mapToDouble(results::score)
                        .min()
                        .orElse(Double.NaN);
                atMost(scenario + ": time of the fastest other", 1, score(scenario, OURS) / least);
            }
        });
    }

    private Optional<Case> find(String scenario, String pool) {
        return results.byScenario().values().stream()
                .flatMap(List::stream)
                .filter(one -> one.build() == Case.Build.CURRENT)
                .filter(one ->
                        one.scenario().name().equals(scenario) && one.pool().equals(pool))
                .findFirst();
    }

    private double of(String scenario, String pool, ToDoubleFunction<Case> number) {
        return find(scenario, pool).map(number::applyAsDouble).orElse(Double.NaN);
    }

    private double score(String scenario, String pool) {
        return of(scenario, pool, results::score);
    }

    private double more(String scenario, String pool, String name) {
        return of(scenario, pool, one -> results.more(one, name));
    }

    private double most(String scenario, String pool, String name) {
        return of(scenario, pool, one -> results.most(one, name));
    }

    private double bytes(String scenario, String pool) {
        return most(scenario, pool, "B/op");
    }

    private double ratio(String scenario, String ours, String theirs) {
        return find(scenario, ours)
                .flatMap(we -> find(scenario, theirs).map(other -> Results.median(results.ratios(we, other))))
                .orElse(Double.NaN);
    }

    private void atLeast(String what, double target, double measured) {
        add(what, "≥ " + Tables.number(target), measured, measured >= target);
    }

    private void atMost(String what, double target, double measured) {
        add(what, "≤ " + Tables.number(target), measured, measured <= target);
    }

    private void add(String what, String target, double measured, boolean isMet) {
        if (!Double.isNaN(measured)) {
            rows.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s |%n",
                    what,
                    target,
                    Tables.number(measured),
                    isMet ? "yes" : "**no**"));
        }
    }
}
