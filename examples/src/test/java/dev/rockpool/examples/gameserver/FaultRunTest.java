package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.examples.gameserver.fault.Fault;
import dev.rockpool.examples.gameserver.fault.FaultPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault once, all at the same time to save time: what a person can read in the output of each. A busy machine may do
 * too little in the short time of a fault; then that fault is run once more by itself, for longer.
 */
class FaultRunTest {

    private static final Map<Fault, Outcome> OUTCOMES = new EnumMap<>(Fault.class);

    private record Outcome(int status, String out, String err) {}

    @BeforeAll
    static void runAll(@TempDir Path parent) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(Fault.values().length);
        try {
            Map<Fault, Future<Outcome>> running = new EnumMap<>(Fault.class);
            for (Fault fault : Fault.values()) {
                Path folder = Files.createDirectory(parent.resolve(fault.name()));
                running.put(fault, executor.submit(() -> run(fault, 1, folder)));
            }
            for (Map.Entry<Fault, Future<Outcome>> entry : running.entrySet()) {
                OUTCOMES.put(entry.getKey(), entry.getValue().get());
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** The fault begins after a fifth of the time and lasts two fifths; the time is five seconds, or several times that. */
    private static Outcome run(Fault fault, int times, Path folder) throws Exception {
        Load load = new Load(20, 300, Duration.ofSeconds(5L * times), Long.MAX_VALUE);
        return run(load, new FaultPlan(fault, Duration.ofSeconds(times), Duration.ofSeconds(2L * times)), folder);
    }

    private static Outcome run(Load load, FaultPlan plan, Path folder) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Output output = new Output(new PrintWriter(out, true), new PrintWriter(err, true), plan.fault() == Fault.LEAK);
        int status = new FaultRun(load, plan, 0, H2Database.in(folder), output).run(() -> false);
        return new Outcome(status, out.toString(), err.toString());
    }

    @Test
    void aDatabaseThatIsDown(@TempDir Path folder) throws Exception {
        assertShown(
                Fault.DB_DOWN,
                "FACTORY_DOWN",
                folder,
                output -> output.contains(
                                "a caller got ObjectCreationException: pool \"connections\": no object could be created: ")
                        .contains("-> DOWN, creation fails: ", "Connection refused")
                        .contains("; next attempt in ")
                        .contains("DOWN -> UP"));
    }

    @Test
    void aDatabaseThatDoesNotAnswer(@TempDir Path folder) throws Exception {
        assertShown(
                Fault.HUNG_DB,
                "FACTORY_HUNG",
                folder,
                output -> output.contains("create hangs: it did not end within 800 ms; it is abandoned")
                        .contains("give what the factory calls a time limit of its own"));
    }

    @Test
    void aLeak(@TempDir Path folder) throws Exception {
        assertShown(
                Fault.LEAK,
                "LEAK",
                folder,
                output -> output.contains("a lease has been out for long: held at least ")
                        // The collector may come by itself and take some of the eight back before the fault ends.
                        .containsPattern("likely cause: .*leases? .*thread.* ended")
                        .contains(
                                "acquired at dev.rockpool.examples.gameserver.CarelessStore.lookUp(CarelessStore.java:")
                        .contains("cure: close every lease")
                        .contains("a lease was lost, its object is destroyed")
                        .contains("kept: every lost lease is found, and its capacity is back: 8 of 8"));
    }

    @Test
    void aSlowDatabase(@TempDir Path folder) throws Exception {
        assertShown(
                Fault.SLOW_DB,
                "SLOW_HOLDER",
                folder,
                output -> output.contains("a lease has been out for long: held at least ")
                        // A statement may end while the pool is asked, and its thread stand elsewhere by then: not in
                        // each run
                        // does a stack lead down to EventStore.insert.
                        .contains("stands at")
                        .contains("cure: look at what that thread waits for"));
    }

    @Test
    void nestedAcquires(@TempDir Path folder) throws Exception {
        assertShown(
                Fault.NESTED,
                "NESTED_ACQUIRE",
                folder,
                output -> output.contains("a thread that holds an object acquires one more: held ")
                        .contains("gameserver.CarelessStore.lookUpAndStore(CarelessStore.java:")
                        .contains("that hold an object wait for another one of the same pool")
                        .contains("cure: acquire once and hand the lease on"));
    }

    @Test
    void theVerdictComesFirstAndTheConfigurationOnlyWhenAskedFor() {
        OUTCOMES.forEach((fault, outcome) -> {
            String out = outcome.out();
            assertThat(out.indexOf("likely cause: "))
                    .as("%s", out)
                    .isPositive()
                    .isLessThan(out.indexOf("configuration"));
            assertThat(out.matches("(?s).*histograms += true.*")).isEqualTo(fault == Fault.LEAK);
        });
    }

    private static void assertShown(Fault fault, String cause, Path folder, Consumer<AbstractStringAssert<?>> rest)
            throws Exception {
        try {
            assertShown(OUTCOMES.get(fault), cause, rest);
        } catch (AssertionError machineIsBusy) {
            assertShown(run(fault, 6, folder), cause, rest);
        }
    }

    private static void assertShown(Outcome outcome, String cause, Consumer<AbstractStringAssert<?>> rest) {
        assertThat(outcome.err()).isEmpty();
        rest.accept(assertThat(outcome.out())
                .containsPattern("(at \\S+: " + cause + "\\R)|(likely cause: " + cause + ", )")
                .contains("the fault begins", "the fault has ended", "kept: it recovers by itself", "check passed")
                .containsPattern("kept: the explanation names the cause: " + cause + ", [0-9.]+ m?s after")
                .doesNotContain("BROKEN", "NOT CLEAN", "OutOfMemory")
                .doesNotContain("BROKEN", "NOT CLEAN", "OutOfMemory"));
        assertThat(outcome.status()).isEqualTo(DemoRun.GOOD);
    }

    @Test
    void aFaultThatNobodySawIsNoSuccess(@TempDir Path folder) throws Exception {
        FaultPlan never = new FaultPlan(Fault.LEAK, Duration.ofDays(1), Duration.ofSeconds(5));
        Outcome outcome = run(Load.ofMessages(10, 2), never, folder);
        assertThat(outcome.status()).isEqualTo(DemoRun.BAD);
        assertThat(outcome.out())
                .contains("BROKEN: the explanation names the cause: NOT LEAK but []", "BROKEN: it recovers by itself")
                .contains("check passed");
    }
}
