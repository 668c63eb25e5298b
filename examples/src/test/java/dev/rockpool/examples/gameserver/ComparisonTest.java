package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.examples.gameserver.Measurement.Value;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void bothRunsAreMeasured(@TempDir Path folder) throws Exception {
        assertThat(comparison(folder).run(() -> false)).isEqualTo(DemoRun.GOOD);
        assertThat(err).hasToString("");
        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("messages stored per second +[1-9][\\d,]* +[1-9][\\d,]* +\\d.*"))
                .anyMatch(line -> line.matches("allocated per message, bytes +[1-9][\\d,]* +[1-9][\\d,]* +\\d.*"));
    }

    @Test
    void aRunThatIsStoppedComparesNothing(@TempDir Path folder) throws Exception {
        assertThat(comparison(folder).run(() -> true)).isEqualTo(DemoRun.BAD);
        assertThat(err.toString()).contains("there is nothing to compare");
    }

    private Comparison comparison(Path folder) {
        return new Comparison(1, 5, folder, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void aMeasurementIsFoundBetweenOtherLines() {
        Measurement measurement = measurement(7);
        measurement.write(new PrintWriter(out, true));
        List<String> output = List.of(("hello\n" + out + "bye=1\n").split("\\R"));
        assertThat(Measurement.read(output)).isEqualTo(measurement);
        assertThat(Measurement.read(output.subList(2, output.size()))).isNull();
    }

    @Test
    void theBetterOneIsNamedAlsoWhenItIsNotThePool() {
        List<String> lines = Measurement.sideBySide(measurement(100), measurement(200));
        assertThat(lines.get(1)).startsWith("messages stored per second").endsWith("2.00   WITHOUT pools");
        assertThat(lines.get(2)).startsWith("allocated per second").endsWith("2.00   with pools");
        assertThat(Measurement.sideBySide(measurement(100), measurement(101)).get(1))
                .endsWith("equal");
    }

    private static Measurement measurement(double number) {
        Map<Value, Double> values = new EnumMap<>(Value.class);
        for (Value value : Value.values()) {
            values.put(value, number);
        }
        return new Measurement(values);
    }

    @Test
    void aPercentileIsRightToAnEighth() {
        Stopwatch stopwatch = new Stopwatch((message, avatar) -> {});
        assertThat(stopwatch.percentile(0.5)).isZero();
        for (int i = 1; i <= 1_000; i++) {
            stopwatch.count(i * 1_000L);
        }
        assertThat(stopwatch.percentile(0.5)).isBetween(500_000.0, 562_500.0);
        assertThat(stopwatch.percentile(0.99)).isBetween(990_000.0, 1_113_750.0);
        stopwatch.reset();
        assertThat(stopwatch.percentile(0.99)).isZero();
    }
}
