package dev.rockpool.internal.process;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log {@code dev.rockpool}, which all pools of the process write to. A log handler is other people's code: it may throw,
 * block and call a pool, and so may the text of the exception that it prints. So one thread of its own writes all lines, in
 * their order; nobody waits for it. It is made on demand, and gone after 5 s without a line. At most
 * {@value #MOST_WAITING} lines wait; those that find no place are dropped, and their number is told once in as many lines.
 */
public final class Log {

    /** The log of this process. */
    public static final Log SHARED = new Log(
            () -> System.getLogger("dev.rockpool"),
            new Workers(
                    1,
                    task -> DaemonThread.of(Log.class, "rockpool-log", ClassLoader.getSystemClassLoader(), task),
                    Log::untilTheNextLine));

    static final int MOST_WAITING = 1_000;

    private final Supplier<System.Logger> logger; // asked by the writer only: to find it runs users' code, too
    private final Workers writer;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private int sinceTold; // lines; by the writer only

    Log(Supplier<System.Logger> logger, Workers writer) {
        this.logger = logger;
        this.writer = writer;
    }

    /** Without a thread for it, a line waits until the next one comes. */
    private static void untilTheNextLine(Runnable retry) {
        throw new IllegalStateException("nobody tries again before");
    }

    /** Writes a line, soon. Never throws, never waits. The message is one line; the exception is passed on as it is. */
    public void write(Level level, String message, @Nullable Throwable thrown) {
        try {
            if (waiting.incrementAndGet() > MOST_WAITING) {
                waiting.decrementAndGet();
                dropped.incrementAndGet();
                return;
            }
            writer.execute(new Print(level, message, thrown));
        } catch (Throwable noRoom) { // the end of the stack, or of memory
            waiting.decrementAndGet();
            dropped.incrementAndGet();
        }
    }

    private final class Print implements Runnable {
        private final Level level;
        private final String message;
        private final @Nullable Throwable thrown;

        Print(Level level, String message, @Nullable Throwable thrown) {
            this.level = level;
            this.message = message;
            this.thrown = thrown;
        }

        @Override
        public void run() {
            print(level, message, thrown);
        }
    }

    /** On the writer's thread. */
    private void print(Level level, String message, @Nullable Throwable thrown) {
        boolean mayTell = waiting.decrementAndGet() == 0 || sinceTold >= MOST_WAITING;
        int missing = mayTell ? dropped.getAndSet(0) : 0;
        sinceTold++;
        if (missing > 0) {
            sinceTold = 0;
            tryTo(Level.WARNING, missing + " log lines were dropped because the log did not keep up", null);
        }
        if (!tryTo(level, message, thrown) && thrown != null) {
            tryTo(level, message + " (the log failed to print the exception)", null);
        }
    }

    private boolean tryTo(Level level, String message, @Nullable Throwable thrown) {
        try {
            if (thrown == null) {
                logger.get().log(level, message);
            } else {
                logger.get().log(level, message, thrown);
            }
            return true;
        } catch (Throwable failed) { // there is nowhere left to say it
            return false;
        }
    }
}
