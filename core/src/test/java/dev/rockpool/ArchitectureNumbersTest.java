package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The order of the packages and the hubs of the core, computed from the byte code; ARCHITECTURE.md has the numbers. */
class ArchitectureNumbersTest {

    /** So many different members of one hub a class uses at the most. */
    private static final int MOST_MEMBERS = 8;

    /** A part of a pool that so many classes use is a hub. */
    private static final int USERS_OF_A_HUB = 10;

    /**
     * From the bottom to the top; each uses only those before it. Settings and their rules are one layer, so are the
     * ticker and the time, and of the public API the builder is a layer of its own.
     */
    private static final List<String> LAYERS = List.of(
            "process",
            "time",
            "settings",
            "monitor",
            "api",
            "slot",
            "stats",
            "waiting",
            "lifecycle",
            "capacity",
            "ageing",
            "explain",
            "engine",
            "keyed",
            "builder");

    /** {@code Pool.builder}: the way from the API to the builder. */
    private static final String ENTRANCE = "api -> builder";

    private static final String INTERNAL = "dev.rockpool.internal.";
    private static final String CORE = INTERNAL + "engine.Core";
    private static final Set<String> MAKERS = Set.of(CORE, INTERNAL + "engine.PoolState", INTERNAL + "engine.Platform");
    private static final Path PAGE = Path.of("..", "ARCHITECTURE.md");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.rockpool");

    private static String layerOf(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals("dev.rockpool")) {
            String outer = outermost(type).getSimpleName();
            return outer.endsWith("Builder") ? "builder" : outer.equals("Ticker") ? "time" : "api";
        }
        if (name.equals("dev.rockpool.config") || name.equals(INTERNAL + "config")) {
            return "settings";
        }
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private static boolean isOurs(JavaClass type) {
        return CLASSES.contain(type.getBaseComponentType().getName());
    }

    /** From a layer to one that it uses, as in {@code "engine -> slot"}. */
    private static Set<String> arrows() {
        Set<String> arrows = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(ArchitectureNumbersTest::isOurs)
                    .filter(target -> !layerOf(target).equals(layerOf(type)))
                    .forEach(target -> arrows.add(layerOf(type) + " -> " + layerOf(target)));
        }
        arrows.remove(ENTRANCE);
        return arrows;
    }

    private static boolean runsBackUp(String arrow) {
        int middle = arrow.indexOf(" -> ");
        return LAYERS.indexOf(arrow.substring(0, middle)) < LAYERS.indexOf(arrow.substring(middle + " -> ".length()));
    }

    @Test
    void eachPackageHasItsPlaceInTheOrder() {
        Set<String> found =
                CLASSES.stream().map(ArchitectureNumbersTest::layerOf).collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).containsExactlyInAnyOrderElementsOf(LAYERS);
    }

    @Test
    void noArrowRunsBackUpAndThePageSaysHowManyThereAre() throws IOException {
        Set<String> arrows = arrows();
        assertThat(arrows.stream().filter(ArchitectureNumbersTest::runsBackUp)).isEmpty();
        assertPageSays(LAYERS.size() + " layers, " + arrows.size() + " arrows, 0 that run back up");
    }

    @Test
    void thePageNamesTheLayersInTheirOrder() throws IOException {
        assertThat(Files.readString(PAGE))
                .containsSubsequence(
                        LAYERS.stream().map(layer -> "| `" + layer + "` |").toList());
    }

    @Test
    void nobodyUsesMoreThanEightMembersOfAHub() throws IOException {
        Map<String, Map<String, Set<String>>> uses = usesOfParts();
        Set<String> guilty = new TreeSet<>();
        int hubs = 0;
        int most = 0;
        for (Map.Entry<String, Map<String, Set<String>>> part : uses.entrySet()) {
            if (part.getValue().size() < USERS_OF_A_HUB && !part.getKey().equals(CORE)) {
                continue;
            }
            hubs++;
            for (Map.Entry<String, Set<String>> user : part.getValue().entrySet()) {
                most = Math.max(most, user.getValue().size());
                if (user.getValue().size() > MOST_MEMBERS) {
                    guilty.add(user.getKey() + " uses of " + part.getKey() + ": " + user.getValue());
                }
            }
        }
        assertThat(guilty).isEmpty();
        assertPageSays(hubs + " hubs, at most " + most + " members of one used by a class");
    }

    private static void assertPageSays(String numbers) throws IOException {
        assertThat(Files.readString(PAGE).contains(numbers))
                .as("ARCHITECTURE.md is to say: " + numbers)
                .isTrue();
    }

    /** For each part of a pool, which classes use which of its members. A part is what the makers make, and {@code Core}. */
    private static Map<String, Map<String, Set<String>>> usesOfParts() {
        Set<String> parts = new TreeSet<>(Set.of(CORE));
        for (String maker : MAKERS) {
            for (JavaConstructorCall call : CLASSES.get(maker).getConstructorCallsFromSelf()) {
                if (isOurs(call.getTargetOwner())) {
                    parts.add(outermost(call.getTargetOwner()).getName());
                }
            }
        }
        Map<String, Map<String, Set<String>>> uses = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                JavaClass owner = access.getTargetOwner().getBaseComponentType();
                if (!isOurs(owner) || access instanceof JavaConstructorCall) {
                    continue;
                }
                String part = outermost(owner).getName();
                String user = outermost(type).getName();
                if (parts.contains(part) && !part.equals(user)) {
                    uses.computeIfAbsent(part, unused -> new TreeMap<>())
                            .computeIfAbsent(user, unused -> new TreeSet<>())
                            .add(access.getTarget().getName());
                }
            }
        }
        return uses;
    }
}
