package dev.rockpool.benchmarks.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * What one process has measured.
 *
 * @param score the number that pools are compared by
 * @param more other numbers, by name
 */
public record Outcome(double score, Map<String, Double> more) {

    /** What the line of output with the outcome begins with; the pools may print lines of their own. */
    public static final String MARK = "outcome: ";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * As a line.
     *
     * @return the line, without its end
     */
    public String toLine() {
        try {
            return MARK + JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write " + this, impossible);
        }
    }

    /**
     * From a line.
     *
     * @param line what {@link #toLine} made
     * @return the outcome
     */
    public static Outcome ofLine(String line) {
        try {
            return JSON.readValue(line.substring(MARK.length()), Outcome.class);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("no outcome: " + line, broken);
        }
    }

    /** Of pairs that were counted, with how long each acquire took, in microseconds. */
    static Map<String, Double> waits(WaitTimes waits, long... pairsByThread) {
        return Map.of(
                "p50", waits.percentile(0.5) / 1e3,
                "p99", waits.percentile(0.99) / 1e3,
                "p99.9", waits.percentile(0.999) / 1e3,
                "max", waits.max() / 1e3,
                "jain", Jain.index(pairsByThread));
    }
}
