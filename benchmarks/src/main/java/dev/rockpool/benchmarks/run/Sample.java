package dev.rockpool.benchmarks.run;

import java.util.List;
import java.util.Map;

/**
 * What one process measured.
 *
 * @param score the mean
 * @param iterations what the mean is of
 * @param more other numbers, by name
 */
record Sample(double score, List<Double> iterations, Map<String, Double> more) {}
