package dev.rockpool.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats.Latencies;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LatencyRecorderTest {

    private static final LatencySummary NONE = LatencySummary.NONE;

    private static Map<Timed, LatencySummary> byName(Latencies latencies) {
        Map<Timed, LatencySummary> summaries = new EnumMap<>(Timed.class);
        summaries.put(Timed.WAIT, latencies.waits());
        summaries.put(Timed.HOLD, latencies.hold());
        summaries.put(Timed.CREATE, latencies.create());
        summaries.put(Timed.RESET, latencies.reset());
        summaries.put(Timed.VALIDATE, latencies.validate());
        return summaries;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTimedGoesToItsOwnHistogram(Timed timed) {
        LatencyRecorder recorder = new LatencyRecorder(true);
        recorder.record(timed, 5);
        recorder.record(timed, 7);
        byName(recorder.summaries())
                .forEach((name, summary) ->
                        assertThat(summary.count()).as("%s", name).isEqualTo(name == timed ? 2 : 0));
        assertThat(byName(recorder.summaries()).get(timed).total().toNanos()).isEqualTo(12);
    }

    @Test
    void resetStartsAnew() {
        LatencyRecorder recorder = new LatencyRecorder(true);
        recorder.record(Timed.HOLD, 5);
        Latencies before = recorder.summaries();
        recorder.reset();
        assertThat(recorder.summaries()).isEqualTo(new Latencies(NONE, NONE, NONE, NONE, NONE));
        assertThat(before.hold().count()).isEqualTo(1);
        recorder.record(Timed.HOLD, 9);
        assertThat(recorder.summaries().hold().total().toNanos()).isEqualTo(9);
    }

    @Test
    void onePutOffRecordsNothingAlsoAfterAReset() {
        LatencyRecorder recorder = new LatencyRecorder(false);
        assertThat(recorder.isOn()).isFalse();
        recorder.record(Timed.WAIT, 5);
        recorder.reset();
        recorder.record(Timed.WAIT, 5);
        assertThat(recorder.isOn()).isFalse();
        assertThat(recorder.summaries()).isEqualTo(new Latencies(NONE, NONE, NONE, NONE, NONE));
    }

    @Test
    void onePutOnSaysSo() {
        LatencyRecorder recorder = new LatencyRecorder(true);
        assertThat(recorder.isOn()).isTrue();
        recorder.reset();
        assertThat(recorder.isOn()).isTrue();
    }

    @Test
    void metersHoldBoth() {
        Counters counters = new Counters();
        LatencyRecorder latencies = new LatencyRecorder(true);
        Meters meters = new Meters(counters, latencies);
        assertThat(meters.counters()).isSameAs(counters);
        assertThat(meters.latencies()).isSameAs(latencies);
    }
}
