package dev.rockpool.internal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.HandTicker;
import dev.rockpool.LogCapture;
import dev.rockpool.Seed;
import dev.rockpool.Soon;
import dev.rockpool.Ticker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private final HandTicker ticker = new HandTicker();
    private final Scheduler scheduler = Scheduler.of(ticker);
    private final long start = ticker.nanoTime();
    private final List<String> ran = new CopyOnWriteArrayList<>();

    private void awaitRan(String... names) {
        Soon.until("the tasks to run", () -> ran.size() >= names.length);
        assertThat(ran).containsExactly(names);
    }

    /** The thread of the scheduler, found by a task of its own. */
    private Thread thread() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        scheduler.at(ticker.nanoTime(), () -> thread.set(Thread.currentThread()));
        Soon.until("the thread", () -> thread.get() != null);
        return thread.get();
    }

    @Test
    void tasksRunInTheOrderOfTheirTimesWhateverTheOrderOfTheirMaking() {
        scheduler.at(start + 300, () -> ran.add("third"));
        scheduler.at(start + 100, () -> ran.add("first"));
        scheduler.at(start + 200, () -> ran.add("second"));
        ticker.advance(300);
        awaitRan("first", "second", "third");
    }

    @Test
    void tasksOfTheSameMomentRunInTheOrderOfTheirMaking() {
        String[] names = {"a", "b", "c", "d", "e"};
        for (String name : names) {
            scheduler.at(start + 100, () -> ran.add(name));
        }
        ticker.advance(100);
        awaitRan(names);
    }

    @Test
    void aTaskDoesNotRunBeforeItsTime() {
        scheduler.at(start + 100, () -> ran.add("due"));
        ticker.awaitParkedUntil(start + 100);
        ticker.advance(99);
        scheduler.at(start + 99, () -> ran.add("earlier"));
        awaitRan("earlier");
        ticker.awaitParkedUntil(start + 100);
        ticker.advance(1);
        awaitRan("earlier", "due");
    }

    @Test
    void aTaskRunsOnce() {
        scheduler.at(start + 1, () -> ran.add("once"));
        ticker.advance(1);
        awaitRan("once");
        scheduler.at(start + 2, () -> ran.add("after"));
        ticker.advance(100);
        awaitRan("once", "after");
    }

    @Test
    void aTaskWhoseTimeHasPassedRunsAtOnce() {
        scheduler.at(start - 1_000, () -> ran.add("late"));
        awaitRan("late");
    }

    @Test
    void anEarlierTaskWakesTheThread() {
        scheduler.at(start + 1_000, () -> ran.add("later"));
        ticker.awaitParkedUntil(start + 1_000);
        scheduler.at(start + 10, () -> ran.add("earlier"));
        ticker.awaitParkedUntil(start + 10);
        scheduler.at(start, () -> ran.add("now"));
        awaitRan("now");
        ticker.advance(1_000);
        awaitRan("now", "earlier", "later");
    }

    @Test
    void aCancelledTaskNeverRuns() {
        Scheduler.Timer first = scheduler.at(start + 100, () -> ran.add("cancelled"));
        scheduler.at(start + 100, () -> ran.add("kept"));
        Scheduler.Timer last = scheduler.at(start + 100, () -> ran.add("cancelled, too"));
        scheduler.at(start + 200, () -> ran.add("end"));
        first.cancel();
        last.cancel();
        last.cancel();
        ticker.advance(200);
        awaitRan("kept", "end");
    }

    @Test
    void cancellingATaskThatHasRunDoesNothing() {
        Scheduler.Timer timer = scheduler.at(start + 1, () -> ran.add("ran"));
        ticker.advance(1);
        awaitRan("ran");
        timer.cancel();
        scheduler.at(start + 2, () -> ran.add("next"));
        ticker.advance(1);
        awaitRan("ran", "next");
    }

    @Test
    void aTaskMayMakeAndCancelTasks() {
        Scheduler.Timer victim = scheduler.at(start + 20, () -> ran.add("cancelled"));
        scheduler.at(start + 10, () -> {
            victim.cancel();
            scheduler.at(start + 15, () -> ran.add("made by a task"));
            ran.add("task");
        });
        scheduler.at(start + 30, () -> ran.add("end"));
        ticker.advance(30);
        awaitRan("task", "made by a task", "end");
    }

    @Test
    void aTaskThatThrowsIsLoggedAndEndsNothing() {
        try (LogCapture log = new LogCapture()) {
            IllegalStateException exception = new IllegalStateException("thrown by a task");
            AssertionError error = new AssertionError("thrown by another");
            AtomicReference<Thread> before = new AtomicReference<>();
            scheduler.at(start + 1, () -> before.set(Thread.currentThread()));
            scheduler.at(start + 2, () -> {
                throw exception;
            });
            scheduler.at(start + 3, () -> {
                throw error;
            });
            scheduler.at(start + 4, () -> ran.add(Thread.currentThread() == before.get() ? "same thread" : "other"));
            ticker.advance(10);
            awaitRan("same thread");
            assertThat(log.thrown("a background task failed")).containsExactly(exception); // one line in ten seconds
        }
    }

    @Test
    void theThreadEndsWithTheLastTaskAndAnotherBeginsWithTheNext() {
        Thread first = thread();
        Soon.ended(first);
        Thread second = thread();
        assertThat(second).isNotSameAs(first);
        Soon.ended(second);
    }

    @Test
    void theThreadEndsWhenTheLastTaskIsCancelled() {
        Scheduler.Timer last = scheduler.at(start + 1_000, () -> ran.add("cancelled"));
        Thread thread = thread();
        ticker.awaitParkedUntil(start + 1_000);
        last.cancel();
        Soon.ended(thread);
        assertThat(ran).isEmpty();
    }

    @Test
    void theThreadIsADaemonThatKnowsItsNameAndNoClassLoader() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        scheduler.at(start, () -> {
            thread.set(Thread.currentThread());
            Soon.opened(end);
        });
        Soon.until("the thread", () -> thread.get() != null);
        assertThat(thread.get().isDaemon()).isTrue();
        assertThat(thread.get().getName()).isEqualTo("rockpool-upkeep");
        assertThat(thread.get().getContextClassLoader()).isNull();
        end.countDown();
        Soon.ended(thread.get());
    }

    @Test
    void anInterruptNeitherEndsTheThreadNorMakesItSpin() {
        scheduler.at(start + 1_000, () -> ran.add("done"));
        Thread thread = thread();
        ticker.awaitParkedUntil(start + 1_000);
        int parkings = ticker.parkings();
        thread.interrupt();
        Soon.until("the thread to park again", () -> ticker.parkings() > parkings);
        assertThat(thread.isInterrupted()).isFalse(); // with the flag set, parking would return at once, for ever
        ticker.advance(1_000);
        awaitRan("done");
    }

    @Test
    void aTaskThatLeavesTheInterruptFlagBehindDoesNotMakeTheThreadSpin() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        scheduler.at(start + 1_000, () -> ran.add("done")); // keeps the thread
        scheduler.at(start, () -> {
            thread.set(Thread.currentThread());
            Thread.currentThread().interrupt();
        });
        Soon.until(
                "the flag to be gone",
                () -> thread.get() != null && !thread.get().isInterrupted());
        ticker.awaitParkedUntil(start + 1_000);
        ticker.advance(1_000);
        awaitRan("done");
    }

    @Test
    void timeMayWrapAround() {
        HandTicker late = new HandTicker(Long.MAX_VALUE - 50);
        Scheduler ofLate = Scheduler.of(late);
        long now = late.nanoTime();
        ofLate.at(now + 100, () -> ran.add("after the wrap"));
        ofLate.at(now + 200, () -> ran.add("long after it"));
        ofLate.at(now + 10, () -> ran.add("before it"));
        late.awaitParkedUntil(now + 10);
        assertThat(ran).isEmpty();
        late.advance(200);
        awaitRan("before it", "after the wrap", "long after it");
    }

    @Test
    void tickersHaveASchedulerEach() {
        assertThat(Scheduler.of(ticker)).isSameAs(scheduler);
        assertThat(Scheduler.of(new HandTicker())).isNotSameAs(scheduler);
        assertThat(Scheduler.of(Ticker.system())).isSameAs(Scheduler.of(Ticker.system()));
    }

    @Test
    void timeOfOneTickerRunsNoTaskOfAnother() {
        HandTicker other = new HandTicker();
        Scheduler.of(other).at(other.nanoTime() + 100, () -> ran.add("other"));
        other.awaitParkedUntil(start + 100);
        scheduler.at(start + 100, () -> ran.add("mine"));
        ticker.advance(1_000);
        awaitRan("mine");
        other.advance(100);
        awaitRan("mine", "other");
    }

    @Test
    void itKnowsItsThreads() {
        AtomicBoolean onIt = new AtomicBoolean();
        scheduler.at(start, () -> {
            onIt.set(Scheduler.isOnItsThread());
            ran.add("asked");
        });
        awaitRan("asked");
        assertThat(onIt).isTrue();
        assertThat(Scheduler.isOnItsThread()).isFalse();
    }

    @Test
    void tasksMadeByManyThreadsAllRun() throws InterruptedException {
        int each = 500;
        AtomicInteger count = new AtomicInteger();
        Thread[] makers = new Thread[4];
        for (int t = 0; t < makers.length; t++) {
            makers[t] = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    scheduler.at(start - i % 7, count::incrementAndGet);
                    scheduler.at(start + 1_000, count::incrementAndGet).cancel();
                }
            });
            makers[t].start();
        }
        for (Thread maker : makers) {
            maker.join();
        }
        Soon.until("all to run", () -> count.get() == makers.length * each);
        ticker.advance(2_000);
        Soon.ended(thread());
        assertThat(count).hasValue(makers.length * each);
    }

    // ---- a thread that lives as long as it is needed

    private final AtomicInteger refusals = new AtomicInteger(); // so many threads are refused

    private Thread threadIfAny(Runnable task) {
        return new Thread(task) {
            @Override
            @SuppressWarnings("UnsynchronizedOverridesSynchronized") // each is started once
            public void start() {
                if (refusals.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                setDaemon(true);
                super.start();
            }
        };
    }

    @Test
    void withoutAThreadThereIsNoTimerAndTheNextOneTriesAgain() {
        Scheduler poor = new Scheduler(ticker, this::threadIfAny);
        refusals.set(2);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> poor.at(start, () -> ran.add("refused"))).isInstanceOf(OutOfMemoryError.class);
        }
        poor.at(start, () -> ran.add("accepted"));
        awaitRan("accepted");
    }

    /** An exception that cannot be told, nor suppress another. */
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw this;
        }

        @Override
        public String getMessage() {
            throw this;
        }
    }

    @Test
    void aFailureThatTheLogThrowsBackDoesNotEndTheThread() {
        Unspeakable failure = new Unspeakable();
        Logger logger = Logger.getLogger("dev.rockpool");
        Handler throwsBack = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getThrown() == failure) {
                    throw failure;
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(throwsBack);
        try (LogCapture log = new LogCapture()) {
            scheduler.at(start + 10, () -> ran.add("the next"));
            scheduler.at(start, () -> {
                throw failure;
            });
            ticker.advance(10);
            awaitRan("the next");
            assertThat(log.lines("the log failed to print the exception")).hasSize(1);
        } finally {
            logger.removeHandler(throwsBack);
        }
    }

    @Test
    void aTickerThatThrowsDoesNotEndTheThread() {
        AtomicInteger failures = new AtomicInteger(3);
        Ticker broken = new Ticker() {
            @Override
            public long nanoTime() {
                return ticker.nanoTime();
            }

            @Override
            public Instant wallTime() {
                return ticker.wallTime();
            }

            @Override
            public void parkUntil(Object blocker, long deadlineNanos) {
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("thrown by a ticker");
                }
                ticker.parkUntil(blocker, deadlineNanos);
            }
        };
        try (LogCapture log = new LogCapture()) {
            Scheduler ofBroken = Scheduler.of(broken);
            ofBroken.at(start + 10, () -> ran.add("ran"));
            ticker.awaitParkedUntil(start + 10);
            ticker.advance(10);
            awaitRan("ran");
            assertThat(log.lines("a background task failed")).hasSize(1);
        }
    }

    @Test
    void aTaskMayBeginItsTimerAnew() {
        AtomicReference<Scheduler.Timer> timer = new AtomicReference<>();
        timer.set(scheduler.at(start + 10, () -> {
            ran.add("at " + (ticker.nanoTime() - start));
            if (ran.size() < 3) {
                timer.get().restart(ticker.nanoTime() + 10);
            }
        }));
        for (int round = 1; round <= 3; round++) {
            ticker.awaitParkedUntil(start + 10L * round);
            ticker.advance(10);
        }
        awaitRan("at 10", "at 20", "at 30");
        Soon.ended(thread());
    }

    @Test
    void timersRunInOrderWhateverIsMadeAndCancelled() {
        Seed seed = Seed.next(SchedulerTest.class);
        Random random = seed.random();
        List<Integer> expected = new ArrayList<>();
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Scheduler.Timer> timers = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        Set<Integer> cancelled = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            int number = i;
            times.add(start + 1 + random.nextInt(500));
            timers.add(scheduler.at(times.get(i), () -> order.add(number)));
            expected.add(i);
            if (random.nextInt(3) == 0) {
                int victim = random.nextInt(i + 1);
                timers.get(victim).cancel();
                cancelled.add(victim);
            }
        }
        expected.removeAll(cancelled);
        expected.sort(Comparator.comparing((Integer i) -> times.get(i)).thenComparing(i -> i));
        scheduler.at(start + 1_000, () -> ran.add("end"));
        ticker.advance(1_000);
        awaitRan("end");
        assertThat(order).as("%s", seed).isEqualTo(expected);
    }
}
