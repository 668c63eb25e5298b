package dev.rockpool.benchmarks;

import dev.rockpool.benchmarks.harness.ReadyMadeUses;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Whether it pays to pool what people pool by hand. Each is used once for something small, which is the best case for a pool:
 * the longer the use, the less it matters where the object came from.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReadyMadeBenchmark {

    /** The kinds, as {@link ReadyMadeUses} knows them. */
    public static final List<String> KINDS = List.of(
            "digest",
            "mac",
            "cipher",
            "deflater",
            "inflater",
            "document-builder",
            "xml-reader",
            "date-format",
            "socket",
            "http");

    @Param("digest")
    private String kind;

    private ReadyMadeUses uses;

    /**
     * Opens the pool, and the server if one is needed.
     *
     * @throws Exception if that fails
     */
    @Setup
    public void open() throws Exception {
        uses = ReadyMadeUses.of(kind);
    }

    /**
     * Closes both.
     *
     * @throws IOException if that fails
     */
    @TearDown
    public void close() throws IOException {
        uses.close();
    }

    /**
     * A pooled object.
     *
     * @param blackhole where the result goes
     * @throws Exception if the use fails
     */
    @Benchmark
    public void pooled(Blackhole blackhole) throws Exception {
        blackhole.consume(uses.pooled());
    }

    /**
     * An object made for this use.
     *
     * @param blackhole where the result goes
     * @throws Exception if the use fails
     */
    @Benchmark
    public void madeAnew(Blackhole blackhole) throws Exception {
        blackhole.consume(uses.madeAnew());
    }
}
