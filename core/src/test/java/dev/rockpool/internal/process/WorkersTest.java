package dev.rockpool.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Soon;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {

    private final Object owner = new Object();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private Workers workers(int number) {
        AtomicInteger named = new AtomicInteger();
        return new Workers(
                number,
                task -> DaemonThread.of(owner, "rockpool-test-worker-" + named.incrementAndGet(), null, task),
                retry -> {});
    }

    /** Keeps one thread busy until the gate opens; returns when it is. */
    private void keepBusy(Workers workers) {
        CountDownLatch begun = new CountDownLatch(1);
        workers.execute(() -> {
            threads.add(Thread.currentThread());
            begun.countDown();
            Soon.openedDespiteInterrupts(gate);
        });
        Soon.opened(begun);
    }

    private void awaitRan(String... names) {
        Soon.until("the tasks to run", () -> ran.size() >= names.length);
        assertThat(ran).containsExactly(names);
    }

    @AfterEach
    void letGo() {
        gate.countDown();
    }

    @Test
    void eachTaskThatFindsNoIdleThreadGetsAThreadUpToTheLimit() {
        Workers workers = workers(3);
        keepBusy(workers);
        keepBusy(workers);
        keepBusy(workers);
        assertThat(threads).hasSize(3);
        workers.shutdown();
    }

    @Test
    void beyondTheLimitTasksQueueInTheirOrder() {
        Workers workers = workers(1);
        keepBusy(workers);
        workers.execute(() -> ran.add("first"));
        workers.execute(() -> ran.add("second"));
        workers.execute(() -> ran.add("third"));
        assertThat(ran).isEmpty();
        gate.countDown();
        awaitRan("first", "second", "third");
        workers.shutdown();
    }

    @Test
    void anIdleThreadIsUsedAgain() {
        Workers workers = workers(2);
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<Thread> first = new AtomicReference<>();
        workers.execute(() -> {
            first.set(Thread.currentThread());
            done.countDown();
        });
        Soon.opened(done);
        Soon.until("the thread to be idle", () -> first.get().getState() == Thread.State.TIMED_WAITING);
        workers.execute(() -> ran.add(Thread.currentThread() == first.get() ? "the same thread" : "another thread"));
        awaitRan("the same thread");
        workers.shutdown();
    }

    @Test
    void threadsAreDaemonsWithNumberedNames() {
        Workers workers = workers(2);
        keepBusy(workers);
        keepBusy(workers);
        assertThat(threads)
                .allMatch(Thread::isDaemon)
                .extracting(Thread::getName)
                .containsExactlyInAnyOrder("rockpool-test-worker-1", "rockpool-test-worker-2");
        workers.shutdown();
    }

    @Test
    void threadsInheritNoThreadLocals() throws InterruptedException {
        Workers workers = workers(1);
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        Thread user = new Thread(() -> {
            local.set("the user's");
            workers.execute(() -> ran.add("sees " + local.get()));
        });
        user.start();
        user.join();
        awaitRan("sees null");
        workers.shutdown();
    }

    @Test
    void aThreadKnowsItsOwner() {
        Workers workers = workers(1);
        workers.execute(() -> ran.add(DaemonThread.isOf(owner) + " " + DaemonThread.isOf(new Object())));
        awaitRan("true false");
        assertThat(DaemonThread.isOf(owner)).isFalse();
        workers.shutdown();
    }

    @Test
    void aLostThreadDoesNotCount() {
        Workers workers = workers(1);
        keepBusy(workers);
        workers.lost();
        workers.execute(() -> ran.add("on a new thread"));
        awaitRan("on a new thread");
        workers.shutdown();
    }

    @Test
    void aThreadThatCameBackCountsAgain() {
        Workers workers = workers(1);
        keepBusy(workers);
        workers.lost();
        workers.regained();
        workers.execute(() -> ran.add("queued"));
        workers.execute(() -> ran.add("queued, too"));
        assertThat(ran).isEmpty();
        gate.countDown();
        awaitRan("queued", "queued, too");
        workers.shutdown();
    }

    @Test
    void afterShutdownThreadsEndWhenTheirWorkIsDone() {
        Workers workers = workers(1);
        keepBusy(workers);
        workers.execute(() -> ran.add("queued before"));
        workers.shutdown();
        assertThat(threads).allMatch(Thread::isAlive);
        gate.countDown();
        awaitRan("queued before");
        threads.forEach(Soon::ended);
    }

    @Test
    void idleThreadsEndAtShutdown() {
        Workers workers = workers(1);
        workers.execute(() -> threads.add(Thread.currentThread()));
        Soon.until("the thread", () -> !threads.isEmpty());
        workers.shutdown();
        threads.forEach(Soon::ended);
    }

    @Test
    void aTaskAfterShutdownStillRunsOnAThreadOfTheOwnerThatEndsWithIt() {
        Workers workers = workers(1);
        workers.shutdown();
        workers.execute(() -> {
            threads.add(Thread.currentThread());
            ran.add("after shutdown " + DaemonThread.isOf(owner));
        });
        awaitRan("after shutdown true");
        threads.forEach(Soon::ended);
    }

    @Test
    void afterShutdownTasksHaveAsManyThreadsAsBefore() {
        Workers workers = workers(2);
        keepBusy(workers);
        workers.shutdown();
        keepBusy(workers);
        for (int i = 0; i < 900; i++) {
            workers.execute(() -> threads.add(Thread.currentThread()));
        }
        workers.execute(() -> ran.add("the last"));
        assertThat(ran).isEmpty();
        gate.countDown();
        awaitRan("the last");
        assertThat(threads).hasSize(2).allSatisfy(Soon::ended);
    }

    @Test
    void afterShutdownTasksDoNotWaitForOneThatIsLost() {
        Workers workers = workers(1);
        keepBusy(workers);
        workers.shutdown();
        workers.lost();
        workers.execute(() -> ran.add("at once"));
        awaitRan("at once");
    }

    /** A task of an owner. */
    private record Of(Object owner, Runnable task) implements Workers.Owned {
        @Override
        public void run() {
            task.run();
        }
    }

    private Of waitingFor(Object owner, CountDownLatch begun, String name) {
        return new Of(owner, () -> {
            begun.countDown();
            try {
                gate.await();
                ran.add(name + " not interrupted");
            } catch (InterruptedException e) {
                ran.add(name + " interrupted");
            }
        });
    }

    @Test
    void interruptReachesWhatRunsAndLosesNothingThatQueues() {
        Workers workers = workers(1);
        CountDownLatch begun = new CountDownLatch(1);
        workers.execute(waitingFor("owner", begun, "it"));
        Soon.opened(begun);
        workers.execute(() -> ran.add("queued"));
        workers.interrupt("owner");
        Soon.until("both", () -> ran.size() >= 2);
        assertThat(ran).containsExactlyInAnyOrder("it interrupted", "queued");
    }

    @Test
    void interruptReachesNobodyElsesTasks() {
        Workers workers = workers(2);
        CountDownLatch begun = new CountDownLatch(2);
        workers.execute(waitingFor("one", begun, "one's"));
        workers.execute(waitingFor("other", begun, "the other's"));
        Soon.opened(begun);
        workers.execute(new Of(
                "other", () -> ran.add("queued: " + Thread.currentThread().isInterrupted())));
        workers.interrupt("one");
        Soon.until("both", () -> ran.size() >= 2);
        gate.countDown();
        Soon.until("all", () -> ran.size() >= 3);
        assertThat(ran).containsExactlyInAnyOrder("one's interrupted", "queued: false", "the other's not interrupted");
        workers.shutdown();
    }

    @Test
    void interruptReachesWhatQueuesAndNothingThatComesLater() {
        Workers workers = workers(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        workers.execute(new Of("owner", () -> {
            begun.countDown();
            Soon.openedDespiteInterrupts(goesOn);
        }));
        Soon.opened(begun);
        workers.execute(new Of(
                "owner", () -> ran.add("queued: " + Thread.currentThread().isInterrupted())));
        CountDownLatch asked = new CountDownLatch(1);
        workers.interrupt("owner");
        workers.executeApart(asked::countDown);
        Soon.opened(asked);
        workers.execute(
                new Of("owner", () -> ran.add("later: " + Thread.currentThread().isInterrupted())));
        goesOn.countDown();
        Soon.until(
                "both to run", () -> ran.size() == 2); // in any order, as the thread that interrupts takes tasks, too
        assertThat(ran).containsExactlyInAnyOrder("queued: true", "later: false");
        workers.shutdown();
    }

    @Test
    void oneThatIsLostAfterShutdownIsInterrupted() {
        Workers workers = workers(1);
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        workers.execute(() -> {
            threads.add(Thread.currentThread());
            begun.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                wasInterrupted.set(true);
            }
        });
        Soon.opened(begun);
        workers.shutdown();
        workers.lost();
        threads.forEach(Soon::ended);
        assertThat(wasInterrupted).isTrue();
    }

    @Test
    void anExceptionOfATaskHarmsNoOther() {
        Workers workers = workers(1);
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        keepBusy(workers);
        AssertionError error = new AssertionError("thrown on purpose");
        workers.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> uncaught.set(failure));
            throw error;
        });
        workers.execute(() -> ran.add("the next"));
        gate.countDown();
        awaitRan("the next");
        Soon.until("the handler", () -> uncaught.get() == error);
        workers.shutdown();
    }

    @Test
    void tasksOfManyThreadsAllRunWhileTheWorkersShutDown() throws InterruptedException {
        Workers workers = workers(2);
        int each = 200;
        AtomicInteger count = new AtomicInteger();
        CountDownLatch half = new CountDownLatch(2 * each / 2);
        Thread[] users = new Thread[2];
        for (int t = 0; t < users.length; t++) {
            users[t] = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    workers.execute(count::incrementAndGet);
                    half.countDown();
                }
            });
            users[t].start();
        }
        Soon.opened(half);
        workers.shutdown();
        for (Thread user : users) {
            user.join();
        }
        Soon.until("all to run", () -> count.get() == 2 * each);
    }

    // ---- no thread to be had

    private final AtomicInteger refusals = new AtomicInteger(); // so many threads are refused
    private final List<Runnable> retries = new CopyOnWriteArrayList<>();

    private Workers workersOfAPoorSystem(int number) {
        return new Workers(number, this::threadIfAny, retries::add);
    }

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
    void withoutAThreadATaskWaitsUntilThereIsOne() {
        refusals.set(3);
        Workers workers = workersOfAPoorSystem(1);
        workers.execute(() -> ran.add("first"));
        workers.execute(() -> ran.add("second"));
        assertThat(retries).as("one for all").hasSize(1);
        assertThat(workers.refusal()).isInstanceOf(OutOfMemoryError.class);
        retries.get(0).run();
        assertThat(retries).hasSize(2);
        assertThat(ran).isEmpty();
        retries.get(1).run();
        awaitRan("first", "second");
        assertThat(workers.refusal()).isNull();
        assertThat(retries).hasSize(2);
        workers.shutdown();
    }

    @Test
    void aTaskWithoutAThreadIsTakenByOneThatIsThere() {
        Workers workers = workersOfAPoorSystem(2);
        keepBusy(workers);
        refusals.set(100);
        workers.execute(() -> ran.add("on the first thread"));
        gate.countDown();
        awaitRan("on the first thread");
        workers.shutdown();
    }

    @Test
    void withoutATimerEachCallTriesAgain() {
        refusals.set(2);
        Workers workers = new Workers(1, this::threadIfAny, retry -> {
            throw new OutOfMemoryError("no thread for the timer either");
        });
        workers.execute(() -> ran.add("first"));
        workers.executeApart(() -> ran.add("apart"));
        assertThat(ran).isEmpty();
        workers.execute(() -> ran.add("third"));
        Soon.until("all", () -> ran.size() == 3);
        assertThat(ran).containsExactlyInAnyOrder("first", "apart", "third");
        workers.shutdown();
    }

    @Test
    void aThreadThatDiesOfATaskIsReplacedWhenThereIsOneToBeHad() {
        Workers workers = workersOfAPoorSystem(1);
        keepBusy(workers);
        refusals.set(1);
        workers.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> ran.add("uncaught"));
            throw new AssertionError("thrown on purpose");
        });
        workers.execute(() -> ran.add("the next"));
        gate.countDown();
        Soon.until("a retry", () -> retries.size() == 1);
        retries.get(0).run();
        Soon.until("both", () -> ran.size() == 2);
        assertThat(ran).containsExactlyInAnyOrder("uncaught", "the next");
        workers.shutdown();
    }

    // ---- bounds

    @Test
    void lostThreadsAreReplacedUpToABound() {
        Workers workers = workers(1);
        for (int i = 0; i <= Workers.MOST_LOST; i++) {
            assertThat(workers.hasLostTooMany()).isEqualTo(i >= Workers.MOST_LOST);
            keepBusy(workers);
            workers.lost();
        }
        workers.execute(() -> ran.add("waits"));
        assertThat(threads).hasSize(Workers.MOST_LOST + 1);
        assertThat(ran).isEmpty();
        gate.countDown();
        awaitRan("waits");
        assertThat(threads).hasSize(Workers.MOST_LOST + 1);
        workers.shutdown();
    }

    @Test
    void whatIsDoneApartWaitsForNobody() {
        Workers workers = workers(1);
        keepBusy(workers);
        workers.execute(() -> ran.add("queued"));
        workers.executeApart(() -> ran.add("apart"));
        Soon.until("the one apart", () -> !ran.isEmpty());
        assertThat(ran).first().isEqualTo("apart");
        gate.countDown();
        awaitRan("apart", "queued");
        workers.shutdown();
    }

    // ---- what one task leaves behind

    @Test
    void anInterruptThatATaskLeftBehindDoesNotReachTheNext() {
        Workers workers = workers(1);
        keepBusy(workers);
        workers.execute(() -> Thread.currentThread().interrupt());
        workers.execute(() -> ran.add("interrupted: " + Thread.currentThread().isInterrupted()));
        gate.countDown();
        awaitRan("interrupted: false");
        workers.shutdown();
    }

    @Test
    void aClassLoaderThatATaskLeftBehindDoesNotReachTheNext() {
        Workers workers = workers(1);
        keepBusy(workers);
        workers.execute(() -> Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader()));
        workers.execute(() -> ran.add("loader: " + Thread.currentThread().getContextClassLoader()));
        gate.countDown();
        awaitRan("loader: null");
        workers.shutdown();
    }

    @Test
    void whatFoundNeitherAThreadNorATimerIsRunAfterALook() {
        AtomicInteger attempts = new AtomicInteger();
        Workers workers = new Workers(
                1,
                task -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("for a test");
                    }
                    return DaemonThread.of(this, "workers-test", null, task);
                },
                retry -> {
                    throw new OutOfMemoryError("for a test");
                });
        CountDownLatch done = new CountDownLatch(1);
        workers.execute(done::countDown);
        workers.look();
        Soon.opened(done);
        workers.shutdown();
    }
}
