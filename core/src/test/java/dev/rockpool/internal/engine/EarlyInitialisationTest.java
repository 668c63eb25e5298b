package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.rockpool.KeyedPool;
import dev.rockpool.Pool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A static initialiser that meets the end of memory or stack spoils its class for the rest of the process. */
class EarlyInitialisationTest {

    private static final Pattern INITIALISED = Pattern.compile("Initializing '(dev/rockpool/[^']+)'");

    @Test
    void eachClassWithAStaticInitialiserIsInitialisedWhenAPoolIsBuilt() throws Exception {
        Set<String> late = new TreeSet<>();
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.rockpool")) {
            if (each.getStaticInitializer().isPresent()) {
                late.add(each.getName());
            }
        }
        assertThat(late).contains(Rehearsal.class.getName());
        late.removeAll(initialisedBy(Builds.class));
        assertThat(late)
                .allMatch(name ->
                        name.startsWith("dev.rockpool.internal.keyed.") || name.equals(KeyEngine.class.getName()));
        late.removeAll(initialisedBy(BuildsKeyed.class));
        assertThat(late).isEmpty();
    }

    private static Set<String> initialisedBy(Class<?> program) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+init=info",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(log).isZero();
        Set<String> found = new TreeSet<>();
        for (Matcher each = INITIALISED.matcher(log); each.find(); ) {
            found.add(each.group(1).replace('/', '.'));
        }
        return found;
    }

    /** A program that builds a pool, and no more. */
    static final class Builds {
        private Builds() {}

        public static void main(String[] args) {
            Pool<Object> pool = Pool.builder(Object::new).build();
            Runtime.getRuntime().halt(pool.config().maxSize() > 0 ? 0 : 1);
        }
    }

    /** A program that builds a keyed pool, and no more. */
    static final class BuildsKeyed {
        private BuildsKeyed() {}

        public static void main(String[] args) {
            KeyedPool<Object, Object> pool =
                    KeyedPool.builder(key -> new Object()).build();
            Runtime.getRuntime().halt(pool.config().maxSize() > 0 ? 0 : 1);
        }
    }
}
