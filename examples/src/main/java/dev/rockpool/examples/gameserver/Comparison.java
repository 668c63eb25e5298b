package dev.rockpool.examples.gameserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The same load with pools and without, one after the other, each in a fresh JVM, so that neither inherits the other's
 * heap or compiled code; and both side by side.
 */
final class Comparison {

    private static final long POLL_MILLIS = 100;

    private final int seconds;
    private final int players;
    private final Path parentFolder;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * Prepares the comparison.
     *
     * @param seconds how long each is measured
     * @param players how many there are
     * @param parentFolder where the folder of the database is made
     * @param out for the report
     * @param err for what goes wrong
     */
    Comparison(int seconds, int players, Path parentFolder, PrintWriter out, PrintWriter err) {
        this.seconds = seconds;
        this.players = players;
        this.parentFolder = parentFolder;
        this.out = out;
        this.err = err;
    }

    /** Runs both. Returns {@link DemoRun#GOOD} if both stored every message, else {@link DemoRun#BAD}. */
    int run(BooleanSupplier stop) throws CannotStartException, InterruptedException {
        out.printf(
                "%d players, as fast as the server answers (a paced load would hide the difference); two fresh JVMs one"
                        + " after the other, %d s each after a warm-up of %d s%n",
                players, seconds, GameServerDemo.warmUpSeconds(seconds));
        Measurement with = measure(GameServerDemo.POOLED, stop);
        Measurement without = with == null ? null : measure(GameServerDemo.UNPOOLED, stop);
        if (with == null || without == null) {
            err.println(GameServerDemo.NAME + ": there is nothing to compare: a run broke off");
            return DemoRun.BAD;
        }
        out.println();
        Measurement.sideBySide(with, without).forEach(out::println);
        out.println();
        out.println("allocated: by all threads but the players' (com.sun.management.ThreadMXBean), the database's work"
                + " for each message included");
        out.println("collections: of the whole JVM, the players' garbage included (GarbageCollectorMXBean)");
        out.println("without pools: each message opens a connection and makes its buffers, builder and map; the"
                + " database is in the same process,");
        out.println("  so a connection costs no network, no login and no process here; elsewhere it costs more");
        return DemoRun.GOOD;
    }

    private @Nullable Measurement measure(String mode, BooleanSupplier stop)
            throws CannotStartException, InterruptedException {
        out.println("running " + (mode.equals(GameServerDemo.POOLED) ? "with pools" : "without pools") + " ...");
        Process process = start(mode);
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (stop.getAsBoolean()) {
                    return null;
                }
            }
            List<String> output = outputOf(process);
            return process.exitValue() == DemoRun.GOOD ? Measurement.read(output) : null;
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private Process start(String mode) throws CannotStartException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try {
            return new ProcessBuilder(
                            java.toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            GameServerDemo.class.getName(),
                            "--measure=" + mode,
                            "--seconds=" + seconds,
                            "--players=" + players,
                            "--data=" + parentFolder)
                    .redirectError(Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new CannotStartException("cannot start " + java + ": " + e.getMessage(), e);
        }
    }

    /** A few lines, fewer than a pipe holds. */
    private static List<String> outputOf(Process process) throws CannotStartException {
        try (BufferedReader output = process.inputReader(Charset.defaultCharset())) {
            return output.lines().toList();
        } catch (IOException e) {
            throw new CannotStartException("cannot read what was measured: " + e.getMessage(), e);
        }
    }
}
