package dev.rockpool.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Pool;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** The snippets of the guide about finding out why. */
class WhySamplesTest {

    @Test
    void thePoolSaysWhatItKnows() throws InterruptedException {
        try (Pool<Compressor> compressors = FirstPool.open()) {
            compressors.run(Compressor::reset);
            assertThat(WhySamples.explain(compressors)).contains("pool \"compressors\"", "NONE", "maxSize");
        }
    }

    @Test
    void whatIsWrittenDown() throws InterruptedException {
        PoolListener listener = new WhySamples.Alerts();
        try (Pool<Compressor> compressors = WhySamples.watched(listener)) {
            compressors.run(Compressor::reset);
            assertThat(compressors.config().holdWarning()).isEqualTo(Duration.ofSeconds(10));
            assertThat(compressors.config().leakStacks()).isEqualTo(100);
            assertThat(compressors.config().nestedAcquire()).isEqualTo(NestedAcquire.WARN);
        }
    }

    @Test
    void aHealthEndpointsAnswer() throws InterruptedException {
        try (Pool<Compressor> compressors = FirstPool.open()) {
            compressors.run(Compressor::reset);
            Map<String, Object> answer = WhySamples.health(compressors);
            assertThat(answer)
                    .containsEntry("state", "UP")
                    .containsEntry("serving", true)
                    .containsEntry("pool_size", 1)
                    .containsEntry("available", 1)
                    .containsEntry("in_use", 0);
            assertThat(answer)
                    .extractingByKey("metrics", InstanceOfAssertFactories.MAP)
                    .containsEntry("checkouts", 1L);
        }
    }

    @Test
    void leaksAreHunted() {
        try (Pool<Compressor> hunting = LeakSamples.hunting();
                Pool<Compressor> reusing = LeakSamples.reusing()) {
            assertThat(hunting.config().leaks().freshTokenEvery()).isEqualTo(1);
            assertThat(hunting.config().leakStacks()).isEqualTo(1);
            assertThat(reusing.config().leaks().reused()).isTrue();
        }
    }
}
