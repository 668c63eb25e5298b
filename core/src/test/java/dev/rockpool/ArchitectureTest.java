package dev.rockpool;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.rockpool.internal.process.Workers;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who may use what in the core. A rule that stands in the way is changed in ARCHITECTURE.md first, then here; it is never
 * worked around.
 */
class ArchitectureTest {
    private static final String API = "dev.rockpool";
    private static final String SETTINGS = "dev.rockpool.config";
    private static final String MONITOR = "dev.rockpool.monitor";
    private static final String TIME = "dev.rockpool.internal.time..";
    private static final String PROCESS = "dev.rockpool.internal.process..";
    private static final String USER_TEXT = "dev.rockpool.internal.process.UserText";
    private static final String STATS = "dev.rockpool.internal.stats..";
    private static final String AGEING = "dev.rockpool.internal.ageing..";
    private static final String EXPLAIN = "dev.rockpool.internal.explain..";
    private static final String LIFECYCLE = "dev.rockpool.internal.lifecycle..";
    private static final String CONFIG = "dev.rockpool.internal.config..";
    private static final String SLOT = "dev.rockpool.internal.slot..";
    private static final String WAITING = "dev.rockpool.internal.waiting..";
    private static final String CAPACITY = "dev.rockpool.internal.capacity..";
    private static final String ENGINE = "dev.rockpool.internal.engine..";
    private static final String KEYED = "dev.rockpool.internal.keyed..";

    private static final Set<String> EXPORTED = Set.of(API, SETTINGS, MONITOR);

    private static final Path CLASSES = classesUnderTest();
    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final JavaClasses CORE = new ClassFileImporter().importPath(CLASSES);

