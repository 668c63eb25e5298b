package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.LogCapture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrampolineTest {

    private final List<String> ran = new ArrayList<>();

    @Test
    void aCallbackRunsAtOnceOnTheSameThread() {
        Thread thread = Thread.currentThread();
        Trampoline.run(() -> ran.add(Thread.currentThread() == thread ? "here" : "elsewhere"));
        assertThat(ran).containsExactly("here");
    }

    @Test
    void aCallbackOfACallbackRunsAfterItInTheOrderOfAsking() {
        Trampoline.run(() -> {
            ran.add("outer begins");
            Trampoline.run(() -> {
                ran.add("first");
                Trampoline.run(() -> ran.add("third"));
            });
            Trampoline.run(() -> ran.add("second"));
            ran.add("outer ends");
        });
        assertThat(ran).containsExactly("outer begins", "outer ends", "first", "second", "third");
    }

    @Test
    void aLongChainNeedsNoDeepStack() {
        int[] left = {1_000_000};
        int[] deepest = {0};
        int[] depth = {0};
        Trampoline.run(new Runnable() {
            @Override
            public void run() {
                deepest[0] = Math.max(deepest[0], ++depth[0]);
                if (--left[0] > 0) {
                    Trampoline.run(this);
                }
                depth[0]--;
            }
        });
        assertThat(left[0]).isZero();
        assertThat(deepest[0]).isEqualTo(1);
    }

    @Test
    void itKnowsWhetherTheThreadIsInACallback() {
        assertThat(Trampoline.isRunning()).isFalse();
        List<Boolean> inside = new ArrayList<>();
        Trampoline.run(() -> inside.add(Trampoline.isRunning()));
        assertThat(inside).containsExactly(true);
        assertThat(Trampoline.isRunning()).isFalse();
    }

    @Test
    void aCallbackThatFailsIsLoggedAndKeepsNoOtherFromRunning() {
        IllegalStateException exception = new IllegalStateException("thrown by a callback");
        AssertionError error = new AssertionError("thrown by another");
        try (LogCapture log = new LogCapture()) {
            Trampoline.run(() -> {
                Trampoline.run(() -> {
                    throw error;
                });
                Trampoline.run(() -> ran.add("the rest"));
                throw exception;
            });
            assertThat(log.thrown("a future could not be completed")).containsExactly(exception, error);
        }
        assertThat(ran).containsExactly("the rest");
        assertThat(Trampoline.isRunning()).isFalse();
        Trampoline.run(() -> ran.add("the next"));
        assertThat(ran).containsExactly("the rest", "the next");
    }

    @Test
    void threadsDoNotWaitForEachOther() throws InterruptedException {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch otherIsDone = new CountDownLatch(1);
        Trampoline.run(() -> {
            Thread other = new Thread(() -> {
                order.add("other is in a callback before: " + Trampoline.isRunning());
                Trampoline.run(() -> order.add("other"));
                otherIsDone.countDown();
            });
            other.start();
            try {
                order.add("done meanwhile: " + otherIsDone.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(order).containsExactly("other is in a callback before: false", "other", "done meanwhile: true");
    }
}
