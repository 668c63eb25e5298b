package dev.rockpool.jdbc;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.rockpool.Pool;
import dev.rockpool.internal.process.EntryClasses;
import dev.rockpool.text.TextConfig;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What this module may use, and what it must not have: the pool is the core's affair. */
class DependenciesTest {

    private static final Path CLASSES = Path.of("target", "classes");
    private static final JavaClasses JDBC = new ClassFileImporter().importPath(CLASSES);

    @Test
    void usesWhatTheCoreAndTheConfigurationExport() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "javax.sql..",
                                "javax.naming..",
                                "javax.net.ssl..", // an exception that drivers give as a cause
                                "javax.xml.transform..", // in signatures of java.sql
                                "org.jspecify..",
                                "dev.rockpool",
                                "dev.rockpool.config",
                                "dev.rockpool.monitor",
                                "dev.rockpool.text",
                                "dev.rockpool.jdbc..")
                        .or(type(EntryClasses.class)))
                .check(JDBC);
    }

    @Test
    void ownsNoLockNoQueueNoThreadAndNoClock() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent.locks", "java.time.chrono"))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        ThreadLocal.class,
                        java.util.Queue.class,
                        java.util.concurrent.Semaphore.class,
                        java.util.concurrent.CountDownLatch.class,
                        java.util.concurrent.Executors.class,
                        java.util.concurrent.ForkJoinPool.class,
                        java.util.Timer.class)
                .orShould()
                .callConstructor(Thread.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(JDBC);
        assertThat(JDBC)
                .flatExtracting(JavaClass::getMethods)
                .filteredOn(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                .isEmpty();
    }

    @Test
    void proxiesCallByNoReflection() {
        noClasses()
                .that()
                .resideInAPackage("dev.rockpool.jdbc.internal.proxy")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect")
                .check(JDBC);
    }

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Tests run on the class path; here the modules are resolved and loaded as such, with nothing but the JDK beside them. */
    @Test
    void moduleLoadsWithNothingButTheCoreAndTheConfiguration() throws Exception {
        ModuleLayer boot = ModuleLayer.boot();
        ModuleFinder all = ModuleFinder.of(CLASSES, placeOf(Pool.class), placeOf(TextConfig.class));
        Configuration configuration = boot.configuration().resolve(all, ModuleFinder.of(), Set.of("dev.rockpool.jdbc"));
        ModuleLayer layer = boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        ClassLoader loader = layer.findLoader("dev.rockpool.jdbc");
        for (JavaClass type : JDBC) {
            Class<?> loaded = Class.forName(type.getName(), true, loader);
            assertThat(loaded.getModule().getName()).isEqualTo("dev.rockpool.jdbc");
            assertThat(loaded.getDeclaredMethods()).isNotNull(); // links what the signatures name
        }
        assertThat(layer.findModule("dev.rockpool.jdbc")
                        .orElseThrow()
                        .getDescriptor()
                        .exports())
                .extracting(java.lang.module.ModuleDescriptor.Exports::source)
                .isEqualTo(List.of("dev.rockpool.jdbc"));
    }
}
