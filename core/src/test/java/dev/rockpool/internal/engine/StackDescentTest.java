package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of the stack, at each frame of each public method. */
@Tag("own-process")
class StackDescentTest {

    private static final int MOST_SEEDS = 3;

    static List<StackDescent.Case> cases() {
        return StackDescentCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theEndOfTheStackLosesNothing(StackDescent.Case what) throws Exception {
        StackDescent.run(what);
    }

    @Test
    @Timeout(300)
    void theEndOfTheStackLosesNothingWhereAllIsInterpreted() throws Exception {
        assertThat(run("-Xint", StackDescent.class, "(plain|lifo|caller|suspended).*"))
                .isEqualTo(0);
        assertThat(output(StackDescent.class))
                .as("what the virtual machine says of a lock that meets the end of the stack")
                .content()
                .doesNotContain("dangerous stack overflow");
    }

    /** Other seeds, where the JDK has spoilt a class of its own: that says nothing about the pool. Some seconds where it has not. */
    @Test
    @Timeout(900)
    void aFullHeapLosesNothing() throws Exception {
        int status = HeapExhaustion.SPOILT;
        for (int i = 0; i < MOST_SEEDS && status == HeapExhaustion.SPOILT; i++) {
            String seed = Long.toString(System.nanoTime());
            status = run("-Xmx16m", HeapExhaustion.class, seed);
            assertThat(status)
                    .as("seed " + seed + ": see target/HeapExhaustion.out")
                    .isIn(0, HeapExhaustion.SPOILT);
        }
        assumeThat(status)
                .as("each time the JDK has spoilt a class of its own: see target/HeapExhaustion.out")
                .isZero();
    }

    private static int run(String option, Class<?> program, String argument) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-XX:+UseSerialGC", // on each machine the same
                        "-XX:-DoEscapeAnalysis", // see HeapExhaustion
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        argument)
                .redirectErrorStream(true)
                .redirectOutput(output(program).toFile())
                .start();
        boolean hasEnded = process.waitFor(600, TimeUnit.SECONDS);
        process.destroyForcibly(); // one whose heap is full hears nothing else
        return hasEnded ? process.exitValue() : -1;
    }

    private static Path output(Class<?> program) {
        return Path.of("target", program.getSimpleName() + ".out");
    }
}
