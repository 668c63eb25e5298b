package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.HandTicker;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolClosedException;
import dev.rockpool.Soon;
import dev.rockpool.config.Leaks;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.waiting.Queued;
import dev.rockpool.internal.waiting.WaitQueue;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.ShutdownReport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls and sections that are cut short by a want of memory. */
class CutShortTest {

    private static final int OBJECTS = 3;
    private static final int ALL = 15; // of the allocations, so many first ones fail in turn; then some of the others
    private static final int MOST_LEFT_OUT = 40;
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final Allocations.Loader LOADER = new Allocations.Loader();

    static List<Arguments> calls() {
        List<Arguments> all = new ArrayList<>();
        for (String call : CutShort.callNames()) {
            CutShort.settingNames().forEach(setting -> all.add(Arguments.of(call, setting)));
        }
        return all;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("calls")
    void aWantOfMemoryInASectionLosesNothing(String call, String setting) throws Throwable {
        failEach(call, setting, true);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("calls")
    void aWantOfMemoryOfTheCallerLosesNothing(String call, String setting) throws Throwable {
        failEach(call, setting, false);
    }

    private static void failEach(String call, String setting, boolean isInSections) throws Throwable {
        Method run = LOADER.loadClass(CutShort.class.getName())
                .getDeclaredMethod("run", String.class, String.class, boolean.class, int.class);
        run.setAccessible(true);
        Random random = new Random(); // which fails is said by a failure
        Object failed = "";
        try {
            for (int n = 1; failed != null; n += n < ALL ? 1 : 1 + random.nextInt(MOST_LEFT_OUT)) {
                failed = run.invoke(null, call, setting, isInSections, n);
            }
        } catch (InvocationTargetException lost) {
            throw lost.getCause();
        }
    }

    @Test
    void theAllocationsOfASectionAreSeen() throws Exception {
        Method run = LOADER.loadClass(CutShort.class.getName())
                .getDeclaredMethod("run", String.class, String.class, boolean.class, int.class);
        run.setAccessible(true);
        List<String> seen = new ArrayList<>();
        Object failed = "";
        for (int n = 1; failed != null; n++) {
            failed = run.invoke(null, "invalidate", "plain", true, n);
            seen.add(String.valueOf(failed));
        }
        assertThat(seen)
                .anyMatch(site -> site.contains("Demand.begin"))
                .anyMatch(site -> site.contains("Retirement.destroy"));
    }

    private static PoolBuilder<Object> builder() {
        AtomicInteger number = new AtomicInteger();
        return Pool.<Object>builder(() -> "object " + number.incrementAndGet())
                .maxSize(OBJECTS)
                .leaks(Leaks.off())
                .holdWarning(Duration.ofMillis(80)); // so a sweep each 10 ms
    }

    private static void failAt(Pool<Object> pool, int failing) {
        AtomicInteger left = new AtomicInteger(failing);
        engineOf(pool).core.state.effects.onAdd = () -> {
            if (left.decrementAndGet() == 0) {
                throw new OutOfMemoryError("for a test");
            }
        };
    }

    private static PoolEngine<Object> engineOf(Pool<Object> pool) {
        return (PoolEngine<Object>) pool;
    }

    @Test
    void whatWasPutOffAndFailsForWantOfMemoryIsDoneByTheNextSweep() {
        Pool<Object> pool = builder().build();
        AtomicInteger attempts = new AtomicInteger();
        engineOf(pool)
                .core
                .lock
                .run(() -> engineOf(pool).core.state.effects.add(new Effect.Run<>(() -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("for a test");
                    }
                })));
        Soon.until("the third attempt", () -> attempts.get() == 3);
        pool.close();
    }

