package dev.rockpool.memory;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.rockpool.Pool;
import dev.rockpool.internal.lifecycle.OrderlyLifecycle;
import dev.rockpool.internal.process.EntryClasses;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What this module may use: what the core exports, and the JDK; nothing that runs, waits or locks by itself. */
class DependenciesTest {

    private static final Path CLASSES = Path.of("target", "classes");
    private static final JavaClasses MEMORY = new ClassFileImporter().importPath(CLASSES);

    @Test
    void memoryUsesThePublicFaceOfTheCoreAndTwoTypesMore() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "org.jspecify..",
                                "dev.rockpool.memory",
                                "dev.rockpool",
                                "dev.rockpool.config",
                                "dev.rockpool.monitor")
                        .or(type(EntryClasses.class))
                        .or(type(OrderlyLifecycle.class)))
                .check(MEMORY);
    }

    @Test
    void memoryHasNoLockNoQueueAndNoThread() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent.locks")
                        .or(nameMatching(
                                "java\\.lang\\.ThreadLocal|java\\.util\\.concurrent\\.(.*Queue|.*Deque|Executor.*)")))
                .check(MEMORY);
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
                boot.configuration().resolve(both, ModuleFinder.of(), Set.of("dev.rockpool.memory"));
        ModuleLayer layer = boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        ClassLoader loader = layer.findLoader("dev.rockpool.memory");
        for (JavaClass type : MEMORY) {
            Class<?> loaded = Class.forName(type.getName(), true, loader);
            assertThat(loaded.getModule().getName()).isEqualTo("dev.rockpool.memory");
            assertThat(loaded.getDeclaredMethods()).isNotNull(); // links what the signatures name
        }
    }
}
