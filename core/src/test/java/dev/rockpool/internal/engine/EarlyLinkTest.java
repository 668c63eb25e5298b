package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Handle;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import dev.rockpool.Pool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A lambda is linked when it is first made. Where that meets the end of memory or stack it may stay broken for good, and classes of
 * the JDK with it. So what a pool runs makes none: its sections and the like are made with the pool, or are small classes.
 *
 * <p><b>Early</b>, and so free to make lambdas, is what runs when a pool is built: static initialisers (see {@link
 * EarlyInitialisationTest}), the methods of {@link #BUILD}, and every constructor, static or private method that nothing but
 * these calls.
 */
class EarlyLinkTest {

    /** Who builds pools: prefixes of classes and methods. */
    private static final List<String> BUILD = List.of(
            "dev/rockpool/PoolBuilder",
            "dev/rockpool/KeyedPoolBuilder",
            "dev/rockpool/internal/lifecycle/LifecycleSteps.", // are looked at when a pool is built
            "dev/rockpool/internal/engine/PoolEngine.open",
            "dev/rockpool/internal/engine/KeyEngine.rehearse",
            "dev/rockpool/internal/keyed/KeyEntry.<init>", // makes an engine; not the first, as it was rehearsed
            "dev/rockpool/internal/keyed/KeyedEngine.open");

    /** Who may make lambdas at any time, and why. */
    private static final Map<String, String> EXEMPT = Map.of(
            "dev/rockpool/config/", "settings: read when a pool is built",
            "dev/rockpool/internal/config/",
                    "settings: read, checked and compared for who builds or reconfigures a pool",
            "dev/rockpool/monitor/", "values, put into words by who reads them",
            "dev/rockpool/internal/explain/Diagnosis", "the words of an explanation, found by who reads it",
            "dev/rockpool/internal/keyed/KeyedReader", "numbers of a keyed pool, for who asks for them",
            "dev/rockpool/internal/keyed/KeyedOperator", "an operator's changes of a keyed pool",
            "dev/rockpool/internal/keyed/KeyView", "a key as a pool: an operator's changes",
            "dev/rockpool/AsyncLifecycle", "default steps of a user's lifecycle: the user's code",
            "dev/rockpool/Stages", "steps for a user's lifecycle: the user's code",
            "dev/rockpool/LeaseGroup", "the objects of a group, for who asks for them");

    private final Map<String, Code> methods = new HashMap<>();

    @Test
    void nothingButWhatBuildsAPoolMakesALambda() throws IOException {
        readCore();
        Set<String> late = new TreeSet<>();
        Set<String> early = earlyOnes();
        methods.forEach((name, code) -> {
            boolean isCalled = !code.isOfRecord || code.callers.stream().anyMatch(caller -> isLate(caller, early));
            if (isLate(name, early) && isCalled) {
                code.links.forEach(what -> late.add(name + " " + what));
            }
        });
        assertThat(late).isEmpty();
    }

    private static boolean isLate(String method, Set<String> early) {
        return !early.contains(method) && EXEMPT.keySet().stream().noneMatch(method::startsWith);
    }

    @Test
    void eachExceptionIsNeeded() throws IOException {
        readCore();
        assertThat(Stream.concat(BUILD.stream(), EXEMPT.keySet().stream()))
                .allMatch(prefix -> methods.keySet().stream().anyMatch(name -> name.startsWith(prefix)));
        assertThat(EXEMPT.keySet())
                .allMatch(prefix -> methods.entrySet().stream()
                        .anyMatch(each -> each.getKey().startsWith(prefix)
                                && !each.getValue().links.isEmpty()));
    }

    @Test
    void theCheckSeesALambda() throws IOException {
        String type = EarlyLinkTest.class.getName().replace('.', '/');
        read(
                Path.of(type + ".class"),
                Files.readAllBytes(classesOf(EarlyLinkTest.class).resolve(type + ".class")));
        Set<String> early = earlyOnes();
        assertThat(methods.get(type + ".makesOne()Ljava/lang/Runnable;").links).isNotEmpty();
        assertThat(early)
                .contains(type + ".<clinit>()V")
                .doesNotContain(type + ".makesOne()Ljava/lang/Runnable;", type + ".makesOneLate()V");
    }

    /** For the test above. */
    static Runnable makesOne() {
        return () -> makesOneLate();
    }

    private static void makesOneLate() {
        assertThat(Stream.of(1).map(one -> one + 1)).hasSize(1);
    }

    // ---- what the code says

    /** What there is to know of a method, by its class, name and descriptor. */
    private static final class Code {
        private final Set<String> callers = new HashSet<>();
        private final Set<String> links = new TreeSet<>();
        private boolean isFixed; // nobody calls it by another class's name
        private boolean isForAnybody; // it is called from outside, or later
        private boolean isOfRecord; // what each record has; linked at its first call, mostly by nobody
    }

    private Code of(String method) {
        return methods.computeIfAbsent(method, unknown -> new Code());
    }

    private Set<String> earlyOnes() {
        Set<String> early = new HashSet<>();
        methods.forEach((name, code) -> {
            if (isEarlyByName(name) || (code.isFixed && !code.isForAnybody && !code.callers.isEmpty())) {
                early.add(name);
            }
        });
        boolean isDone = false;
        while (!isDone) {
            isDone = !early.removeIf(name -> !isEarlyByName(name) && !early.containsAll(of(name).callers));
        }
        return early;
    }

    private static boolean isEarlyByName(String method) {
        return method.endsWith(".<clinit>()V") || BUILD.stream().anyMatch(method::startsWith);
    }

    private static Path classesOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private void readCore() throws IOException {
        Path core = classesOf(Pool.class);
        try (Stream<Path> files = Files.walk(core.resolve("dev/rockpool"))) {
            for (Path file :
                    (Iterable<Path>) files.filter(each -> each.toString().endsWith(".class"))::iterator) {
                read(core.relativize(file), Files.readAllBytes(file));
            }
        }
    }

    private void read(Path file, byte[] code) {
        boolean isExported = List.of("dev/rockpool", "dev/rockpool/config", "dev/rockpool/monitor")
                .contains(String.valueOf(file.getParent()).replace('\\', '/'));
        ClassReader reader = new ClassReader(code);
        reader.accept(new ReaderOfMethods(reader.getClassName(), isExported), ClassReader.SKIP_DEBUG);
    }

    private final class ReaderOfMethods extends ClassVisitor {
        private final String type;
        private final boolean isExported;

        ReaderOfMethods(String type, boolean isExported) {
            super(Opcodes.ASM9);
            this.type = type;
            this.isExported = isExported;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            String caller = type + "." + name + descriptor;
            Code code = of(caller);
            code.isFixed = name.equals("<init>") || (access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) != 0;
            code.isForAnybody |= isExported && (access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0;
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(int op, String owner, String called, String shape, boolean isInterface) {
                    of(owner + "." + called + shape).callers.add(caller);
                }

                @Override
                public void visitInvokeDynamicInsn(String target, String shape, Handle bootstrap, Object... more) {
                    code.links.add(bootstrap.getOwner().replaceAll(".*/", ""));
                    code.isOfRecord = bootstrap.getOwner().endsWith("/ObjectMethods");
                    for (Object each : more) {
                        if (each instanceof Handle later) {
                            of(later.getOwner() + "." + later.getName() + later.getDesc()).isForAnybody = true;
                        }
                    }
                }
            };
        }
    }
}
