package dev.rockpool.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.LogCapture;
import dev.rockpool.Soon;
import dev.rockpool.Ticker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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
}
