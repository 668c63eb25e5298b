package dev.rockpool.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Soon;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogTest {

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicReference<Thread> thread = new AtomicReference<>();

    /** A logger that blocks, throws, or writes down. */
    private final System.Logger logger = new System.Logger() {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
            thread.set(Thread.currentThread());
            if (message.startsWith("block")) {
                begun.countDown();
                Soon.openedDespiteInterrupts(gate);
            }
            if (thrown != null) {
                written.add(message + " with " + thrown.getMessage());
            } else {
                written.add(message);
            }
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... parts) {
            log(level, bundle, format, (Throwable) null);
        }
    };

    private final AtomicInteger searches = new AtomicInteger();
    private final Log log = new Log(
            () -> {
                if (searches.getAndIncrement() == 0) {
                    throw new IllegalStateException("no logger yet");
                }
                return logger;
            },
            new Workers(1, task -> DaemonThread.of(this, "log-test", null, task), retry -> {}));

    private void awaitWritten(String... lines) {
        Soon.until("the lines", () -> written.size() >= lines.length);
        assertThat(written).containsExactly(lines);
    }

    @AfterEach
    void letGo() {
        gate.countDown();
    }

    @Test
    void linesAreWrittenInTheirOrderOnAThreadOfItsOwn() {
        log.write(Level.INFO, "lost, as the logger cannot be found", null);
        log.write(Level.INFO, "first", null);
        log.write(Level.WARNING, "second", new IllegalStateException("thrown"));
        awaitWritten("first", "second with thrown");
        assertThat(thread.get()).isNotSameAs(Thread.currentThread());
        assertThat(thread.get().isDaemon()).isTrue();
    }

    @Test
    void whoWritesDoesNotWaitForALogThatBlocksAndWhatItCannotTakeIsCounted() {
        log.write(Level.INFO, "lost", null);
        log.write(Level.INFO, "block", null);
        Soon.opened(begun);
        for (int i = 1; i <= Log.MOST_WAITING + 7; i++) {
            log.write(Level.INFO, "line " + i, null); // returns at once
        }
        assertThat(written).isEmpty();
        gate.countDown();
        Soon.until("the lines", () -> written.contains("line " + Log.MOST_WAITING));
        log.write(Level.INFO, "the next", null);
        Soon.until("the next", () -> written.contains("the next"));
        assertThat(written)
                .hasSize(Log.MOST_WAITING + 3)
                .contains("7 log lines were dropped because the log did not keep up");
    }

    @Test
    void anExceptionThatCannotBePrintedCostsItselfAndNotTheLine() {
        Throwable unspeakable = new Throwable() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new StackOverflowError("thrown on purpose");
            }
        };
        log.write(Level.INFO, "lost", null);
        log.write(Level.INFO, "it failed", unspeakable);
        log.write(Level.INFO, "the next", null);
        awaitWritten("it failed (the log failed to print the exception)", "the next");
    }
}
