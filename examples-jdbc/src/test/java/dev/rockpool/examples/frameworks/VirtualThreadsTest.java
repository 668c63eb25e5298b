package dev.rockpool.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Threads.Actor;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * 2,000 virtual threads work on 10 connections, and no carrier is pinned with a frame of ours on its stack. From JDK 24 on, as before it
 * a {@code synchronized} of the driver pins. In a JVM of its own with one carrier: one that is pinned holds up all.
 */
@EnabledForJreRange(min = JRE.JAVA_24)
@EnabledIf("dev.rockpool.jdbc.databases.Databases#hasPostgreSql")
class VirtualThreadsTest {

    private static final int VIRTUAL_THREADS = 2_000;
    private static final int CONNECTIONS = 10;

    @Test
    void twoThousandVirtualThreadsOnTenConnectionsFinishAndPinNoCarrier(@TempDir Path folder) throws Exception {
        Schema schema = Schema.empty("virtual_threads");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        schema.url(),
                        folder.resolve("pinned.jfr").toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream output = child.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
            assertThat(child.exitValue()).as(said).isZero();
            assertThat(said).contains("all finished, pinned: 0");
        } finally {
            child.destroyForcibly();
        }
    }

    /** The JVM with one carrier. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[1]);
            try (Recording recording = new Recording()) {
                recording
                        .enable("jdk.VirtualThreadPinned")
                        .withThreshold(Duration.ZERO)
                        .withStackTrace();
                recording.start();
                work(args[0]);
                recording.stop();
                recording.dump(file);
            }
            List<RecordedEvent> pinned = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> isOurs(event.getStackTrace()))
                    .toList();
            pinned.stream().limit(3).forEach(System.out::println);
            System.out.println("all finished, pinned: " + pinned.size());
        }

        /**
         * Also where the driver or the JDK has pinned it, but we were on the way there. The test's own frames are none of ours; and
         * whoever uses a class first has a native frame of the virtual machine below, and is pinned while it waits for a class loader.
         */
        private static boolean isOurs(RecordedStackTrace stack) {
            if (stack == null) {
                return false;
            }
            List<String> types = stack.getFrames().stream()
                    .map((RecordedFrame frame) -> frame.getMethod().getType().getName())
                    .toList();
            boolean loadsClass = types.stream()
                    .anyMatch(type -> type.equals("java.lang.ClassLoader") || type.startsWith("jdk.internal.loader."));
            return !loadsClass
                    && types.stream()
                            .anyMatch(type ->
                                    type.startsWith("dev.rockpool.") && !type.startsWith("dev.rockpool.examples."));
        }

        private static void work(String url) throws Exception {
            try (RockpoolDataSource dataSource = RockpoolDataSource.builder()
                    .url(url)
                    .username(Database.USER)
                    .password(Database.PASSWORD)
                    .maxSize(CONNECTIONS)
                    .acquireTimeout(Duration.ofMinutes(5))
                    .build()) {
                FlywayMigrations.migrate(dataSource, "classpath:db/accounts");
                Accounts accounts = new SpringJdbcAccounts(dataSource);
                List<Actor<Integer>> actors = new ArrayList<>();
                for (int i = 0; i < VIRTUAL_THREADS; i++) {
                    actors.add(Threads.VIRTUAL.act(() -> accounts.balance(1)));
                }
                for (Actor<Integer> actor : actors) {
                    if (actor.result() != 100) {
                        throw new AssertionError("wrong balance");
                    }
                }
                PoolAudit.check(dataSource.pool());
                if (dataSource.pool().stats().leased() != 0
                        || dataSource.pool().stats().peakSize() > CONNECTIONS) {
                    throw new AssertionError(dataSource.pool().stats());
                }
            }
        }
    }
}
