package dev.rockpool.benchmarks.run;

/**
 * One pool in one scenario, with one build of Rockpool.
 *
 * @param scenario what is done
 * @param pool by whom
 * @param build the Rockpool that is on the class path
 * @param program how it is measured
 */
record Case(Scenario scenario, String pool, Build build, Program program) {

    /** What is on the class path as Rockpool. */
    enum Build {
        /** What was compiled here. */
        CURRENT,
        /** The jar that was given to compare with. */
        BASELINE
    }

    /** What patterns are matched with. */
    String id() {
        return scenario.name() + "/" + pool + (build == Build.BASELINE ? "@baseline" : "");
    }

    /** The pool's name in a table. */
    String label() {
        return build == Build.BASELINE ? pool + " (baseline)" : pool;
    }

    boolean isRockpool() {
        return pool.startsWith("rockpool");
    }

    Case withBaseline() {
        return new Case(scenario, pool, Build.BASELINE, program);
    }
}
