package dev.rockpool.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.HandTicker;
import dev.rockpool.Soon;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.DaemonThread;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimedCallTest {

    private static final long LIMIT = 1_000;

    private final HandTicker ticker = new HandTicker();
    private final Scheduler scheduler = Scheduler.of(ticker);
    private final Workers workers =
            new Workers(1, task -> DaemonThread.of(this, "timed-call-test", null, task), retry -> {});
    private final AtomicInteger endedAfterAll = new AtomicInteger();
    private final TimedCall.Abandoned abandoned = new TimedCall.Abandoned(this, endedAfterAll::incrementAndGet);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    private final TimedCall.Outcome<String> outcome = new TimedCall.Outcome<>() {
        @Override
        public void ended(@Nullable String result, @Nullable CapturedFailure failure) {
            heard.add("ended " + result + " " + failure + (DaemonThread.isOf(TimedCallTest.this) ? "" : " elsewhere"));
        }

        @Override
        public void overran(boolean hadBegun) {
            heard.add("overran" + (Scheduler.isOnItsThread() ? "" : " elsewhere"));
        }

        @Override
        public void endedLate(@Nullable String result, @Nullable CapturedFailure failure) {
            heard.add("late " + result + " " + failure + (DaemonThread.isOf(TimedCallTest.this) ? "" : " elsewhere"));
        }
    };

    private void start(boolean mustRun, long limit, Callable<String> call) {
        TimedCall.Need need = mustRun ? TimedCall.Need.MUST_RUN : TimedCall.Need.ATTEMPT;
        new TimedCall<>(workers, scheduler, abandoned, need, blocking(call), outcome).start(ticker.nanoTime(), limit);
    }

    private String hang() {
        begun.countDown();
        Soon.openedDespiteInterrupts(gate);
        return "done";
    }

    private void awaitHeard(String... lines) {
        Soon.until("the outcome", () -> heard.size() >= lines.length);
        assertThat(heard).containsExactly(lines);
    }

    /** A task on the scheduler that runs after all whose time has come. */
    private void awaitScheduler() {
        CountDownLatch ran = new CountDownLatch(1);
        scheduler.at(ticker.nanoTime(), ran::countDown);
        Soon.opened(ran);
    }

    @AfterEach
    void letGo() {
        gate.countDown();
        workers.shutdown();
    }

    @Test
    void aCallThatEndsInTimeGivesItsResult() {
        start(false, LIMIT, () -> "result");
        awaitHeard("ended result null");
        assertThat(abandoned.count()).isZero();
    }

    @Test
    void aCallThatEndedDoesNotOverrunLater() {
        start(false, LIMIT, () -> "result");
        awaitHeard("ended result null");
        ticker.advance(2 * LIMIT);
        awaitScheduler();
        assertThat(heard).hasSize(1);
    }

    @Test
    void aCallThatThrowsGivesItsFailure() {
        start(false, LIMIT, () -> {
            throw new java.io.IOException("no");
        });
        awaitHeard("ended null java.io.IOException: no");
    }

    @Test
    void anErrorIsAFailureAndGoesOnToTheThreadsHandler() {
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        AssertionError error = new AssertionError("broken");
        start(false, LIMIT, () -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> uncaught.set(failure));
            throw error;
        });
        awaitHeard("ended null java.lang.AssertionError: broken");
        Soon.until("the handler", () -> uncaught.get() == error);
    }

    @Test
    void aCallThatHangsIsAbandonedAtItsLimitAndReportedWhenItComesBack() {
        start(false, LIMIT, this::hang);
        Soon.opened(begun);
        ticker.advance(LIMIT - 1);
        awaitScheduler();
        assertThat(heard).isEmpty();
        ticker.advance(1);
        awaitHeard("overran");
        assertThat(abandoned.count()).isEqualTo(1);
        gate.countDown();
        awaitHeard("overran", "late done null");
        assertThat(abandoned.count()).isZero();
    }

    @Test
    void aLateFailureIsReportedToo() {
        start(false, LIMIT, () -> {
            hang();
            throw new java.io.IOException("late");
        });
        Soon.opened(begun);
        ticker.advance(LIMIT);
        awaitHeard("overran");
        gate.countDown();
        awaitHeard("overran", "late null java.io.IOException: late");
    }

    @Test
    void anAbandonedCallDoesNotKeepOthersFromAThread() {
        start(false, LIMIT, this::hang);
        Soon.opened(begun);
        ticker.advance(LIMIT);
        awaitHeard("overran");
        start(false, LIMIT, () -> "other");
        awaitHeard("overran", "ended other null");
        gate.countDown();
        awaitHeard("overran", "ended other null", "late done null");
    }

    @Test
    void whatHangsAfterALateEndDoesNotKeepOthersFromAThread() {
        CountDownLatch hangsAgain = new CountDownLatch(1);
        CountDownLatch secondGate = new CountDownLatch(1);
        TimedCall.Outcome<String> destroysLate = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable String result, @Nullable CapturedFailure failure) {
                heard.add("ended");
            }

            @Override
            public void overran(boolean hadBegun) {
                heard.add("overran");
            }

            @Override
            public void endedLate(@Nullable String result, @Nullable CapturedFailure failure) {
                hangsAgain.countDown();
                Soon.opened(secondGate);
                heard.add("late");
            }
        };
        new TimedCall<>(workers, scheduler, abandoned, TimedCall.Need.ATTEMPT, blocking(this::hang), destroysLate)
                .start(ticker.nanoTime(), LIMIT);
        Soon.opened(begun);
        ticker.advance(LIMIT);
        awaitHeard("overran");
        gate.countDown();
        Soon.opened(hangsAgain);
        assertThat(abandoned.count()).isEqualTo(1);
        start(false, LIMIT, () -> "other");
        awaitHeard("overran", "ended other null");
        secondGate.countDown();
        awaitHeard("overran", "ended other null", "late");
        Soon.until("the call to be over", () -> abandoned.count() == 0);
    }

    @Test
    void aCallWhoseTimeIsUpBeforeAThreadIsFreeIsNeverMade() {
        workers.execute(this::hang);
        Soon.opened(begun);
        AtomicInteger made = new AtomicInteger();
        start(false, LIMIT, () -> "made " + made.incrementAndGet());
        ticker.advance(LIMIT);
        awaitHeard("overran");
        assertThat(abandoned.count()).isZero();
        start(false, Nanos.FOREVER, () -> "next");
        gate.countDown();
        awaitHeard("overran", "ended next null");
        assertThat(made).hasValue(0);
    }

    @Test
    void aCallThatMustRunIsMadeAlsoWhenItsTimeIsUp() {
        workers.execute(this::hang);
        Soon.opened(begun);
        start(true, LIMIT, () -> "destroyed");
        ticker.advance(LIMIT);
        awaitHeard("overran");
        gate.countDown();
        awaitHeard("overran", "late destroyed null");
        assertThat(abandoned.count()).isZero();
    }

    @Test
    void aCallWithoutALimitNeverOverruns() {
        start(false, Nanos.FOREVER, this::hang);
        Soon.opened(begun);
        ticker.advance(Nanos.FOREVER);
        awaitScheduler();
        assertThat(heard).isEmpty();
        gate.countDown();
        awaitHeard("ended done null");
    }

    @Test
    void oneWhoDoesNotCareAboutLateEndsNeedNotListen() {
        TimedCall.Outcome<String> careless = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable String result, @Nullable CapturedFailure failure) {
                heard.add("ended");
            }

            @Override
            public void overran(boolean hadBegun) {
                heard.add("overran");
            }
        };
        new TimedCall<>(workers, scheduler, abandoned, TimedCall.Need.ATTEMPT, blocking(this::hang), careless)
                .start(ticker.nanoTime(), LIMIT);
        Soon.opened(begun);
        ticker.advance(LIMIT);
        awaitHeard("overran");
        gate.countDown();
        Soon.until("the call to come back", () -> abandoned.count() == 0);
        assertThat(heard).containsExactly("overran");
    }

    // ---- text, interrupts, no thread to be had

    /** An exception whose text is what a test wants. */
    private static final class Spoken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient java.util.function.Supplier<String> text;

        Spoken(java.util.function.Supplier<String> text) {
            this.text = text;
        }

        @Override
        public String getMessage() {
            return text.get();
        }
    }

    @Test
    void aCallThatThereWasNoRoomToQueueIsMadeSoon() {
        for (TimedCall.Need need : List.of(TimedCall.Need.MUST_RUN, TimedCall.Need.CHECK)) {
            heard.clear();
            AtomicInteger attempts = new AtomicInteger();
            TimedCall<String> call =
                    new TimedCall<>(workers, scheduler, abandoned, need, blocking(() -> "result"), outcome) {
                        @Override
                        void enqueue() {
                            if (attempts.incrementAndGet() < 4) {
                                throw new OutOfMemoryError("for a test");
                            }
                            super.enqueue();
                        }
                    };
            call.start(ticker.nanoTime(), TimeUnit.SECONDS.toNanos(10));
            for (int tenth = 1; tenth <= 3; tenth++) {
                assertThat(attempts).hasValue(tenth);
                ticker.advance(TimeUnit.MILLISECONDS.toNanos(100));
                awaitScheduler();
            }
            awaitHeard("ended result null");
            ticker.advance(TimeUnit.SECONDS.toNanos(20));
            awaitScheduler();
            assertThat(heard).hasSize(1);
            assertThat(abandoned.count()).isZero();
        }
    }

    @Test
    void whatMustBeDoneAndCanNeitherBeQueuedNorTimedIsLeftToTheOneWhoAskedForIt() {
        for (TimedCall.Need need : List.of(TimedCall.Need.MUST_RUN, TimedCall.Need.CHECK)) {
            OutOfMemoryError shortage = new OutOfMemoryError("for a test");
            TimedCall<String> call =
                    new TimedCall<>(workers, scheduler, abandoned, need, blocking(() -> "result"), outcome) {
                        @Override
                        void enqueue() {
                            throw shortage;
                        }
                    };
            assertThatThrownBy(() -> call.start(ticker.nanoTime(), Nanos.FOREVER))
                    .isSameAs(shortage);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void aCallThatThereIsNoRoomToQueueForLongOverrunsAtItsLimitAndIsMadeAllTheSame() {
        AtomicInteger attempts = new AtomicInteger();
        new TimedCall<>(workers, scheduler, abandoned, TimedCall.Need.MUST_RUN, blocking(() -> "result"), outcome) {
            @Override
            void enqueue() {
                if (attempts.incrementAndGet() <= 5) {
                    throw new OutOfMemoryError("for a test");
                }
                super.enqueue();
            }
        }.start(ticker.nanoTime(), TimeUnit.MILLISECONDS.toNanos(250));
        for (int i = 0; i < 2; i++) {
            ticker.advance(TimeUnit.MILLISECONDS.toNanos(100));
            awaitScheduler();
        }
        assertThat(heard).isEmpty();
        ticker.advance(TimeUnit.MILLISECONDS.toNanos(50));
        awaitHeard("overran"); // after the fourth attempt
        for (int i = 0; i < 2; i++) {
            ticker.advance(TimeUnit.MILLISECONDS.toNanos(100));
            awaitScheduler();
        }
        awaitHeard("overran", "late result null");
        Soon.until("nothing to be abandoned", () -> abandoned.count() == 0);
    }

    @Test
    void aTextThatThrowsIsNoObstacle() {
        start(false, LIMIT, () -> {
            throw new Spoken(() -> {
                throw new IllegalStateException("no text");
            });
        });
        Soon.until("the outcome", () -> !heard.isEmpty());
        assertThat(heard).singleElement().asString().contains("its text cannot be read");
    }

    @Test
    void aTextThatHangsIsACallThatHangs() {
        start(false, LIMIT, () -> {
            throw new Spoken(this::hang);
        });
        Soon.opened(begun);
        ticker.advance(LIMIT);
        awaitHeard("overran");
        assertThat(abandoned.count()).isOne();
        gate.countDown();
        awaitHeard("overran", "late null " + Spoken.class.getName() + ": done");
    }

    @Test
    void anInterruptThatACallLeftBehindDoesNotReachItsOutcome() {
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        TimedCall.Outcome<String> hearer = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable String result, @Nullable CapturedFailure failure) {
                interrupted.add(Thread.currentThread().isInterrupted());
            }

            @Override
            public void overran(boolean hadBegun) {}
        };
        Callable<String> leavesTheFlag = () -> {
            Thread.currentThread().interrupt();
            return "done";
        };
        new TimedCall<>(workers, scheduler, abandoned, TimedCall.Need.CHECK, blocking(leavesTheFlag), hearer)
                .start(ticker.nanoTime(), LIMIT);
        Soon.until("the outcome", () -> !interrupted.isEmpty());
        assertThat(interrupted).containsExactly(false);
    }

    private final AtomicInteger refusals = new AtomicInteger(); // so many threads are refused
    private final Workers poor = new Workers(1, this::threadIfAny, retry -> {
        scheduler.at(ticker.nanoTime() + 1, retry);
    });

    private Thread threadIfAny(Runnable task) {
        if (refusals.getAndDecrement() > 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        return DaemonThread.of(this, "poor", null, task);
    }

    @Test
    void aCheckWaitsForAThreadAsLongAsThereIsNone() {
        refusals.set(Integer.MAX_VALUE);
        new TimedCall<>(poor, scheduler, abandoned, TimedCall.Need.CHECK, blocking(() -> "valid"), outcome)
                .start(ticker.nanoTime(), LIMIT);
        for (int i = 0; i < 5; i++) {
            ticker.advance(LIMIT);
            awaitScheduler();
        }
        assertThat(heard).as("nothing is said about the object").isEmpty();
        refusals.set(0);
        ticker.advance(1);
        awaitHeard("ended valid null");
        assertThat(abandoned.count()).isZero();
    }

    @Test
    void anAttemptWithoutAThreadFailsWhenItsTimeIsUp() {
        refusals.set(Integer.MAX_VALUE);
        new TimedCall<>(poor, scheduler, abandoned, TimedCall.Need.ATTEMPT, blocking(() -> "made"), outcome)
                .start(ticker.nanoTime(), LIMIT);
        ticker.advance(LIMIT);
        awaitHeard("overran");
    }

    @Test
    void aCallThatMustRunIsMadeWhenThereIsAThread() {
        refusals.set(Integer.MAX_VALUE);
        new TimedCall<>(poor, scheduler, abandoned, TimedCall.Need.MUST_RUN, blocking(() -> "destroyed"), outcome)
                .start(ticker.nanoTime(), LIMIT);
        ticker.advance(LIMIT);
        awaitHeard("overran");
        assertThat(abandoned.count())
                .as("counts as abandoned until it has ended")
                .isOne();
        refusals.set(0);
        ticker.advance(LIMIT);
        awaitHeard("overran", "late destroyed null");
        Soon.until("the count", () -> abandoned.count() == 0);
    }

    private static Work<String> blocking(Callable<String> call) {
        return completion -> completion.done(call.call(), null);
    }
}
