package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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
        for (int round = 0; round < 3; round++) {
            StackDescent.run(what);
        }
    }

    @Test
    void theEndOfTheStackLosesNothingWhereAllIsInterpreted() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xint",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StackDescent.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(110, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