    @Test
    void whatFailsForWantOfMemoryAfterThePoolsEndIsDoneAllTheSame() throws Exception {
        Pool<Object> pool = builder().build();
        pool.control().shutdown(LONG).get(30, TimeUnit.SECONDS);
        Core<Object> core = engineOf(pool).core;
        Soon.until("the sweeps to end", () -> core.lock.get(core.upkeep::stop));
        AtomicInteger attempts = new AtomicInteger();
        CompletableFuture<String> future = new CompletableFuture<>();
        core.lock.run(() -> core.state.effects.add(new Effect.Run<>(() -> {
            if (attempts.incrementAndGet() < 3) {
                throw new OutOfMemoryError("for a test");
            }
            future.complete("delivered");
        })));
        assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("delivered");
        Soon.until("the sweeps to end again", () -> core.lock.get(core.upkeep::stop));
    }

    @Test
    void whatAReleaseAfterThePoolsEndHadNoMemoryForIsDoneByASweep() throws Exception {
        AtomicInteger destroyed = new AtomicInteger();
        Pool<Object> pool =
                builder().onDestroy(object -> destroyed.incrementAndGet()).build();
        Lease<Object> lease = pool.acquire(LONG);
        assertThat(pool.control()
                        .shutdown(Duration.ZERO)
                        .get(30, TimeUnit.SECONDS)
                        .abandonedLeases())
                .isEqualTo(1);
        engineOf(pool).core.lock.get(engineOf(pool).core.upkeep::stop); // as the end of the shutdown does
        failAt(pool, 1);
        assertThatThrownBy(lease::invalidate).isInstanceOf(OutOfMemoryError.class);
        engineOf(pool).core.state.effects.onAdd = null;
        Soon.until("the object to be destroyed", () -> destroyed.get() == 1);
    }

    @Test
    void aSectionThatThrowsGivesTheLockUpAndDoesWhatItPutOff() {
        Pool<Object> pool = builder().build();
        AtomicInteger done = new AtomicInteger();
        EngineLock<Object> lock = engineOf(pool).core.lock;
        assertThatThrownBy(() -> lock.run(() -> {
                    engineOf(pool).core.state.effects.add(new Effect.Run<>(done::incrementAndGet));
                    throw new IllegalStateException("for a test");
                }))
                .hasMessage("for a test");
        assertThat(done).hasValue(1);
        pool.close();
    }

    @Test
    void aSectionInsideASectionIsRefused() {
        Pool<Object> pool = builder().build();
        EngineLock<Object> lock = engineOf(pool).core.lock;
        assertThatThrownBy(() -> lock.run(() -> lock.run(() -> {}))).isInstanceOf(IllegalStateException.class);
        pool.close();
    }

    @Test
    void whereTheStateCannotBeTrustedThePoolEndsForGood() throws Exception {
        List<Object> destroyed = new ArrayList<>();
        Pool<Object> pool = builder().onDestroy(destroyed::add).build();
        List<Lease<Object>> leases = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            leases.add(pool.acquire(LONG));
        }
        leases.remove(0).close();
        leases.add(pool.acquire(LONG));
        CompletableFuture<Lease<Object>> future = pool.acquireAsync(LONG);
        FutureTask<Lease<Object>> thread = new FutureTask<>(() -> pool.acquire(LONG));
        new Thread(thread, "waiting").start();
        Soon.until("both to wait", () -> pool.stats().waiting() == 2);

        Core<Object> core = engineOf(pool).core;
        OutOfMemoryError cause = new OutOfMemoryError("for a test");
        assertThatThrownBy(() -> core.lock.run(() -> {
                    core.state.ledger.added(false);
                    throw cause;
                }))
                .isSameAs(cause);

        assertThatThrownBy(() -> pool.acquire(LONG))
                .isInstanceOf(PoolClosedException.class)
                .hasCause(cause);
        assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(PoolClosedException.class);
        assertThatThrownBy(() -> thread.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(PoolClosedException.class);
        assertThat(pool.health().state()).isEqualTo(PoolHealth.State.DOWN);
        assertThat(pool.health().reason()).contains("cut short");
        leases.forEach(Lease::close);
        ShutdownReport report = pool.control().shutdown(LONG).get(30, TimeUnit.SECONDS);
        assertThat(report.isClean()).isTrue();
        assertThat(destroyed).hasSize(OBJECTS);
        assertThat(pool.stats().size()).isZero();
    }

