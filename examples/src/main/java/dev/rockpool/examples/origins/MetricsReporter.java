package dev.rockpool.examples.origins;

/** Where metrics go: the three methods of the reporter in document B (docs/origins.md). Implementations are thread-safe. */
public interface MetricsReporter {

    /**
     * Something took a time.
     *
     * @param metric the name
     * @param seconds how long
     */
    void timing(String metric, double seconds);

    /**
     * Something happened.
     *
     * @param metric the name
     * @param by how often
     */
    void increment(String metric, long by);

    /**
     * Something is as it is now.
     *
     * @param metric the name
     * @param value the value
     */
    void gauge(String metric, double value);
}
