package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The deadline has passed when a timeout's exception is made, and all who wait want theirs at once. */
class FirstTimeoutTest {

    private static final String BEGIN = "the wait begins";
    private static final String END = "the wait has ended";
    private static final Pattern LOADED = Pattern.compile("dev\\.rockpool\\.[\\w.$]+(?= source:)");

    @Test
    void hardlyLoadsAClassOncePoolsHaveBeenSweptOver() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load=info",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TimesOut.class.getName())
                .redirectErrorStream(true)
                .start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(log).isZero();
        assertThat(log).contains(BEGIN, END, Explainer.class.getName());
        String wait = log.substring(log.indexOf(BEGIN), log.indexOf(END));
        List<String> loaded = LOADED.matcher(wait)
                .results()
                .map(found -> found.group().toLowerCase(Locale.ROOT))
                .filter(name -> !name.contains("lambda"))
                .toList();
        assertThat(loaded).hasSizeLessThanOrEqualTo(3);
    }

    /** A program whose pool is swept over, and then has an acquire time out. */
    static final class TimesOut {
        private TimesOut() {}

        public static void main(String[] args) throws InterruptedException {
            Pool<Object> pool = Pool.builder(Object::new).maxSize(1).build();
            Lease<Object> only = pool.acquire();
            while (!AcquireErrors.isRehearsed()) {
                Thread.onSpinWait();
            }
            System.out.println(BEGIN);
            try {
                pool.acquire(Duration.ofMillis(1)).close();
            } catch (PoolTimeoutException expected) {
                System.out.println(END);
            }
            Runtime.getRuntime().halt(only.get() == null ? 1 : 0);
        }
    }
}
