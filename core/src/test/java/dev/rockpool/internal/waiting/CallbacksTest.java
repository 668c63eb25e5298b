package dev.rockpool.internal.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.Soon;
import dev.rockpool.internal.time.Scheduler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A completion is run, whatever there is no thread for and whatever the executor does. */
class CallbacksTest {

    private final HandTicker ticker = new HandTicker();
    private final Scheduler scheduler = Scheduler.of(ticker);
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final List<Throwable> refusals = new CopyOnWriteArrayList<>();
    private volatile boolean hasThreads = true;

    private Callbacks callbacks(@Nullable Executor executor) {
        return new Callbacks(
                executor,
                new Trampoline(this::onAThread, refusals::add),
                this::onAThread,
                scheduler,
                ticker,
                refusals::add);
    }

    private void onAThread(Runnable task) {
        if (!hasThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        new Thread(task, "of the pool").start();
    }

    private Runnable noting(String what) {
        return () -> ran.add(what + " on " + Thread.currentThread().getName());
    }

    @Test
    void elsewhereIsAThreadOfThePool() {
        callbacks(null).elsewhere(noting("it"));
        Soon.until("it to run", () -> ran.equals(List.of("it on of the pool")));
    }

    @Test
    void withoutAThreadItRunsHere() {
        hasThreads = false;
        callbacks(null).elsewhere(noting("it"));
        assertThat(ran).containsExactly("it on " + Thread.currentThread().getName());
    }

    @Test
    void withoutAThreadItDoesNotRunOnTheSchedulersButLater() {
        hasThreads = false;
        Callbacks callbacks = callbacks(null);
        scheduler.at(ticker.nanoTime(), () -> {
            callbacks.elsewhere(noting("first"));
            callbacks.elsewhere(noting("second"));
            ran.add("refused");
        });
        Soon.until("the task to run", () -> ran.contains("refused"));
        ticker.advance(100_000_000L); // still none
        hasThreads = true;
        Soon.until("both to run", () -> {
            ticker.advance(100_000_000L);
            return ran.size() == 3;
        });
        assertThat(ran).containsExactlyInAnyOrder("refused", "first on of the pool", "second on of the pool");
    }

    @Test
    void whatTheExecutorRefusesRunsHereAndIsTold() {
        RejectedExecutionException refusal = new RejectedExecutionException("shut down");
        Callbacks callbacks = callbacks(task -> {
            throw refusal;
        });
        callbacks.run(noting("it"), false);
        assertThat(ran).containsExactly("it on " + Thread.currentThread().getName());
        assertThat(refusals).containsExactly(refusal);
    }

    @Test
    void whatTheExecutorHasNotBegunInTimeRunsWithoutIt() {
        Callbacks callbacks = callbacks(task -> {
            throw new AssertionError("it had its chance");
        });
        callbacks.run(noting("it"), true);
        assertThat(ran).containsExactly("it on " + Thread.currentThread().getName());
    }
}
