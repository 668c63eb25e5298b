package dev.rockpool.internal.ageing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EarliestTest {

    @Test
    void theFewThatAreEarliestComeInTheirOrder() {
        Earliest<Long> earliest = new Earliest<>(3);
        LongStream.of(5, -2, 9, 0, 7, -4, 3).forEach(time -> earliest.offer(time, time));
        assertThat(earliest.take()).containsExactly(-4L, -2L, 0L);
        assertThat(earliest.take()).isEmpty();
    }

    @Test
    void fewerThanThereMayBeAreAllPicked() {
        Earliest<Long> earliest = new Earliest<>(10);
        LongStream.of(2, 1).forEach(time -> earliest.offer(time, time));
        assertThat(earliest.take()).containsExactly(1L, 2L);
    }

    @Test
    void noneArePickedWhereNoneMayBe() {
        Earliest<Long> earliest = new Earliest<>(0);
        earliest.offer(1L, 1);
        assertThat(earliest.take()).isEmpty();
    }

    /** As that of a health check that begins while a sweep picks the next ones. */
    @Test
    void aTimeThatChangesMeanwhileCountsAsItWas() {
        Earliest<AtomicLong> earliest = new Earliest<>(100);
        for (int i = 0; i < 1_000; i++) {
            AtomicLong time = new AtomicLong(i);
            earliest.offer(time, time.get());
            time.set(-i * 7_919L % 1_000);
        }
        assertThat(earliest.take().stream().map(AtomicLong::get))
                .containsExactlyElementsOf(LongStream.range(0, 100)
                        .mapToObj(i -> -i * 7_919L % 1_000)
                        .toList());
    }
}
