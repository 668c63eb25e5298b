package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of the stack, at each frame of each public method. */
class StackDescentTest {

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
    }

    @Test
    @Timeout(300)
    @Disabled("not steady: classes of the JDK that are first used when the heap is full are spoilt for good")
    void aFullHeapLosesNothing() throws Exception {
        assertThat(run("-Xmx32m", HeapExhaustion.class, "45")).isEqualTo(0);
    }

    private static int run(String option, Class<?> program, String argument) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        argument)
                .redirectErrorStream(true)
                .redirectOutput(
                        Path.of("target", program.getSimpleName() + ".out").toFile())
                .start();
        boolean hasEnded = process.waitFor(280, TimeUnit.SECONDS);
        process.destroyForcibly(); // one whose heap is full hears nothing else
        return hasEnded ? process.exitValue() : -1;
    }
}
