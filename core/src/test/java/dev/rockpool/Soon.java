package dev.rockpool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * The only place where the tests of the core wait in real time: for something that must happen, never for time to pass.
 */
public final class Soon {

    private static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("rockpool.testkit.patience", 30));

    private Soon() {}

    /** Waits until the condition holds. */
    public static void until(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .pollInSameThread()
                .until(condition::getAsBoolean);
    }

    /** Waits until the thread has ended. */
    public static void ended(Thread thread) {
        until(thread + " to end", () -> !thread.isAlive());
    }

    /** Waits for the latch to open. */
    public static void opened(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("the latch has not opened within " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for the latch to open, whatever interrupts: user code that hangs. */
    public static void openedDespiteInterrupts(CountDownLatch latch) {
        boolean wasInterrupted = false;
        while (true) {
            try {
                if (!latch.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new AssertionError("the latch has not opened within " + PATIENCE);
                }
                break;
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a future brings. */
    public static <T> T value(CompletableFuture<T> future) {
        until("the future", future::isDone);
        return future.join();
    }
}
