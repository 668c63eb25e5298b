package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo, with loads that end by themselves. */
class DemoRunTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void everyMessageIsReceivedStoredAndAcknowledged() throws Exception {
        int status = demo(Load.ofMessages(2_000, 25)).run(() -> false);

        assertThat(err).hasToString("");
        assertThat(status).isEqualTo(DemoRun.GOOD);
        assertThat(out.toString())
                .containsPattern("check passed: sent = received = stored = acknowledged: 2,050 \\(join 25, chat \\d+,"
                        + " move 1,\\d+, leave 25\\); broadcast = heard: \\d,\\d+")
                .containsPattern("byte buffers +[\\d,]+ ")
                .containsPattern("string builders +2,050 +2,050 ")
                .containsPattern("maps +2,050 +2,050 ")
                .containsPattern("h2 +2,053 +2,053 ")
                .contains("outgrown: objects that had grown past what the pool keeps")
                .doesNotContain("NOT CLEAN", "configuration");
        assertThat(out.toString().lines().filter(line -> line.matches(" +[\\w-]+ +clean: .*, 0 leases abandoned,.*")))
                .hasSize(4);
    }

    @Test
    void nothingIsLeftInTheFolder() throws Exception {
        demo(Load.ofMessages(10, 2)).run(() -> false);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void noThreadOfTheDemoIsLeft() throws Exception {
        demo(Load.ofMessages(10, 2)).run(() -> false);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("worker-") || name.equals("selector") || name.equals("players"));
    }

    @Test
    void theConfigurationIsShownWhenAskedFor() throws Exception {
        Output output = new Output(new PrintWriter(out, true), new PrintWriter(err, true), true);
        new DemoRun(Load.ofMessages(10, 2), 0, H2Database.in(folder), output, false).run(() -> false);
        assertThat(out.toString())
                .containsSubsequence(
                        "check passed", "configuration of pool \"memory-buffers-1024\"", "maxSize", "= 50", "shutdown")
                .contains("configuration of pool \"connections\"");
    }

    @Test
    void onePlayerAloneWorksToo() throws Exception {
        assertThat(demo(Load.ofMessages(100, 1)).run(() -> false)).isEqualTo(DemoRun.GOOD);
    }

    @Test
    void aRunThatIsStoppedEndsInGoodOrder() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Load endless = Load.lasting(Duration.ofDays(1), 5);
        assertThat(demo(endless).run(() -> asked.incrementAndGet() > 20)).isEqualTo(DemoRun.GOOD);
        assertThat(out.toString()).contains("check passed", "shutdown");
    }

    /** Goes on until some have expired, however fast the machine is. */
    @Test
    void connectionsAreRenewedWhileThePlayersPlay() throws Exception {
        Output output = new Output(new PrintWriter(out, true), new PrintWriter(err, true), false);
        Load endless = Load.lasting(Duration.ofDays(1), 5);
        Pattern someExpired = Pattern.compile("[1-9]\\d* made, [1-9]\\d* expired, ");
        int status = new DemoRun(endless, 0, H2Database.in(folder), output, true)
                .run(() -> someExpired.matcher(out.toString()).find());
        assertThat(status).isEqualTo(DemoRun.GOOD);
        assertThat(out.toString())
                .contains("check passed", "ageing: connections lived for 500.000 ms to 1.000 s; ")
                .containsPattern("[\\d,]+ acquires, [\\d,]+ of them waited: .*; 0 timed out")
                .containsPattern("verdict: [A-Z_]+, ");
    }

    private DemoRun demo(Load load) throws IOException {
        return new DemoRun(
                load,
                0,
                H2Database.in(folder),
                new Output(new PrintWriter(out, true), new PrintWriter(err, true), false),
                false);
    }
}