    @Test
    void aNoteThatIsLeftWhileTheOneBeforeIsSeenToIsSeenToAsWell() {
        Pool<Object> pool = builder().maxSize(1).ticker(new HandTicker()).build(); // no sweeps but those below
        Core<Object> core = engineOf(pool).core;
        pool.acquireAsync(LONG).join();
        Slot<Object> slot = core.state.table.first(each -> Snapshot.isLeased(each.look()));
        CompletableFuture<Void> next = pool.acquireAsync(LONG)
                .thenAccept(lease -> leaveNote(core, slot)); // as one that had no memory for the lease
        leaveNote(core, slot);

        Repair<Object> repair = core.repair;
        repair.run();
        assertThat(next).isCompleted();
        assertThat(pool.stats().leased()).isEqualTo(1);
        repair.run();
        assertThat(pool.stats().idle()).isEqualTo(1);
        pool.close();
    }

    private static void leaveNote(Core<Object> core, Slot<Object> slot) {
        slot.orphan = slot.look();
        core.owed.isOwed = true;
    }

    @Test
    void aReleaseThatIsCutShortAfterTheLeaseHasEndedLeavesTheNoteOfTheNextLease() {
        FailingTicker ticker = new FailingTicker("recordHold");
        Pool<Object> pool = builder().maxSize(1).ticker(ticker).build();
        Core<Object> core = engineOf(pool).core;
        Lease<Object> first = pool.acquireAsync(LONG).join(); // one of the sample
        Slot<Object> slot = core.state.table.first(each -> Snapshot.isLeased(each.look()));
        ticker.failAfter(() -> {
            assertThat(pool.tryAcquire()).isNotNull();
            leaveNote(core, slot);
        });
        assertThatThrownBy(first::close).isInstanceOf(OutOfMemoryError.class);

        assertThat(pool.stats().leased()).isEqualTo(1);
        core.repair.run();
        assertThat(pool.stats().idle()).isEqualTo(1);
        pool.close();
    }

    /** Else a note comes too late, and its slot may be another object's by then. */
    @Test
    void aSectionThatIsCutShortLeavesItsNoteUnderTheLockAndNoOther() {
        Pool<Object> pool = builder().maxSize(1).ticker(new HandTicker()).build(); // no sweeps but those below
        Core<Object> core = engineOf(pool).core;
        Lease<Object> lease = pool.acquireAsync(LONG).join();
        Slot<Object> slot = core.state.table.first(each -> Snapshot.isLeased(each.look()));
        core.state.effects.onAdd = () -> {
            core.state.effects.onAdd = null;
            core.state.effects.add(new Effect.Run<>(core.repair::run)); // as a sweep, as soon as the lock is given up
            throw new OutOfMemoryError("for a test");
        };
        assertThatThrownBy(lease::invalidate).isInstanceOf(OutOfMemoryError.class);

        assertThat(pool.stats().destroyed()).isEqualTo(1);
        assertThat(slot.fate).isNull();
        core.repair.run();
        assertThat(pool.stats().destroyed()).isEqualTo(1);
        assertThat(pool.stats().size()).isZero();
        pool.close();
    }

    @Test
    void aWaiterThatNeverJoinedLeavesWithoutTouchingTheQueue() {
        WaitQueue<Waiter<Object>> queue = new WaitQueue<>(false);
        Waiter<Object> joined = new ThreadWaiter<>(Thread.currentThread(), 0, 1);
        queue.add(joined, 1);
        queue.remove(new ThreadWaiter<>(Thread.currentThread(), 0, 1), Queued.State.LEFT);
        assertThat(queue.first()).isSameAs(joined);
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.isSound()).isTrue();
    }
}
