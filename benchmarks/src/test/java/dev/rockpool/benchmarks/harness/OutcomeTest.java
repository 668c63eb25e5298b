package dev.rockpool.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    @Test
    void anOutcomeSurvivesTheWayBetweenProcesses() {
        Outcome outcome = new Outcome(12.5, Map.of("p99", 3.25, "jain", 0.5));
        assertThat(outcome.toLine()).startsWith(Outcome.MARK).doesNotContain("\n");
        assertThat(Outcome.ofLine(outcome.toLine())).isEqualTo(outcome);
    }
}
