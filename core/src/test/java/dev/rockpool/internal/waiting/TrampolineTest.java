package dev.rockpool.internal.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrampolineTest {

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Trampoline trampoline = new Trampoline(
            task -> {
                throw new OutOfMemoryError("no thread to be had");
            },
            failures::add);
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @Test
    void aCallbackRunsAtOnceOnTheSameThread() {
        Thread thread = Thread.currentThread();
        trampoline.run(() -> ran.add(Thread.currentThread() == thread ? "here" : "elsewhere"));
        assertThat(ran).containsExactly("here");
    }

    @Test
    void aCallbackOfACallbackRunsAfterItInTheOrderOfAsking() {
        trampoline.run(() -> {
            ran.add("outer begins");
            trampoline.run(() -> {
                ran.add("first");
                trampoline.run(() -> ran.add("third"));
            });
            trampoline.run(() -> ran.add("second"));
            ran.add("outer ends");
        });
        assertThat(ran).containsExactly("outer begins", "outer ends", "first", "second", "third");
    }

    @Test
    void aLongChainNeedsNoDeepStack() {
        int[] left = {1_000_000};
        int[] deepest = {0};
        int[] depth = {0};
        trampoline.run(new Runnable() {
            @Override
            public void run() {
                deepest[0] = Math.max(deepest[0], ++depth[0]);
                if (--left[0] > 0) {
                    trampoline.run(this);
                }
                depth[0]--;
            }
        });
        assertThat(left[0]).isZero();
        assertThat(deepest[0]).isEqualTo(1);
    }

    /** Who gives one object back does not serve others for ever. */
    @Test
    void afterSomeCallbacksTheRestIsHandedOn() {
        List<Runnable> handedOn = new ArrayList<>();
        Trampoline bounded = new Trampoline(handedOn::add, TrampolineTest::unexpected);
        int[] count = {0};
        int[] deepest = {0};
        int[] depth = {0};
        Runnable chain = new Runnable() {
            @Override
            public void run() {
                deepest[0] = Math.max(deepest[0], ++depth[0]);
                if (++count[0] < 1_000) {
                    bounded.run(this);
                }
                depth[0]--;
            }
        };
        bounded.run(chain);
        assertThat(count[0]).isEqualTo(Trampoline.MOST_HERE);
        assertThat(handedOn).hasSize(1);
        assertThat(bounded.isRunning()).isFalse();
        handedOn.get(0).run(); // on a thread of the pool, which has nothing else to do
        assertThat(count[0]).isEqualTo(1_000);
        assertThat(handedOn).hasSize(1);
        assertThat(deepest[0]).isEqualTo(1);
    }

    /** A batch counts as a whole, and what is handed on keeps its order. */
    @Test
    void theRestOfABatchIsHandedOnInOrder() {
        List<Runnable> handedOn = new ArrayList<>();
        Trampoline bounded = new Trampoline(handedOn::add, TrampolineTest::unexpected);
        List<Integer> order = new ArrayList<>();
        bounded.run(() -> {
            for (int i = 0; i < 40; i++) {
                int number = i;
                bounded.run(() -> order.add(number));
            }
        });
        assertThat(order).hasSize(Trampoline.MOST_HERE - 1);
        handedOn.get(0).run();
        assertThat(order).hasSize(40).isSorted();
    }

    /** The pool's own way out of want of threads: what was to be handed on is run here. */
    @Test
    void whatIsHandedOnMayBeRunHere() {
        Trampoline[] bounded = new Trampoline[1];
        bounded[0] = new Trampoline(task -> bounded[0].run(task), TrampolineTest::unexpected);
        List<Integer> order = new ArrayList<>();
        bounded[0].run(() -> {
            for (int i = 0; i < 100; i++) {
                int number = i;
                bounded[0].run(() -> order.add(number));
            }
        });
        assertThat(order).hasSize(100).isSorted();
    }

    @Test
    void itKnowsWhetherTheThreadIsInACallback() {
        assertThat(trampoline.isRunning()).isFalse();
        List<Boolean> inside = new ArrayList<>();
        trampoline.run(() -> inside.add(trampoline.isRunning()));
        assertThat(inside).containsExactly(true);
        assertThat(trampoline.isRunning()).isFalse();
    }

    @Test
    void aCallbackThatFailsIsToldAndKeepsNoOtherFromRunning() {
        IllegalStateException exception = new IllegalStateException("thrown by a callback");
        AssertionError error = new AssertionError("thrown by another");
        trampoline.run(() -> {
            trampoline.run(() -> {
                throw error;
            });
            trampoline.run(() -> ran.add("the rest"));
            throw exception;
        });
        assertThat(failures).containsExactly(exception, error);
        assertThat(ran).containsExactly("the rest");
        assertThat(trampoline.isRunning()).isFalse();
        trampoline.run(() -> ran.add("the next"));
        assertThat(ran).containsExactly("the rest", "the next");
    }

    @Test
    void threadsDoNotWaitForEachOther() throws InterruptedException {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch otherIsDone = new CountDownLatch(1);
        trampoline.run(() -> {
            Thread other = new Thread(() -> {
                order.add("other is in a callback before: " + trampoline.isRunning());
                trampoline.run(() -> order.add("other"));
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

    /** More threads than there are places for them. */
    @Test
    void eachOfManyThreadsAtOnceIsKnownAndRunsItsOwn() throws InterruptedException {
        int threads = 50;
        CountDownLatch allAreIn = new CountDownLatch(threads);
        CountDownLatch end = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            String name = "thread " + i;
            new Thread(() -> {
                        trampoline.run(() -> {
                            allAreIn.countDown();
                            await(allAreIn);
                            trampoline.run(() -> ran.add(name + " is " + trampoline.isRunning()));
                            ran.add(name + " first");
                        });
                        ran.add(name + " is then " + trampoline.isRunning());
                        end.countDown();
                    })
                    .start();
        }
        await(end);
        for (int i = 0; i < threads; i++) {
            String name = "thread " + i;
            assertThat(ran)
                    .containsSubsequence(name + " first", name + " is true", name + " is then false")
                    .hasSize(3 * threads);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unexpected(Throwable failure) {
        throw new AssertionError(failure);
    }
}
