package dev.rockpool.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    private static final Scenario THROUGHPUT = Scenario.pairs("A", "one thread");
    private static final Scenario TIME = Scenario.millis("creation", "many objects");

    private final Results results = new Results(Map.of("cpu", "a processor", "cores", 2, "jdk", "17"));

    private static Case of(Scenario scenario, String pool) {
        return new Case(
                scenario, pool, Case.Build.CURRENT, new Program.Jmh("PairBenchmark.pair", Map.of(), 1, List.of()));
    }

    private void add(Case one, double... scores) {
        for (double score : scores) {
            results.add(one, new Sample(score, List.of(score), Map.of()));
        }
    }

    @Test
    void ratiosAreOfTheSameRoundAndTheMedianIsOfTheRatios() {
        Case ours = of(THROUGHPUT, "rockpool");
        Case theirs = of(THROUGHPUT, "other");
        add(ours, 10, 30, 100); // the machine was slow, usual, fast
        add(theirs, 5, 10, 50);
        assertThat(results.ratios(ours, theirs)).containsExactly(2, 2, 3);
        assertThat(results.score(ours)).isEqualTo(30);
    }

    @Test
    void lessTimeIsBetter() {
        Case ours = of(TIME, "rockpool");
        Case theirs = of(TIME, "other");
        add(ours, 100);
        add(theirs, 400);
        assertThat(results.ratios(ours, theirs)).containsExactly(4);
    }

    @Test
    void aMedianOfAnEvenNumberLiesInTheMiddle() {
        assertThat(Results.median(4, 1, 3, 2)).isEqualTo(2.5);
        assertThat(Results.median()).isNaN();
    }

    @Test
    void aBaselineIsComparedWithTheSameConfiguration() {
        Case usual = of(THROUGHPUT, "rockpool");
        Case use = of(THROUGHPUT, "rockpool-use");
        Case peer = of(THROUGHPUT, "other");
        List<Case> cases = List.of(use, usual, use.withBaseline(), peer);
        assertThat(Tables.comparedWith(use.withBaseline(), cases)).contains(use);
        assertThat(Tables.comparedWith(peer, cases)).contains(usual);
    }

    @Test
    void aTableShowsScoresRatiosAndTheirRangeBestFirst() {
        add(of(THROUGHPUT, "other"), 5, 10);
        add(of(THROUGHPUT, "rockpool"), 10, 40);
        assertThat(new Tables(results).all())
                .contains("### A: one thread")
                .containsSubsequence("| rockpool |", "25.0 |", "| other ", "7.50 |", "3.00×", "2.00 – 4.00 |");
    }

    @Test
    void whatFailedIsSaidAndNotLeftOut() {
        results.fail(of(THROUGHPUT, "other"), "it broke");
        assertThat(new Tables(results).all()).contains("- A/other: it broke");
    }

    @Test
    void theFileHoldsTheMachineEverySampleAndEveryFailure(@TempDir Path folder) throws IOException {
        add(of(THROUGHPUT, "rockpool"), 1, 2);
        results.fail(of(THROUGHPUT, "other"), "it broke");
        Path file = folder.resolve("raw.json");
        results.write(file);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.at("/machine/cpu").asText()).isEqualTo("a processor");
        assertThat(json.at("/cases/0/rounds/1/score").asDouble()).isEqualTo(2);
        assertThat(json.at("/cases/1/failed").asText()).isEqualTo("it broke");
    }

    @Test
    void numbersHaveThreeDigits() {
        assertThat(Tables.number(12_345.6)).isEqualTo("12,346");
        assertThat(Tables.number(45.678)).isEqualTo("45.7");
        assertThat(Tables.number(1.2345)).isEqualTo("1.23");
        assertThat(Tables.number(0.1666)).isEqualTo("0.167");
        assertThat(Tables.number(0)).isEqualTo("0.00");
        assertThat(Tables.number(Double.NaN)).isEmpty();
    }
}
