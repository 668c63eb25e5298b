package dev.rockpool.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.benchmarks.ReadyMadeBenchmark;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadyMadeUsesTest {

    private static final List<String> DIFFERENT_EACH_TIME = List.of("cipher", "document-builder", "xml-reader");

    static List<String> kinds() {
        return ReadyMadeBenchmark.KINDS;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPooledObjectDoesWhatANewOneDoes(String kind) throws Exception {
        try (ReadyMadeUses uses = ReadyMadeUses.of(kind)) {
            Object anew = uses.madeAnew();
            for (int i = 0; i < 3; i++) {
                if (DIFFERENT_EACH_TIME.contains(kind)) {
                    assertThat(uses.pooled()).hasSameClassAs(anew);
                } else {
                    assertThat(uses.pooled()).isEqualTo(anew);
                }
            }
        }
    }
}