    /** Where the classes under test are, whatever the folder of this build. */
    private static Path classesUnderTest() {
        try {
            return Path.of(Pool.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    // --- Directions ---------------------------------------------------------------------------------------------

    @Test
    void settingsUseTheirRules() {
        check(uses(SETTINGS, CONFIG));
    }

    @Test
    void configUsesSettings() {
        check(uses(CONFIG, SETTINGS));
    }

    @Test
    void monitorUsesSettingsAndProcess() {
        check(uses(MONITOR, SETTINGS, PROCESS));
    }

    /** The ticker knows the one of the system. */
    @Test
    void ofTheApiOnlyTheBuilderKnowsMoreOfTheInsideThanTheProcess() {
        check(onlyUse(
                resideInAPackage(API)
                        .and(not(
                                nameMatching("dev\\.rockpool\\.((Keyed)?PoolBuilder(\\$.*)?|SettingsBuilder|Ticker)"))),
                API,
                SETTINGS,
                MONITOR,
                PROCESS));
    }

    @Test
    void processUsesOnlyTheJdk() {
        check(uses(PROCESS));
    }

    @Test
    void timeUsesProcess() {
        check(uses(TIME, API, PROCESS));
    }

    @Test
    void statsUsesTheMonitorAndProcess() {
        check(uses(STATS, API, MONITOR, PROCESS));
    }

    @Test
    void ageingUsesSlots() {
        check(uses(AGEING, SETTINGS, MONITOR, TIME, SLOT));
    }

    @Test
    void explainUsesSlotsAndThreads() {
        check(uses(EXPLAIN, API, SETTINGS, MONITOR, PROCESS, TIME, SLOT));
    }

    @Test
    void lifecycleUsesProcessTimeAndStats() {
        check(uses(LIFECYCLE, API, SETTINGS, MONITOR, PROCESS, TIME, STATS));
    }

    @Test
    void slotUsesTheProcess() {
        check(uses(SLOT, PROCESS));
    }

    /** Nothing of slots, attempts or the pool. */
    @Test
    void waitingUsesTheTimeAndTheProcess() {
        check(uses(WAITING, API, TIME, PROCESS));
    }

    @Test
    void capacityUsesWhatCreationsMake() {
        check(uses(CAPACITY, SETTINGS, PROCESS, TIME, LIFECYCLE));
    }

    @Test
    void engineUsesAllOthersAndNothingElse() {
        check(uses(
                ENGINE, API, SETTINGS, MONITOR, SLOT, PROCESS, TIME, STATS, WAITING, CAPACITY, AGEING, EXPLAIN,
                LIFECYCLE, CONFIG));
    }

    @Test
    void onlyTheBuilderUsesTheEngine() {
        check(noClasses()
                .that(not(resideInAnyPackage(ENGINE, KEYED))
                        .and(not(nameMatching("dev\\.rockpool\\.PoolBuilder(\\$.*)?"))))
                .should()
                .dependOnClassesThat(resideInAPackage(ENGINE)));
    }

    @Test
    void internalPackagesHaveNoCycles() {
        check(slices().matching("dev.rockpool.internal.(*)..").should().beFreeOfCycles());
    }

    // --- Tools that belong to one package -------------------------------------------------------------------------

    @Test
    void onlySlotsWaitersAndTheEngineTouchVarHandles() {
        check(noClasses()
                .that(not(resideInAnyPackage(SLOT, WAITING, ENGINE)).and(not(name(USER_TEXT))))
                .should()
                .dependOnClassesThat(type(VarHandle.class)
                        .or(type(MethodHandles.class))
                        .or(type(MethodHandles.Lookup.class))
                        .or(nameMatching("java\\.util\\.concurrent\\.atomic\\.Atomic\\w+FieldUpdater"))));
    }

    /** Others make moves that say what they mean. Their own tests set states at will. */
    @Test
    void nobodyButItsWordSetsTheStateOfASlot() {
        check(noClasses()
                .that(not(name("dev.rockpool.internal.slot.SlotWord")))
                .should()
                .accessTargetWhere(
                        method("dev\\.rockpool\\.internal\\.slot\\.(Slot|SlotWord)", "set|state|markIfMoving")));
    }

    @Test
    void onlyTheEngineTheTickerAndIdleThreadsPark() {
        check(noClasses()
                .that(not(resideInAnyPackage(ENGINE, TIME)))
                .and(not(belongToAnyOf(Workers.class)).and(not(nameMatching(".*\\.lifecycle\\.StageWait"))))
                .should()
                .dependOnClassesThat(type(LockSupport.class)));
    }

    @Test
    void onlyTimeReadsTheClock() {
        check(noClasses()
                .that(not(resideInAPackage(TIME)))
                .should()
                .accessTargetWhere(method(System.class, "nanoTime|currentTimeMillis")
                        .or(method("java\\.time\\..*", "now"))
                        .or(method(Clock.class, "system.*|tick.*"))
                        .or(method(Date.class, "<init>"))));
    }

    @Test
    void onlyUserTextAsksExceptionsForTheirText() {
        check(noClasses()
                .that(not(name(USER_TEXT)))
                .should()
                .accessTargetWhere(
                        methodOf(Throwable.class, "getMessage|getLocalizedMessage|toString|getCause|printStackTrace")
                                .and(not(ownedByOurs()))));
    }

    @Test
    void onlyUserTextAsksThreadsWhoTheyAre() {
        check(noClasses()
                .that(not(name(USER_TEXT)))
                .should()
                .accessTargetWhere(methodOf(Thread.class, "getName|getId|threadId|getStackTrace|toString")));
    }

    @Test
    void nobodyTurnsWhatMayBeAUsersIntoText() {
        check(noClasses()
                .that(not(resideInAnyPackage(CONFIG, SETTINGS))
                        .and(not(name(USER_TEXT)))
                        .and(not(nameMatching(
                                "dev\\.rockpool\\.internal\\.keyed\\.KeyTable")))) // on the caller's thread
                .should()
                .accessTargetWhere(
                        method(Object.class, "toString|equals|hashCode").or(method(Objects.class, "toString"))));
    }

    /** What is concatenated is seen only in the instructions that do it. */
    @Test
    void nobodyConcatenatesWhatMayBeAUsers() throws IOException {
        Set<String> guilty = new TreeSet<>();
        for (JavaClass type : CORE) {
            if (!type.getName().matches(USER_TEXT + "|dev\\.rockpool\\.(config|internal\\.config)\\..*")) {
                try (InputStream in =
                        Files.newInputStream(CLASSES.resolve(type.getName().replace('.', '/') + ".class"))) {
                    guilty.addAll(Concatenations.of(in, ArchitectureTest::hasTextOfItsOwn));
                }
            }
        }
        assertThat(guilty).isEmpty();
    }

    /** Whether no user's code can be in the text of such an object. */
    private static boolean hasTextOfItsOwn(String type) {
        if (type.startsWith("java.")) {
            return type.matches("java\\.lang\\.(String|Integer|Long|Double|StackTraceElement)|java\\.time\\..*");
        }
        return CORE.contain(type) && CORE.get(type).getModifiers().contains(JavaModifier.FINAL);
    }

    // --- Tools that belong nowhere ------------------------------------------------------------------------------

    /** The engine's lock; there is one each for LIFO and FIFO order, for homes of threads, the evidence of timeouts, and futures that fail. */
    @Test
    void theEnginesLockIsTakenInOnePlace() {
        check(noClasses()
                .that(resideInAnyPackage(SLOT, WAITING, CAPACITY, AGEING, EXPLAIN, ENGINE)
                        .and(not(nameMatching("dev\\.rockpool\\.internal\\."
                                + "(slot\\.(QueueIndex|Homes)|capacity\\.Budget(\\$.*)?"
                                + "|engine\\.(EngineLock|Explainer|Failures))"))))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("java.util.concurrent.locks").and(not(type(LockSupport.class)))));
    }

    /** Behind a probe: a lock that meets the end of the stack is broken for all. */
    @Test
    void locksAreTakenBehindAProbeOfTheStack() {
        check(noClasses()
                .that(not(nameMatching("dev\\.rockpool\\.internal\\.(process\\.Locks|engine\\.EngineLock)")))
                .should()
                .accessTargetWhere(method(Lock.class, "lock|tryLock|lockInterruptibly")
                        .or(method(ReentrantLock.class, "lock|tryLock|lockInterruptibly"))));
    }

    @Test
    void nobodySleepsOrWaitsOnAMonitor() {
        check(noClasses()
                .should()
                .accessTargetWhere(method(Thread.class, "sleep")
                        .or(method(TimeUnit.class, "sleep|timedWait"))
                        .or(method(Object.class, "wait|notify|notifyAll"))));
    }

    @Test
    void nobodyReadsTheEnvironmentOrSystemProperties() {
        check(noClasses()
                .should()
                .accessTargetWhere(method(System.class, "getenv|getProperty|getProperties")
                        .or(method(Boolean.class, "getBoolean"))
                        .or(method(Integer.class, "getInteger"))
                        .or(method(Long.class, "getLong"))));
    }

    @Test
    void nobodyHasThreadLocals() {
        check(noClasses()
                .should()
                .dependOnClassesThat(type(ThreadLocal.class)
                        .or(type(InheritableThreadLocal.class))
                        .or(name("java.lang.ScopedValue"))));
    }

    @Test
    void noMethodIsSynchronized() {
        check(noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED));
    }

    /** The class files do not show blocks to ArchUnit, so the sources are read. */
    @Test
    void noBlockIsSynchronized() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> guilty = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> SYNCHRONIZED.matcher(codeOf(file)).find())
                    .toList();
            assertThat(guilty)
                    .as("files with synchronized: use a ReentrantLock")
                    .isEmpty();
        }
    }

    /** Other pools' names are known to the module that reads settings from text. */
    @Test
    void nobodyKnowsOtherPools() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> OTHER_POOLS.matcher(read(file)).find()))
                    .isEmpty();
        }
    }

    // --- The public face ----------------------------------------------------------------------------------------

    @Test
    void publicFieldsAreConstants() {
        check(fields().that()
                .areDeclaredInClassesThat(resideInAnyPackage(API, SETTINGS, MONITOR))
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areNotPrivate()
                .should()
                .beStatic()
                .andShould()
                .beFinal());
    }

    /** What javac's lint "exports" would say, which cannot be on because of the null annotations. */
    @Test
    void publicSignaturesNameOnlyPublicTypes() {
        Set<String> hidden = new TreeSet<>();
        for (JavaClass type : CORE) {
            if (isPublicFace(type)) {
                signature(type)
                        .flatMap(part -> part.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(named -> named.getPackageName().startsWith(API))
                        .filter(named -> !isPublicFace(named))
                        .forEach(named -> hidden.add(type.getName() + " names " + named.getName()));
            }
        }
        assertThat(hidden).isEmpty();
    }

    @Test
    void whatIsNotExportedIsInternal() {
        check(classes()
                .that()
                .resideInAPackage("dev.rockpool..")
                .should()
                .resideInAnyPackage(API, SETTINGS, MONITOR, API + ".internal.."));
    }

    @Test
    void moduleExportsOnlyThePublicFace() throws IOException {
        try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            ModuleDescriptor module = ModuleDescriptor.read(in);
            assertThat(module.name()).isEqualTo(API);
            assertThat(module.isOpen()).isFalse();
            assertThat(module.opens()).isEmpty();
            assertThat(module.exports())
                    .filteredOn(export -> !export.isQualified())
                    .extracting(ModuleDescriptor.Exports::source)
                    .containsExactlyInAnyOrderElementsOf(EXPORTED);
            assertThat(module.exports())
                    .filteredOn(ModuleDescriptor.Exports::isQualified)
                    .extracting(ModuleDescriptor.Exports::source, ModuleDescriptor.Exports::targets)
                    .containsExactlyInAnyOrder(
                            tuple("dev.rockpool.internal.config", Set.of("dev.rockpool.text")),
                            tuple("dev.rockpool.internal.lifecycle", Set.of("dev.rockpool.memory")),
                            tuple("dev.rockpool.internal.process", Set.of("dev.rockpool.jdbc", "dev.rockpool.memory")));
        }
    }

    /** Tests run on the class path; here the module is resolved and loaded as one, with nothing but the JDK beside it. */
    @Test
    void moduleLoadsWithNothingButTheJdk() throws Exception {
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(CLASSES), ModuleFinder.of(), Set.of(API));
        ModuleLayer layer = boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        ClassLoader loader = layer.findLoader(API);
        for (JavaClass type : CORE) {
            Class<?> loaded = Class.forName(type.getName(), false, loader);
            assertThat(loaded.getModule().getName()).isEqualTo(API);
            assertThat(loaded.getDeclaredMethods()).isNotNull(); // links what the signatures name
        }
    }

    @Test
    void rulesSeeTheCore() {
        assertThat(CORE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .contains(API);
    }

    // --- Helpers ------------------------------------------------------------------------------------------------

    private static final Pattern NO_CODE =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern OTHER_POOLS = Pattern.compile(
            "hikari|commons.?pool|stormpot|vibur|reactor|jdbcUrl|evictionRun|maximumPoolSize",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SYNCHRONIZED = Pattern.compile("\\bsynchronized\\b");

    private static String codeOf(Path file) {
        return NO_CODE.matcher(read(file)).replaceAll(" ");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isPublicFace(JavaClass type) {
        return EXPORTED.contains(type.getPackageName()) && isVisible(type);
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    /** The types in the declaration of a class and of its public and protected members. */
    private static Stream<JavaType> signature(JavaClass type) {
        Stream<JavaType> header = Stream.of(
                        superclass(type), type.getInterfaces().stream(), type.getTypeParameters().stream())
                .flatMap(parts -> parts);
        Stream<JavaType> members = type.getMembers().stream()
                .filter(member -> isVisible(member.getModifiers()))
                .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
                .flatMap(ArchitectureTest::signature);
        return Stream.concat(header, members);
    }

    /** What a superclass that is not public has of public methods is shown as the class's own. */
    private static Stream<JavaType> superclass(JavaClass type) {
        return type.getRawSuperclass()
                .filter(parent -> !isVisible(parent.getModifiers()))
                .map(ArchitectureTest::signature)
                .orElseGet(() -> type.getSuperclass().stream());
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaCodeUnit codeUnit) {
            return Stream.of(
                            Stream.of(codeUnit.getReturnType()),
                            codeUnit.getParameterTypes().stream(),
                            codeUnit.getTypeParameters().stream(),
                            codeUnit.getExceptionTypes().stream())
                    .flatMap(parts -> parts);
        }
        return Stream.of(((JavaField) member).getType());
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CORE);
    }

    /** A package, and those that it may use beside the JDK and the null annotations. */
    private static ArchRule uses(String user, String... used) {
        return onlyUse(
                resideInAPackage(user),
                Stream.concat(Stream.of(user), Stream.of(used)).toArray(String[]::new));
    }

    private static ArchRule onlyUse(DescribedPredicate<JavaClass> users, String... used) {
        return classes()
                .that(users)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "javax..", "jdk..", "org.jspecify..")
                        .or(resideInAnyPackage(used)));
    }

    /** A method that a type or one below it has. */
    private static DescribedPredicate<JavaAccess<?>> methodOf(Class<?> type, String names) {
        return describe(
                type.getName() + "." + names,
                access -> access.getTargetOwner().isAssignableTo(type)
                        && access.getTarget().getName().matches(names));
    }

    private static DescribedPredicate<JavaAccess<?>> ownedByOurs() {
        return describe(
                "of ours", access -> EXPORTED.contains(access.getTargetOwner().getPackageName()));
    }

    private static DescribedPredicate<JavaAccess<?>> method(Class<?> type, String names) {
        return method(Pattern.quote(type.getName()), names);
    }

    private static DescribedPredicate<JavaAccess<?>> method(String types, String names) {
        return describe(
                types + "." + names,
                access -> access.getTargetOwner().getName().matches(types)
                        && access.getTarget().getName().matches(names));
    }
}
