package dev.rockpool.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetsTest {

    private final Results results = new Results(Map.of());

    private void add(Scenario scenario, String pool, double score, Map<String, Double> more) {
        Case one = new Case(scenario, pool, Case.Build.CURRENT, new Program.Harness(List.of()));
        results.add(one, new Sample(score, List.of(score), more));
    }

    @Test
    void saysWhatWasReachedAndWhatWasNot() {
        Scenario a = Scenario.pairs("A", "one thread");
        add(a, "rockpool", 80, Map.of());
        add(a, "floor-generation-cas", 100, Map.of());
        add(a, "hikari-bag", 60, Map.of());
        assertThat(new Targets(results).table())
                .contains("| A: share of the floor (two CAS) | ≥ 0.769 | 0.800 | yes |")
                .contains("| A: times HikariCP's bag | ≥ 2.00 | 1.33 | **no** |")
                .doesNotContain("Stormpot");
    }

    @Test
    void ofWaitsLessIsBetter() {
        Scenario waits = Scenario.pairs("waits-E", "many threads");
        add(waits, "rockpool", 1, Map.of("p99.9", 50.0, "max", 300.0));
        add(waits, "hikari-bag", 1, Map.of("p99.9", 100.0, "max", 200.0));
        assertThat(new Targets(results).table())
                .contains("| E: 99.9 % of waits, of HikariCP's | ≤ 1.00 | 0.500 | yes |")
                .contains("| E: longest wait, of HikariCP's | ≤ 1.00 | 1.50 | **no** |");
    }

    @Test
    void theFastestOtherIsWhatCounts() {
        Scenario virtual = Scenario.millis("virtual-yield", "a crowd");
        add(virtual, "rockpool", 100, Map.of());
        add(virtual, "rockpool-strict", 50, Map.of());
        add(virtual, "hikari-bag", 200, Map.of());
        add(virtual, "vibur-fast", 125, Map.of());
        assertThat(new Targets(results).table())
                .contains("| virtual-yield: time of the fastest other | ≤ 1.00 | 0.800 | yes |");
    }

    @Test
    void whatWasNotMeasuredIsLeftOut() {
        assertThat(new Targets(results).table()).isEmpty();
    }

    @Test
    void theFastestOfTheOtherDataSourcesIsWhatCounts() {
        Scenario connection = Scenario.pairs("jdbc-connection-8", "a connection and back");
        add(connection, "rockpool", 10, Map.of("B/op", 56.0));
        add(connection, "hikari", 5, Map.of());
        add(connection, "c3p0", 1, Map.of());
        add(connection, "vibur-fast", 8, Map.of());
        assertThat(new Targets(results).table())
                .contains("| jdbc-connection-8: times HikariCP | ≥ 2.50 | 2.00 | **no** |")
                .contains("| jdbc-connection-8: times the fastest of the others | ≥ 1.00 | 1.25 | yes |")
                .contains("| jdbc-connection-8: most B per cycle | ≤ 56.5 | 56.0 | yes |")
                .doesNotContain("Agroal");
    }

    @Test
    void theWorstForkCountsForBytes() {
        Scenario a = Scenario.pairs("A", "one thread");
        add(a, "rockpool-use", 80, Map.of("B/op", 0.0));
        add(a, "rockpool-use", 80, Map.of("B/op", 32.0));
        assertThat(new Targets(results).table()).contains("| A, use: most B per pair | ≤ 0.500 | 32.0 | **no** |");
    }
}
