package dev.rockpool.benchmarks.run;

import java.util.List;
import java.util.Map;

/** How a case is measured, by a process of its own. */
sealed interface Program {

    /**
     * By JMH.
     *
     * @param method class and method, within the package of the benchmarks
     * @param params parameters
     * @param threads how many
     * @param jvmArgs of the process, beside those of all
     */
    record Jmh(String method, Map<String, String> params, int threads, List<String> jvmArgs) implements Program {}

    /**
     * By the harness.
     *
     * @param args what it is called with
     */
    record Harness(List<String> args) implements Program {}
}
