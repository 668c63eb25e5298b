package dev.rockpool.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.benchmarks.jdbc.DataSources;
import dev.rockpool.benchmarks.peers.Peers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private static final List<Case> ALL = Catalogue.of(false, true);

    private static Set<String> scenarios(List<Case> cases) {
        return cases.stream().map(one -> one.scenario().name()).collect(Collectors.toSet());
    }

    @Test
    void noCaseIsThereTwice() {
        assertThat(ALL).extracting(Case::id).doesNotHaveDuplicates();
        assertThat(Catalogue.of(true, true)).extracting(Case::id).doesNotHaveDuplicates();
    }

    @Test
    void everyScenarioHasOurPoolToCompareWith() {
        ALL.stream()
                .collect(Collectors.groupingBy(Case::scenario))
                .forEach((scenario, cases) -> assertThat(Tables.ours(cases))
                        .as("Rockpool in " + scenario.name())
                        .isPresent());
    }

    @Test
    void everyPoolThatCanBeMadeIsMeasuredSomewhere() {
        assertThat(ALL).extracting(Case::pool).containsAll(Peers.names()).containsAll(DataSources.names());
    }

    @Test
    void everyMethodExists() throws ReflectiveOperationException {
        for (Case one : ALL) {
            if (one.program() instanceof Program.Jmh jmh) {
                int dot = jmh.method().indexOf('.');
                String name = jmh.method().substring(dot + 1);
                assertThat(Class.forName("dev.rockpool.benchmarks."
                                        + jmh.method().substring(0, dot))
                                .getMethods())
                        .as(one.id())
                        .anyMatch(method -> method.getName().equals(name));
            }
        }
    }

    @Test
    void onlyTheVirtualThreadsAreLeftOutWhereThereAreNone() {
        Set<String> missing = scenarios(ALL);
        missing.removeAll(scenarios(Catalogue.of(false, false)));
        assertThat(missing).containsExactlyInAnyOrder("virtual-nothing", "virtual-yield", "virtual-park");
    }

    @Test
    void theQuickOneIsAPartOfTheWhole() {
        assertThat(Catalogue.of(true, true)).hasSizeLessThan(ALL.size() / 2);
    }
}
