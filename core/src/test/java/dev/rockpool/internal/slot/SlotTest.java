package dev.rockpool.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotTest {

    private static final int[] STATES = {
        Snapshot.FREE,
        Snapshot.CREATING,
        Snapshot.IDLE,
        Snapshot.LEASED,
        Snapshot.RESETTING,
        Snapshot.CHECKING,
        Snapshot.HELD,
        Snapshot.DEAD
    };
    private static final Set<Integer> MOVING =
            Set.of(Snapshot.LEASED, Snapshot.RESETTING, Snapshot.CHECKING, Snapshot.CREATING);

    private final Slot<String> slot = new Slot<>(new AtomicInteger(), new Chunk<>(new Block<>(0), 0), 0);

    private Slot<String> in(int state, boolean look) {
        slot.set(state, look);
        return slot;
    }

    private void assertIs(int state, boolean look, long leases) {
        assertThat(slot.state()).as("state").isEqualTo(state);
        assertThat(Snapshot.isMarked(slot.look())).as("mark").isEqualTo(look);
        assertThat(Snapshot.leases(slot.look())).as("leases").isEqualTo(leases);
    }

    // ---- reading a word

    @Test
    void aNewSlotIsFreeUnmarkedAndWasNeverLeased() {
        assertIs(Snapshot.FREE, false, 0);
    }

    @Test
    void everyStateAndMarkIsReadAsItWasSet() {
        for (int state : STATES) {
            in(state, false);
            assertIs(state, false, 0);
            in(state, true);
            assertIs(state, true, 0);
        }
    }

    @Test
    void theStatesFitIntoTheWordBelowTheMark() {
        assertThat(STATES).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    // ---- the fast path

    @Test
    void anIdleSlotIsLeasedOnceAndThatCountsOneLease() {
        in(Snapshot.IDLE, false);
        long lease = slot.tryLease();
        assertThat(lease).isNotZero();
        assertIs(Snapshot.LEASED, false, 1);
        assertThat(slot.lease()).isEqualTo(lease);
        assertThat(slot.isCurrent(lease)).isTrue();
        assertThat(slot.seemsCurrent(lease)).isTrue();
        assertThat(slot.tryLease()).isZero();
        assertIs(Snapshot.LEASED, false, 1);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Snapshot.FREE,
                Snapshot.CREATING,
                Snapshot.LEASED,
                Snapshot.RESETTING,
                Snapshot.CHECKING,
                Snapshot.HELD,
                Snapshot.DEAD
            })
    void nothingButAnIdleSlotIsLeased(int state) {
        assertThat(in(state, false).tryLease()).isZero();
        assertIs(state, false, 0);
    }

    @Test
    void aMarkedIdleSlotIsNotLeased() {
        assertThat(in(Snapshot.IDLE, true).tryLease()).isZero();
        assertIs(Snapshot.IDLE, true, 0);
    }

    @Test
    void aLeaseIsGivenBackOnce() {
        in(Snapshot.IDLE, false);
        long lease = slot.tryLease();
        assertThat(slot.tryGiveBack(lease)).isTrue();
        assertIs(Snapshot.IDLE, false, 1);
        assertThat(slot.tryGiveBack(lease)).isFalse();
        assertThat(slot.isCurrent(lease)).isFalse();
        assertThat(slot.seemsCurrent(lease)).isFalse();
        assertIs(Snapshot.IDLE, false, 1);
    }

    @Test
    void aStaleLeaseNeverTouchesALaterHolder() {
        in(Snapshot.IDLE, false);
        long stale = slot.tryLease();
        slot.tryGiveBack(stale);
        long present = slot.tryLease();
        assertThat(slot.tryGiveBack(stale)).isFalse();
        assertThat(slot.endLease(stale)).isFalse();
        assertThat(slot.isCurrent(stale)).isFalse();
        assertThat(slot.isCurrent(present)).isTrue();
        assertIs(Snapshot.LEASED, false, 2);
    }

    @Test
    void aMarkedLeaseIsNotGivenBackOnTheFastPath() {
        in(Snapshot.IDLE, false);
        long lease = slot.tryLease();
        slot.markIfMoving();
        assertThat(slot.tryGiveBack(lease)).isFalse();
        assertThat(slot.isCurrent(lease)).isTrue();
        assertThat(slot.seemsCurrent(lease)).isFalse();
        assertThat(slot.lease()).isEqualTo(lease);
        assertIs(Snapshot.LEASED, true, 1);
    }

    // ---- the other moves

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLeaseEndsOnceIntoAPrivateStateAndItsMarkStays(boolean isMarked) {
        in(Snapshot.IDLE, false);
        long lease = slot.tryLease();
        if (isMarked) {
            slot.markIfMoving();
        }
        assertThat(slot.endLease(lease)).isTrue();
        assertIs(Snapshot.RESETTING, isMarked, 1);
        assertThat(slot.endLease(lease)).isFalse();
        assertThat(slot.tryGiveBack(lease)).isFalse();
        assertIs(Snapshot.RESETTING, isMarked, 1);
    }

    @Test
    void aCleanObjectIsPublishedUnlessItIsMarked() {
        assertThat(in(Snapshot.RESETTING, false).tryPublish()).isTrue();
        assertIs(Snapshot.IDLE, false, 0);
        assertThat(in(Snapshot.RESETTING, true).tryPublish()).isFalse();
        assertIs(Snapshot.RESETTING, true, 0);
    }

    @Test
    void anIdleSlotIsTakenInHandWhenItsMarkIsTheOneThatIsWanted() {
        assertThat(in(Snapshot.IDLE, false).tryTake(true)).isFalse();
        assertIs(Snapshot.IDLE, false, 0);
        assertThat(slot.tryTake(false)).isTrue();
        assertIs(Snapshot.CHECKING, false, 0);
        assertThat(in(Snapshot.IDLE, true).tryTake(false)).isFalse();
        assertIs(Snapshot.IDLE, true, 0);
        assertThat(slot.tryTake(true)).isTrue();
        assertIs(Snapshot.CHECKING, false, 0);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Snapshot.FREE,
                Snapshot.CREATING,
                Snapshot.LEASED,
                Snapshot.RESETTING,
                Snapshot.CHECKING,
                Snapshot.HELD,
                Snapshot.DEAD
            })
    void nothingButAnIdleSlotIsTakenInHand(int state) {
        assertThat(in(state, false).tryTake(false)).isFalse();
        assertIs(state, false, 0);
        assertThat(in(state, true).tryTake(true)).isFalse();
        assertIs(state, true, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSlotInHandIsLeasedToAThreadAndItsMarkStays(boolean isMarked) {
        in(Snapshot.CHECKING, isMarked).leaseTo(77);
        assertIs(Snapshot.LEASED, isMarked, 1);
        assertThat(slot.holderOf(slot.look())).isEqualTo(77);
        assertThat(slot.endLease(slot.lease())).isTrue();
    }

    @Test
    void anAttemptsSlotMayBeLeasedAtOnce() {
        in(Snapshot.CREATING, false).leaseTo(1);
        assertIs(Snapshot.LEASED, false, 1);
    }

    @Test
    void setKeepsTheNumberOfLeases() {
        in(Snapshot.CHECKING, false).leaseTo(1);
        for (int state : STATES) {
            in(state, true);
            assertIs(state, true, 1);
        }
    }

    @Test
    void whatIsInMotionIsMarkedAndWhatRestsIsNot() {
        for (int state : STATES) {
            boolean isMoving = MOVING.contains(state);
            assertThat(in(state, false).markIfMoving()).isEqualTo(state);
            assertIs(state, isMoving, 0);
            assertThat(slot.markIfMoving()).isEqualTo(state);
            assertIs(state, isMoving, 0);
        }
    }

    @Test
    void anIdleSlotIsMarkedIfItIsStillAsSeen() {
        in(Snapshot.IDLE, false);
        long seen = slot.look();
        assertThat(slot.markDue(seen)).isTrue();
        assertIs(Snapshot.IDLE, true, 0);
        assertThat(slot.markDue(slot.look())).as("already marked").isFalse();
        in(Snapshot.IDLE, false);
        slot.tryGiveBack(slot.tryLease());
        assertThat(slot.markDue(seen)).as("used since").isFalse();
        assertIs(Snapshot.IDLE, false, 1);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Snapshot.FREE,
                Snapshot.CREATING,
                Snapshot.LEASED,
                Snapshot.RESETTING,
                Snapshot.CHECKING,
                Snapshot.HELD,
                Snapshot.DEAD
            })
    void nothingButAnIdleSlotIsMarkedAsDue(int state) {
        in(state, false);
        assertThat(slot.markDue(slot.look())).isFalse();
        assertIs(state, false, 0);
    }

    // ---- counting

    @Test
    void theGenerationIsTheNumberOfLeasesWhicheverWayTheyBeginAndEnd() {
        in(Snapshot.IDLE, false);
        for (int i = 0; i < 1_000; i++) {
            slot.tryGiveBack(slot.tryLease());
            assertThat(slot.tryTake(false)).isTrue();
            slot.leaseTo(1);
            slot.endLease(slot.lease());
            assertThat(slot.tryPublish()).isTrue();
            assertThat(slot.tryTake(false)).isTrue(); // a check counts no lease
            slot.set(Snapshot.IDLE, false);
            slot.tryTake(false);
            slot.set(Snapshot.HELD, false);
            slot.set(Snapshot.IDLE, false);
        }
        assertIs(Snapshot.IDLE, false, 2_000);
    }

    @Test
    void theFirstLeaseAndEach256thAfterItAreTheSample() {
        in(Snapshot.IDLE, false);
        for (int number = 1; number <= 1_100; number++) {
            long lease = slot.tryLease();
            assertThat(Snapshot.leases(lease)).isEqualTo(number);
            assertThat(Snapshot.isSampled(lease)).as("lease %d", number).isEqualTo(number % 256 == 1);
            slot.tryGiveBack(lease);
        }
    }

    // ---- the object and the token

    @Test
    void theObjectIsTheSameForThoseWhoKnowAndThoseWhoDoNot() {
        slot.beginCreation(new Resident(0, false, 0));
        slot.created("object", true);
        assertThat(slot.object()).isEqualTo("object");
        assertThat(slot.objectAcquire()).isEqualTo("object");
    }

    // ---- many threads

    @Test
    void ofManyThreadsThatEndOneLeaseOneSucceeds() throws InterruptedException {
        in(Snapshot.IDLE, false);
        for (int round = 0; round < 50; round++) {
            long lease = slot.tryLease();
            AtomicInteger ended = new AtomicInteger();
            Thread[] threads = new Thread[4];
            CountDownLatch start = new CountDownLatch(1);
            for (int t = 0; t < threads.length; t++) {
                boolean isFast = t % 2 == 0;
                threads[t] = new Thread(() -> {
                    awaitUninterruptibly(start);
                    if (isFast ? slot.tryGiveBack(lease) : endAndPublish(lease)) {
                        ended.incrementAndGet();
                    }
                });
                threads[t].start();
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(ended).hasValue(1);
        }
        assertThat(Snapshot.leases(slot.look())).isEqualTo(50);
    }

    @Test
    void leasesOfManyThreadsExcludeEachOtherAndAllCountThoughOthersMarkAndUnmark() throws InterruptedException {
        in(Snapshot.IDLE, false);
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 100_000; i++) {
                    long lease = slot.tryLease();
                    if (lease != 0) {
                        overlaps.addAndGet(holders.incrementAndGet() - 1);
                        granted.incrementAndGet();
                        if (i % 16 == 0) {
                            slot.markIfMoving();
                        }
                        holders.decrementAndGet();
                        if (!slot.tryGiveBack(lease) && slot.endLease(lease)) {
                            slot.set(Snapshot.IDLE, false);
                        }
                    } else if (i % 8 == 0) {
                        slot.markDue(slot.look());
                    } else if (slot.tryTake(true)) {
                        slot.set(Snapshot.IDLE, false);
                    }
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(overlaps).hasValue(0);
        assertThat(Snapshot.leases(slot.look())).isEqualTo(granted.get());
        assertThat(slot.state()).isEqualTo(Snapshot.IDLE);
    }

    private boolean endAndPublish(long lease) {
        boolean isMine = slot.endLease(lease);
        if (isMine) {
            slot.publish(false);
        }
        return isMine;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- padding

    /** In the layout of this JVM. {@code sun.misc.Unsafe} by name, as javac warns of it. Final fields do no harm. */
    @Test
    void nothingThatOthersWriteSharesTheCacheLineOfTheWord() throws ReflectiveOperationException {
        Class<?> unsafeClass = Class.forName("sun.misc.Unsafe");
        Field theUnsafe = unsafeClass.getDeclaredField("theUnsafe");
        theUnsafe.setAccessible(true);
        Object unsafe = theUnsafe.get(null);
        Method offsetOf = unsafeClass.getMethod("objectFieldOffset", Field.class);
        long word = (long) offsetOf.invoke(
                unsafe, Slot.class.getSuperclass().getSuperclass().getDeclaredField("word"));
        assertThat(word + Long.BYTES)
                .as("bytes from the object's begin to the word's end")
                .isGreaterThan(64);
        for (Field field : Slot.class.getDeclaredFields()) {
            int modifiers = field.getModifiers();
            if (!Modifier.isStatic(modifiers) && !Modifier.isFinal(modifiers)) {
                long offset = (long) offsetOf.invoke(unsafe, field);
                long span = offset < word ? word + Long.BYTES - offset : offset + 1 - word;
                assertThat(span)
                        .as("bytes that hold the word and %s", field.getName())
                        .isGreaterThan(64);
            }
        }
    }
}
