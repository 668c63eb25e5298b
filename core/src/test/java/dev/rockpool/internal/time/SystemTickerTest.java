package dev.rockpool.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Soon;
import dev.rockpool.Ticker;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SystemTickerTest {

    private final Ticker ticker = Ticker.system();

    @Test
    void itIsTheTickerOfTheSystem() {
        assertThat(ticker).isSameAs(SystemTicker.INSTANCE);
    }

    @Test
    void timeIsTheSystemsTime() {
        long before = System.nanoTime();
        long now = ticker.nanoTime();
        long after = System.nanoTime();
        assertThat(now - before).isNotNegative();
        assertThat(after - now).isNotNegative();
        assertThat(ticker.wallTime())
                .isBetween(Instant.now().minusSeconds(3600), Instant.now().plusSeconds(3600));
    }

    @Test
    void parkingUntilAMomentThatHasPassedReturnsAtOnceAndKeepsThePermit() throws InterruptedException {
        AtomicBoolean permitWasKept = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            LockSupport.unpark(Thread.currentThread());
            ticker.parkUntil(this, ticker.nanoTime());
            ticker.parkUntil(this, ticker.nanoTime() - 1);
            LockSupport.park(this); // would not return without the permit
            permitWasKept.set(true);
        });
        thread.setDaemon(true);
        thread.start();
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(permitWasKept).isTrue();
    }

    @Test
    void parkingEndsAtItsDeadline() {
        long deadline = ticker.nanoTime() + 1_000_000;
        while (ticker.nanoTime() - deadline < 0) {
            ticker.parkUntil(this, deadline);
        }
        assertThat(ticker.nanoTime() - deadline).isNotNegative();
    }

    @Test
    void anUnparkEndsParking() {
        assertParkingEnds(LockSupport::unpark, false);
    }

    @Test
    void anInterruptEndsParkingAndItsFlagStays() {
        assertParkingEnds(Thread::interrupt, true);
    }

    private void assertParkingEnds(java.util.function.Consumer<Thread> by, boolean flag) {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean seenFlag = new AtomicBoolean(!flag);
        AtomicBoolean isToldToEnd = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            begun.countDown();
            while (!isToldToEnd.get()) { // parking may end for no reason
                ticker.parkUntil(this, ticker.nanoTime() + Nanos.FOREVER);
            }
            seenFlag.set(Thread.currentThread().isInterrupted());
        });
        thread.setDaemon(true);
        thread.start();
        Soon.opened(begun);
        Soon.until("the thread to park", () -> LockSupport.getBlocker(thread) == this);
        isToldToEnd.set(true);
        by.accept(thread);
        Soon.ended(thread);
        assertThat(seenFlag.get()).isEqualTo(flag);
    }
}
