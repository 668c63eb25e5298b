package dev.rockpool.benchmarks;

import dev.rockpool.Pool;
import dev.rockpool.examples.origins.ExpensiveObject;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What pooling is worth for one object: {@link ExpensiveObject}, which makes a thousand strings and is then used for
 * one cheap call.
 *
 * <p>It shows that the pool's own cost is nothing beside the construction that it saves, and that this is so only while
 * the reset is cheap: {@link #pooledWithResetThatRebuilds} resets by doing the construction again, as is easily
 * written, and gains nothing. It does not show what to expect elsewhere: the factor is construction divided by use, of
 * this class, with a use that was made small. An object that takes less to make than a pool takes to hand out (some
 * nanoseconds) is better made anew.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExpensiveObjectBenchmark {

    private final Pool<ExpensiveObject> pool =
            Pool.builder(ExpensiveObject::new).build();
    private final Pool<ExpensiveObject[]> rebuilding = Pool.builder(() -> new ExpensiveObject[] {new ExpensiveObject()})
            .onReset(holder -> holder[0] = new ExpensiveObject())
            .build();

    /** Closes the pools. */
    @TearDown
    public void close() {
        pool.close();
        rebuilding.close();
    }

    /**
     * A new object for each call.
     *
     * @param blackhole where the result goes
     */
    @Benchmark
    public void withoutPooling(Blackhole blackhole) {
        blackhole.consume(new ExpensiveObject().process("request"));
    }

    /**
     * A pooled object; its reset forgets the request.
     *
     * @param blackhole where the result goes
     * @throws InterruptedException if JMH interrupts
     */
    @Benchmark
    public void pooled(Blackhole blackhole) throws InterruptedException {
        blackhole.consume(pool.<String, RuntimeException>use(object -> object.process("request")));
    }

    /**
     * A pooled object whose reset does what its construction does.
     *
     * @param blackhole where the result goes
     * @throws InterruptedException if JMH interrupts
     */
    @Benchmark
    public void pooledWithResetThatRebuilds(Blackhole blackhole) throws InterruptedException {
        blackhole.consume(rebuilding.<String, RuntimeException>use(holder -> holder[0].process("request")));
    }
}
