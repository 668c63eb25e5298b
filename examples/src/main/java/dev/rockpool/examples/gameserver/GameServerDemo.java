package dev.rockpool.examples.gameserver;

import dev.rockpool.examples.gameserver.fault.Fault;
import dev.rockpool.examples.gameserver.fault.FaultPlan;
import dev.rockpool.examples.gameserver.fault.QuietLog;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command behind {@code ./rockpool demo}: options, exit status, Ctrl-C. */
@Command(
        name = GameServerDemo.NAME,
        description = "A chat-and-move game server: simulated players on real sockets, a real database, and Rockpool's"
                + " pools in between.",
        sortOptions = false,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every message was received, stored and acknowledged, and every pool closed cleanly; with --fault, every"
                    + " message is accounted for, and the pool kept its promises",
            "1:not so",
            "2:a bad argument, a busy port, a folder that cannot be written to, a database that cannot be used"
        })
public final class GameServerDemo implements Callable<Integer> {

    static final String NAME = "rockpool demo";
    static final String POOLED = "pooled";
    static final String UNPOOLED = "unpooled";
    private static final int LONGEST_WARM_UP = 5;

    private static final int CANNOT_START = 2;
    private static final int MOST_SECONDS = 86_400;
    private static final int MOST_PLAYERS = 2_000;
    private static final int MOST_PORT = 65_535;
    private static final int MOST_SECONDS_TO_END = 20;

    @Option(names = "--seconds", defaultValue = "20", description = "How long they play; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--players", defaultValue = "200", description = "How many players; default ${DEFAULT-VALUE}.")
    private int players;

    @Option(names = "--port", defaultValue = "0", description = "The server's port; default 0, any that is free.")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "<folder>",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "Where the database's own folder is made, and deleted at the end; default ${DEFAULT-VALUE}.")
    private Path data;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--fault",
            paramLabel = "<fault>",
            description = "Something goes wrong in the middle of the game, and the pool says what it is: db-down,"
                    + " hung-db, leak, slow-db or nested. Needs --seconds of 8 or more.")
    private @Nullable String fault;

    @Option(
            names = "--ageing",
            description = "Connections live for a second only, and are checked and renewed while the players go on.")
    private boolean ages;

    @Option(names = "--show-config", description = "The report has all settings of the pools.")
    private boolean showsConfig;

    @Option(
            names = "--no-pools",
            description = "The same load twice, as fast as it goes, each in a JVM of its own: with pools, and with"
                    + " everything made new each time. Ends with both side by side. Each is measured for --seconds"
                    + " after a warm-up.")
    private boolean noPools;

    @Option(names = "--measure", hidden = true, description = "One of the two runs of --no-pools: pooled or unpooled.")
    private @Nullable String measured;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    @SuppressWarnings("UnusedVariable") // picocli sets it and acts on it
    private boolean help;

    private final PrintWriter out;
    private final PrintWriter err;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;

    private GameServerDemo(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the demo and exits.
     *
     * @param args the options
     */
    public static void main(String[] args) {
        GameServerDemo demo = new GameServerDemo(printer(System.out), printer(System.err));
        Runtime.getRuntime().addShutdownHook(new Thread(demo::stopAndWait, "ctrl-c"));
        int status = CANNOT_START;
        try {
            status = demo.execute(args);
        } finally {
            demo.ended.countDown();
        }
        System.exit(status);
    }

    private static PrintWriter printer(PrintStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }

    /** Runs the demo as the command line does. Returns the exit status. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        return new GameServerDemo(out, err).execute(args);
    }

    private int execute(String... args) {
        return new CommandLine(this)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((problem, arguments) -> refuse(problem))
                .setExecutionExceptionHandler((problem, commandLine, parsed) -> {
                    if (problem instanceof CannotStartException) {
                        return refuse(problem);
                    }
                    throw problem;
                })
                .execute(args);
    }

    private int refuse(Exception problem) {
        String message = String.valueOf(problem.getMessage());
        String line = message.lines().findFirst().orElse(message);
        // What was meant to be a password or a URL may be in the argument that is unknown.
        err.println(NAME + ": " + line.replaceFirst("^(Unknown option: '[^=]*)=.*", "$1'"));
        return CANNOT_START;
    }

    @Override
    public Integer call() throws CannotStartException, InterruptedException {
        requireWithin("--seconds", seconds, 1, MOST_SECONDS);
        requireWithin("--players", players, 1, MOST_PLAYERS);
        requireWithin("--port", port, 0, MOST_PORT);
        if (fault != null && noPools) {
            throw new CannotStartException("--fault and --no-pools cannot be combined");
        }
        if (ages && (fault != null || noPools)) {
            throw new CannotStartException(
                    "--ageing and " + (noPools ? "--no-pools" : "--fault") + " cannot be combined");
        }
        if (ages && seconds < Ageing.LEAST_SECONDS) {
            throw new CannotStartException(
                    "--ageing needs --seconds of " + Ageing.LEAST_SECONDS + " or more, was " + seconds);
        }
        if (noPools && !database.isDefault()) {
            throw new CannotStartException(database.name() + " and --no-pools cannot be combined");
        }
        QuietLog log = new QuietLog(Level.WARNING);
        try {
            return run(Load.lasting(Duration.ofSeconds(seconds), players));
        } finally {
            log.close();
        }
    }

    private int run(Load load) throws CannotStartException, InterruptedException {
        GameDatabase.Choice choice = database.choice(data, fault != null, System.getenv());
        if (noPools) {
            return new Comparison(seconds, players, data, out, err).run(() -> stopped);
        }
        if (measured != null) {
            if (!Set.of(POOLED, UNPOOLED).contains(measured)) {
                throw new CannotStartException("--measure must be pooled or unpooled, was '" + measured + "'");
            }
            Duration warmUp = Duration.ofSeconds(warmUpSeconds(seconds));
            return new MeasuredRun(load, warmUp, measured.equals(POOLED), data, out, err).run(() -> stopped);
        }
        if (fault != null) {
            return faultRun(fault, load, choice).run(() -> stopped);
        }
        return new DemoRun(load, port, choice, output(), ages).run(() -> stopped);
    }

    private FaultRun faultRun(String name, Load load, GameDatabase.Choice choice) throws CannotStartException {
        Fault known = Fault.named(name)
                .orElseThrow(() ->
                        new CannotStartException("--fault must be one of " + Fault.names() + ", was '" + name + "'"));
        if (seconds < FaultPlan.LEAST_SECONDS) {
            throw new CannotStartException(
                    "--fault needs --seconds of " + FaultPlan.LEAST_SECONDS + " or more, was " + seconds);
        }
        return new FaultRun(load, FaultPlan.of(known, load.duration()), port, choice, output());
    }

    private Output output() {
        return new Output(out, err, showsConfig);
    }

    /** How long the two runs of a comparison warm up before they are measured for {@code seconds}. */
    static int warmUpSeconds(int seconds) {
        return Math.min(seconds, LONGEST_WARM_UP);
    }

    private static void requireWithin(String option, int value, int least, int most) throws CannotStartException {
        if (value < least || value > most) {
            throw new CannotStartException(option + " must be " + least + " to " + most + ", was " + value);
        }
    }

    /** Ctrl-C: the JVM waits for this thread, and this thread for the players to leave and the pools to close. */
    private void stopAndWait() {
        stopped = true;
        try {
            if (!ended.await(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
                err.println(NAME + ": did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
