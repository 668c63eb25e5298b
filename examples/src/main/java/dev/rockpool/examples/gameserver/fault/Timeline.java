package dev.rockpool.examples.gameserver.fault;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What happened when: lines with the seconds since the beginning before them. Safe for use by several threads. */
public final class Timeline {

    private static final String MARGIN = "           ";
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter out;
    private final long begin = System.nanoTime();
    private volatile boolean hasEnded;

    /**
     * Begins now.
     *
     * @param out where the lines go
     */
    public Timeline(PrintWriter out) {
        this.out = out;
    }

    /**
     * How long it has been going on.
     *
     * @return the time since the beginning
     */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Nothing is printed from now on. */
    public void end() {
        hasEnded = true;
    }

    /**
     * Prints what happens now.
     *
     * @param text a line, or several
     */
    public void say(String text) {
        if (hasEnded) {
            return;
        }
        String time = String.format(Locale.ROOT, "[%5.1f s]  ", (System.nanoTime() - begin) / SECOND);
        String separator = System.lineSeparator();
        out.println(time + String.join(separator + MARGIN, text.lines().toList()));
    }
}
