package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.internal.process.Locks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The end of the stack where a lock is taken that other threads wait for: those must get it all the same. */
@Tag("own-process")
class LockDescentTest {

    private static final int DESCENTS = 50; // without a probe one of the first few breaks the lock

    private volatile boolean isOver;

    @Test
    void aLockThatIsTakenNearTheEndOfTheStackIsGivenUp() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread other = new Thread(() -> contend(lock), "contending");
            other.setDaemon(true);
            other.start();
            others.add(other);
        }
        for (int i = 0; i < DESCENTS; i++) {
            new Descent(() -> takeAndGiveUp(lock), other -> {}).run();
        }
        isOver = true;
        for (Thread other : others) {
            other.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(other.isAlive()).as("waits for ever").isFalse();
        }
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.hasQueuedThreads()).isFalse();
    }

    private static void takeAndGiveUp(ReentrantLock lock) {
        Locks.takeSurely(lock);
        try {
            Thread.onSpinWait();
        } finally {
            lock.unlock();
        }
    }

    private void contend(ReentrantLock lock) {
        while (!isOver) {
            takeAndGiveUp(lock);
        }
    }
}
