package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.internal.time.Scheduler;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private static final long SECOND = 1_000_000_000L;

    private final HandTicker ticker = new HandTicker();
    private final long start = ticker.nanoTime();
    private final Deadlines<String> deadlines = new Deadlines<>(Scheduler.of(ticker), null);

    private FutureWaiter<String> waiter(long timeoutNanos) {
        FutureWaiter<String> waiter = new FutureWaiter<>(null, start, timeoutNanos);
        deadlines.add(waiter, start, start + timeoutNanos);
        return waiter;
    }

    @Test
    void whoIsDueIsTakenOnceInTheOrderOfTheDeadlines() {
        FutureWaiter<String> second = waiter(2 * SECOND);
        FutureWaiter<String> third = waiter(3 * SECOND);
        FutureWaiter<String> first = waiter(SECOND);
        assertThat(deadlines.takeDue(start + SECOND - 1)).isNull();
        assertThat(deadlines.takeDue(start + 2 * SECOND)).isSameAs(first);
        assertThat(deadlines.takeDue(start + 2 * SECOND)).isSameAs(second);
        assertThat(deadlines.takeDue(start + 2 * SECOND)).isNull();
        assertThat(deadlines.takeDue(start + 3 * SECOND)).isSameAs(third);
        assertThat(deadlines.takeDue(start + 9 * SECOND)).isNull();
    }

    @Test
    void aDeadlineThatWasLetGoIsNotTaken() {
        FutureWaiter<String> done = waiter(SECOND);
        FutureWaiter<String> pending = waiter(2 * SECOND);
        done.stopWatching();
        assertThat(deadlines.takeDue(start + 5 * SECOND)).isSameAs(pending);
        assertThat(deadlines.takeDue(start + 5 * SECOND)).isNull();
    }

    @Test
    void thoseLetGoBehindOneThatWaitsAreThrownOut() {
        FutureWaiter<String> pending = waiter(SECOND);
        int most = 0;
        for (int i = 0; i < 10_000; i++) {
            waiter(2 * SECOND).stopWatching();
            most = Math.max(most, deadlines.size());
        }
        assertThat(most).isBetween(2, 200);
        assertThat(deadlines.takeDue(start + SECOND)).isSameAs(pending);
    }

    @Test
    void aLaterDeadlineTakesThePlaceOfTheFirst() {
        FutureWaiter<String> waiter = waiter(SECOND);
        deadlines.add(waiter, start, start + 3 * SECOND);
        assertThat(deadlines.takeDue(start + 2 * SECOND)).isNull();
        assertThat(deadlines.takeDue(start + 3 * SECOND)).isSameAs(waiter);
        assertThat(deadlines.takeDue(start + 9 * SECOND)).isNull();
    }
}
