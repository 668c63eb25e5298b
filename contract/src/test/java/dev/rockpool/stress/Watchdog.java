package dev.rockpool.stress;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for something that must come, and otherwise fails with a dump of all threads. */
final class Watchdog {

    private static final long SECONDS = Long.getLong("rockpool.test.watchdog", 60);

    private Watchdog() {}

    /** Waits for the latch; {@code state} is what the failure tells. */
    static void await(CountDownLatch done, Supplier<String> state) {
        try {
            if (!done.await(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("stalled: " + state.get() + "\n" + dump());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + state.get() + "\n" + dump(), e);
        }
    }

    /** All platform threads and where they are. */
    static String dump() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            text.append(entry.getKey()).append(' ').append(entry.getKey().getState());
            for (StackTraceElement element : entry.getValue()) {
                text.append("\n    at ").append(element);
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The seed of a random test: the system property {@code rockpool.test.seed}, or one of the moment. */
    static long seed() {
        Long given = Long.getLong("rockpool.test.seed");
        return given != null ? given : System.nanoTime();
    }
}
