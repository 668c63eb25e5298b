package dev.rockpool.benchmarks.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

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

    /** The same, with how long each release took: a pool that makes its waiters fast may do so on the releasers' time. */
    static Map<String, Double> waits(WaitTimes waits, WaitTimes gives, long... pairsByThread) {
        Map<String, Double> all = new TreeMap<>(waits(waits, pairsByThread));
        all.put("give p99.9", gives.percentile(0.999) / 1e3);
        all.put("give max", gives.max() / 1e3);
        return all;
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
