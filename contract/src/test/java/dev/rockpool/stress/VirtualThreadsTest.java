package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Pool;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * 10,000 virtual threads over a pool of 2 on one carrier, with a factory and a work that park: all finish, and no carrier
 * is pinned. Class of fault: spin / virtual threads. In a JVM of its own, as the number of carriers is fixed at its start.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {

    private static final int VIRTUAL_THREADS = 10_000;

    @ParameterizedTest
    @CsvSource({"BOUNDED, BACKGROUND", "BOUNDED, CALLER", "STRICT, BACKGROUND", "STRICT, CALLER"})
    void tenThousandVirtualThreadsOnOneCarrierFinish(Fairness fairness, Creation creation, @TempDir Path folder)
            throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        fairness.name(),
                        creation.name(),
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
            Path file = Path.of(args[2]);
            try (Recording recording = new Recording()) {
                recording
                        .enable("jdk.VirtualThreadPinned")
                        .withThreshold(Duration.ZERO)
                        .withStackTrace();
                recording.start();
                work(Fairness.valueOf(args[0]), Creation.valueOf(args[1]));
                recording.stop();
                recording.dump(file);
            }
            List<RecordedEvent> pinned = new ArrayList<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getEventType().getName().equals("jdk.VirtualThreadPinned")
                        && String.valueOf(event.getStackTrace()).contains("dev.rockpool")) {
                    pinned.add(event);
                }
            }
            pinned.stream().limit(3).forEach(System.out::println);
            System.out.println("all finished, pinned: " + pinned.size());
        }

        private static void work(Fairness fairness, Creation creation) {
            Pool<AtomicInteger> pool = Pool.<AtomicInteger>builder(() -> {
                        LockSupport.parkNanos(1_000_000);
                        return new AtomicInteger();
                    })
                    .maxSize(2)
                    .fairness(fairness)
                    .creation(creation)
                    .acquireTimeout(Duration.ofMinutes(5))
                    .build();
            CountDownLatch done = new CountDownLatch(VIRTUAL_THREADS);
            AtomicInteger failures = new AtomicInteger();
            for (int i = 0; i < VIRTUAL_THREADS; i++) {
                Threads.VIRTUAL.start("virtual-" + i, () -> {
                    try {
                        pool.run(object -> {
                            if (object.incrementAndGet() != 1) {
                                failures.incrementAndGet();
                            }
                            LockSupport.parkNanos(1_000);
                            object.decrementAndGet();
                        });
                    } catch (InterruptedException | RuntimeException failure) {
                        failures.incrementAndGet();
                        failure.printStackTrace();
                    } finally {
                        done.countDown();
                    }
                });
            }
            Watchdog.await(done, () -> pool.stats().toString());
            if (failures.get() > 0) {
                throw new AssertionError(failures + " failures");
            }
            PoolAudit.check(pool);
            PoolAudit.checkClosed(pool, Waits.result(pool.control().shutdown(Duration.ofSeconds(10))));
        }
    }
}
