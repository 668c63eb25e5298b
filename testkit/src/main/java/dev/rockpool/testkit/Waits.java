package dev.rockpool.testkit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * The only place where tests wait in real time: for something that must happen, never for time to pass. The patience
 * is 10 seconds; the system property {@code rockpool.testkit.patience} gives other seconds, for slow machines.
 */
public final class Waits {

    private static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("rockpool.testkit.patience", 10));
    private static final Duration PACE = Duration.ofMillis(1);

    private Waits() {}

    /**
     * How long a test waits for what must happen.
     *
     * @return the time
     */
    public static Duration patience() {
        return PATIENCE;
    }

    /**
     * Waits until the condition holds.
     *
     * @param what the condition in words, for the failure
     * @param condition cheap, asked once a millisecond
     * @throws org.awaitility.core.ConditionTimeoutException when patience has run out
     */
    public static void until(String what, BooleanSupplier condition) {
        if (!condition.getAsBoolean()) {
            await(what).until(condition::getAsBoolean);
        }
    }

    /**
     * Waits until the assertion holds.
     *
     * @param what the assertion in words, for the failure
     * @param assertion cheap, tried once a millisecond
     * @throws org.awaitility.core.ConditionTimeoutException when patience has run out; the cause is the last failure
     */
    public static void untilAsserted(String what, Runnable assertion) {
        await(what).untilAsserted(assertion::run);
    }

    /**
     * Waits for a number to reach a value.
     *
     * @param what the number in words, for the failure
     * @param expected the value
     * @param actual the number, asked once a millisecond
     * @throws org.awaitility.core.ConditionTimeoutException when patience has run out
     */
    public static void untilEquals(String what, long expected, Supplier<? extends Number> actual) {
        await(what).until(() -> actual.get().longValue(), value -> value == expected);
    }

    /**
     * Waits for a future and returns its result.
     *
     * @param future the future
     * @param <R> its type
     * @return the result
     * @throws AssertionError when the future failed or patience has run out
     */
    public static <R> R result(CompletableFuture<R> future) {
        try {
            return future.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed instead of giving a result", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no result within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /**
     * Waits for a future to fail and returns why.
     *
     * @param future the future
     * @return what it was completed with; a {@link java.util.concurrent.CancellationException} if it was cancelled
     * @throws AssertionError when the future has a result or patience has run out
     */
    public static Throwable failure(CompletableFuture<?> future) {
        try {
            Object result = future.handle((value, failure) -> failure != null ? new Failed(failure) : value)
                    .get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            if (result instanceof Failed failed) {
                return failed.cause();
            }
            throw new AssertionError("gave a result instead of failing: " + result);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (TimeoutException e) {
            throw new AssertionError("neither result nor failure within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private record Failed(Throwable cause) {}

    private static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PACE)
                .pollInSameThread();
    }
}
