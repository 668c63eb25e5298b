package dev.rockpool.text;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.rockpool.Pool;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What this module may use: settings as values, the catalogue of settings, and the JDK. */
class DependenciesTest {

    private static final Path CLASSES = Path.of("target", "classes");
    private static final JavaClasses TEXT = new ClassFileImporter().importPath(CLASSES);

    @Test
    void textUsesSettingsAndTheirCatalogue() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "dev.rockpool.text",
                        "dev.rockpool.config",
                        "dev.rockpool.internal.config"))
                .check(TEXT);
    }

    @Test
    void onlyWhatUsersCallReadsTheEnvironment() {
        noClasses()
                .that(nameMatching("(?!dev\\.rockpool\\.text\\.(TextConfig|ConnectionSettings)$).*"))
                .should()
                .callMethod(System.class, "getenv")
                .check(TEXT);
    }

    @Test
    void nobodyReadsSystemProperties() {
        noClasses()
                .should()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getProperties")
                .check(TEXT);
    }

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Tests run on the class path; here both modules are resolved and loaded as such, with nothing but the JDK beside them. */
    @Test
    void moduleLoadsWithNothingButTheCore() throws Exception {
        ModuleLayer boot = ModuleLayer.boot();
        ModuleFinder both = ModuleFinder.of(CLASSES, placeOf(Pool.class));
        Configuration configuration =
                boot.configuration().resolve(both, ModuleFinder.of(), Set.of("dev.rockpool.text"));
        ModuleLayer layer = boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        ClassLoader loader = layer.findLoader("dev.rockpool.text");
        for (JavaClass type : TEXT) {
            Class<?> loaded = Class.forName(type.getName(), true, loader);
            assertThat(loaded.getModule().getName()).isEqualTo("dev.rockpool.text");
            assertThat(loaded.getDeclaredMethods()).isNotNull(); // links what the signatures name
        }
    }
}
