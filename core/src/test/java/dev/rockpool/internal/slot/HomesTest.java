package dev.rockpool.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The table of the threads that have objects of their own, and the list of one thread. */
class HomesTest {

    private final Homes<String> homes = new Homes<>();

    private static void onThread(Runnable task) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                failure.set(thrown);
            }
        });
        thread.start();
        join(thread);
        assertThat(failure.get()).isNull();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Slot<String> idle(SlotTable<String> table, String object) {
        Slot<String> slot = table.takeFree();
        slot.beginCreation(new Resident(0, false, 0));
        slot.created(object, true, false);
        slot.publish(false);
        return slot;
    }

    @Test
    void aThreadFindsItsHomeAmongManyAndNoOther() throws InterruptedException {
        int threads = 200;
        CountDownLatch all = new CountDownLatch(threads);
        List<Thread> started = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int id = i;
            Thread thread = new Thread(() -> {
                try {
                    assertThat(homes.of(id)).isNull();
                    Home<String> mine = homes.ofOrNew(id);
                    all.countDown();
                    all.await();
                    assertThat(mine).isNotNull();
                    assertThat(homes.of(id)).isSameAs(mine);
                    assertThat(homes.ofOrNew(id)).isSameAs(mine);
                    assertThat(homes.of(id + 1)).isNull();
                } catch (Throwable failure) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            });
            started.add(thread);
            thread.start();
        }
        started.forEach(HomesTest::join);
        assertThat(failures).isEmpty();
        assertThat(homes.count()).isEqualTo(threads);
        homes.forgetEnded();
        assertThat(homes.count()).isZero();
    }

    @Test
    void ofTwoRunningThreadsWithOneIdTheSecondHasNoHome() {
        Home<String> mine = homes.ofOrNew(7);
        onThread(() -> {
            assertThat(homes.of(7)).isNull();
            assertThat(homes.ofOrNew(7)).isNull();
        });
        assertThat(homes.of(7)).isSameAs(mine);
    }

    @Test
    void aThreadWithTheIdOfOneThatHasEndedTakesItsPlace() {
        onThread(() -> assertThat(homes.ofOrNew(7)).isNotNull());
        assertThat(homes.of(7)).isNull();
        Home<String> mine = homes.ofOrNew(7);
        assertThat(homes.of(7)).isSameAs(mine).isNotNull();
        assertThat(homes.count()).isEqualTo(1);
        homes.forgetEnded();
        assertThat(homes.of(7)).isSameAs(mine);
    }

    @Test
    void aHomeDoesNotKeepItsThread() {
        AtomicReference<Home<String>> home = new AtomicReference<>();
        WeakReference<Thread> thread = started(() -> home.set(homes.ofOrNew(7)));
        Awaitility.await().until(() -> {
            System.gc();
            return thread.get() == null;
        });
        assertThat(Objects.requireNonNull(home.get()).hasEnded()).isTrue();
    }

    private static WeakReference<Thread> started(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        join(thread);
        return new WeakReference<>(thread);
    }

    @Test
    void theLastUsedIsFirstAndWhatIsAnothersIsLeftAlone() {
        SlotTable<String> table = new SlotTable<>();
        IdleIndex<String> index = new AffineIndex<>(table);
        Home<String> mine = Objects.requireNonNull(homes.ofOrNew(7));
        List<Slot<String>> slots = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Slot<String> slot = idle(table, "object " + i);
            slots.add(slot);
            index.published(slot);
            mine.adopt(slot);
            mine.adopt(slot); // once is enough
        }
        assertThat(mine.last()).isSameAs(slots.get(9));
        slots.get(9).tryLease();
        slots.get(8).home(null);
        assertThat(mine.take(IdleIndex.Take.NOT_DUE_SHARED)).isNull();
        assertThat(mine.take(IdleIndex.Take.LEASE)).isNotNull().isSameAs(mine.last());
        for (int i = 0; i < 5; i++) {
            assertThat(mine.take(IdleIndex.Take.LEASE)).isNotNull().isNotSameAs(slots.get(8));
        }
        assertThat(mine.take(IdleIndex.Take.LEASE)).isNull();
        assertThat(mine.hasMore()).isTrue();
        assertThat(index.find(IdleIndex.Take.LEASE, mine, 0)).isIn(slots.get(0), slots.get(1));
        assertThat(index.find(IdleIndex.Take.LEASE, mine, 0)).isIn(slots.get(0), slots.get(1));
        assertThat(index.find(IdleIndex.Take.LEASE, mine, 0)).isNull();
        assertThat(Snapshot.isIdle(slots.get(8).look())).isTrue();
        slots.forEach(slot -> slot.home(null));
        assertThat(mine.last()).isNull();
        assertThat(mine.take(IdleIndex.Take.LEASE)).isNull();
    }
}
