package dev.rockpool.benchmarks.run;

import static dev.rockpool.benchmarks.peers.Peers.ROCKPOOL;

import dev.rockpool.benchmarks.ReadyMadeBenchmark;
import dev.rockpool.benchmarks.jdbc.DataSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that can be measured, and the part of it that `--quick` measures. */
final class Catalogue {

    private static final List<String> OURS = List.of(
            ROCKPOOL,
            "rockpool-use",
            "rockpool-run",
            "rockpool-off",
            "rockpool-watched",
            "rockpool-ageing",
            "rockpool-reset");
    private static final List<String> POOLS = List.of(
            "stormpot-tap",
            "stormpot-fast",
            "stormpot-defaults",
            "hikari-bag",
            "array-blocking-queue",
            "semaphore-deque",
            "vibur-fast",
            "vibur-fair",
            "commons-fast",
            "commons-defaults",
            "reactor-blocking");
    private static final List<String> NO_POOLS = List.of("netty-recycler", "new-array", "thread-local");
    private static final List<String> MAIN =
            List.of(ROCKPOOL, "stormpot-fast", "hikari-bag", "array-blocking-queue", "vibur-fast", "commons-fast");
    private static final List<String> FEW = List.of(ROCKPOOL, "stormpot-fast", "hikari-bag", "commons-fast");
    private static final List<String> ALL_DATA_SOURCES = DataSources.names().stream()
            .filter(name -> !name.equals("agroal-sorter")) // no slower than without
            .toList();
    private static final List<String> MAIN_DATA_SOURCES = List.of(ROCKPOOL, "hikari", "agroal");
    private static final List<String> TWO = List.of(ROCKPOOL, "hikari-bag");

    private final boolean isQuick;
    private final boolean hasVirtualThreads;
    private final List<Case> cases = new ArrayList<>();

    private Catalogue(boolean isQuick, boolean hasVirtualThreads) {
        this.isQuick = isQuick;
        this.hasVirtualThreads = hasVirtualThreads;
    }

    static List<Case> of(boolean isQuick, boolean hasVirtualThreads) {
        Catalogue catalogue = new Catalogue(isQuick, hasVirtualThreads);
        catalogue.pairs();
        catalogue.agedPairs();
        catalogue.collectors();
        catalogue.waits();
        catalogue.renewal();
        catalogue.virtualThreads();
        catalogue.futures();
        catalogue.largePools();
        catalogue.shapes();
        catalogue.keyed();
        catalogue.creation();
        catalogue.storms();
        catalogue.memory();
        catalogue.expensiveObject();
        catalogue.buffers();
        catalogue.readyMade();
        catalogue.dataSources();
        catalogue.outages();
        return catalogue.cases;
    }

    private static List<String> all(List<String> first, List<String> second, String... more) {
        return Stream.of(first, second, List.of(more)).flatMap(List::stream).toList();
    }

    private void jmh(Scenario scenario, String pool, String method, Map<String, String> params, int threads) {
        jmh(scenario, pool, method, params, threads, List.of());
    }

    private void jmh(
            Scenario scenario,
            String pool,
            String method,
            Map<String, String> params,
            int threads,
            List<String> jvmArgs) {
        cases.add(new Case(scenario, pool, Case.Build.CURRENT, new Program.Jmh(method, params, threads, jvmArgs)));
    }

    private void harness(Scenario scenario, String pool, String... args) {
        cases.add(new Case(scenario, pool, Case.Build.CURRENT, new Program.Harness(List.of(args))));
    }

    private void pairs() {
        Scenario a = Scenario.pairs("A", "1 thread, 10 objects");
        Scenario b = Scenario.pairs("B", "2 threads, 10 objects");
        List<String> one = List.of(
                "stormpot-tap",
                "stormpot-fast",
                "hikari-bag",
                "array-blocking-queue",
                "semaphore-deque",
                "vibur-fast",
                "commons-fast",
                "thread-local");
        pairs(a, isQuick ? all(List.of(ROCKPOOL, "rockpool-off"), one) : all(OURS, all(POOLS, NO_POOLS)), 1, 10);
        floor(a, 1);
        pairs(b, isQuick ? MAIN : all(OURS, all(POOLS, NO_POOLS)), 2, 10);
        floor(b, 2);
        List<String> contended = all(List.of(ROCKPOOL, "rockpool-strict"), POOLS);
        pairs(
                Scenario.pairs("C", "8 threads, 10 objects"),
                isQuick ? MAIN : all(contended, NO_POOLS, "rockpool-off"),
                8,
                10);
        pairs(Scenario.pairs("D", "8 threads, 2 objects"), isQuick ? FEW : contended, 8, 2);
        if (!isQuick) {
            Scenario e = Scenario.pairs("E", "32 threads, 4 objects, hold 2 µs, think 10 µs");
            for (String pool : all(contended, List.of(), "fair-semaphore-deque")) {
                jmh(e, pool, "PairBenchmark.holdAndThink", Map.of("pool", pool, "size", "4"), 32);
            }
        }
    }

    /** The same when the pool has been there for long: then a write of a reference may cost more. */
    private void agedPairs() {
        aged("A", "1 thread, 10 objects", "pair", 1, 10);
        if (!isQuick) {
            aged("B", "2 threads, 10 objects", "pair", 2, 10);
            aged("C", "8 threads, 10 objects", "pair", 8, 10);
            aged("D", "8 threads, 2 objects", "pair", 8, 2);
            aged("E", "32 threads, 4 objects, hold 2 µs, think 10 µs", "holdAndThink", 32, 4);
        }
    }

    private void aged(String name, String title, String method, int threads, int size) {
        Scenario scenario = Scenario.pairs(name + "-aged", title + ", all in the old generation");
        for (String pool : isQuick ? TWO : all(List.of("rockpool-off"), TWO)) {
            Map<String, String> params = Map.of("pool", pool, "size", "" + size, "aged", "true");
            jmh(scenario, pool, "PairBenchmark." + method, params, threads);
        }
    }

    private void collectors() {
        for (String collector : isQuick ? List.<String>of() : List.of("G1", "Parallel", "Serial", "ZGC")) {
            for (boolean isAged : List.of(false, true)) {
                Scenario scenario = Scenario.pairs(
                        "A-" + (isAged ? "aged-" : "") + collector,
                        "1 thread, 10 objects" + (isAged ? ", all in the old generation" : "") + ", with " + collector);
                for (String pool : List.of(ROCKPOOL, "rockpool-off")) {
                    Map<String, String> params = Map.of("pool", pool, "size", "10", "aged", "" + isAged);
                    jmh(scenario, pool, "PairBenchmark.pair", params, 1, List.of(collectorOption(collector)));
                }
            }
        }
    }

    private static String collectorOption(String name) {
        return "-XX:+Use" + (name.endsWith("GC") ? name : name + "GC");
    }

    private void pairs(Scenario scenario, List<String> pools, int threads, int size) {
        for (String pool : pools) {
            jmh(scenario, pool, "PairBenchmark.pair", Map.of("pool", pool, "size", "" + size), threads);
        }
    }

    private void floor(Scenario scenario, int threads) {
        jmh(scenario, "floor-generation-cas", "FloorBenchmark.generationCas", Map.of(), threads);
        jmh(scenario, "floor-volatile-store", "FloorBenchmark.volatileStore", Map.of(), threads);
    }

    private void waits() {
        List<String> pools = isQuick
                ? List.of(ROCKPOOL, "rockpool-strict", "stormpot-fast", "hikari-bag")
                : all(List.of(ROCKPOOL, "rockpool-strict"), POOLS, "fair-semaphore-deque");
        Scenario d = Scenario.pairs("waits-D", "waits: 8 threads, 2 objects");
        Scenario e = Scenario.pairs("waits-E", "waits: 32 threads, 4 objects, hold 2 µs, think 10 µs");
        Scenario parked = Scenario.pairs("waits-parked", "waits: 32 threads, 4 objects, hold 200 µs asleep");
        String millis = isQuick ? "1000" : "2000";
        for (String pool : pools) {
            harness(d, pool, "contend", pool, "8", "2", "0", "0", "0", millis);
        }
        for (String pool : pools) {
            harness(e, pool, "contend", pool, "32", "4", "2", "0", "10", millis);
        }
        for (String pool : pools) {
            harness(parked, pool, "contend", pool, "32", "4", "0", "200", "10", millis);
        }
    }

    /** What callers feel of objects that expire: a pool with places to spare, and one that is full. */
    private void renewal() {
        String millis = isQuick ? "5000" : "60000";
        for (String size : List.of("12", "10")) {
            Scenario scenario = Scenario.pairs(
                    "renewal-" + size,
                    "waits: 10 threads, " + size + " objects that take 1 ms to make, hold 200 µs asleep");
            for (String pool : List.of("rockpool-lasting", "rockpool-renewing")) {
                harness(scenario, pool, "contend", pool, "10", size, "0", "200", "10", millis);
            }
        }
    }

    private void virtualThreads() {
        if (!hasVirtualThreads) {
            return;
        }
        List<String> pools = isQuick
                ? TWO
                : List.of(
                        ROCKPOOL,
                        "rockpool-strict",
                        "stormpot-virtual",
                        "hikari-bag",
                        "semaphore-deque",
                        "vibur-fast",
                        "commons-fast",
                        "reactor-blocking");
        String pairs = isQuick ? "50000" : "200000";
        for (String hold : List.of("nothing", "yield", "park")) {
            Scenario scenario = Scenario.millis(
                    "virtual-" + hold,
                    "1,000 virtual threads, 10 objects, " + pairs + " pairs, while holding: " + hold);
            for (String pool : pools) {
                String runs = hold.equals("park") || isQuick ? "2" : "8"; // seconds each, or a part of one
                harness(scenario, pool, "virtual", pool, hold, pairs, runs);
            }
        }
    }

    private void futures() {
        Scenario idle = Scenario.pairs("async-idle", "acquireAsync, an object idle");
        jmh(idle, ROCKPOOL, "AsyncBenchmark.idleRockpool", Map.of(), 1);
        jmh(idle, "reactor", "AsyncBenchmark.idleReactor", Map.of(), 1);
        jmh(idle, "naive-futures", "AsyncBenchmark.idleNaive", Map.of(), 1);
        Scenario pending = Scenario.pairs("async-pending", "acquireAsync that waits for the release before");
        jmh(pending, ROCKPOOL, "AsyncBenchmark.pendingRockpool", Map.of(), 1);
        jmh(pending, "rockpool-forever", "AsyncBenchmark.pendingRockpoolForever", Map.of(), 1);
        jmh(pending, "reactor", "AsyncBenchmark.pendingReactor", Map.of(), 1);
        jmh(pending, "reactor-deadline", "AsyncBenchmark.pendingReactorWithDeadline", Map.of(), 1);
        jmh(pending, "naive-futures", "AsyncBenchmark.pendingNaive", Map.of(), 1);
    }

    private void largePools() {
        for (String size : isQuick ? List.of("100000") : List.of("10", "1000", "100000")) {
            for (boolean leased : List.of(false, true)) {
                Scenario scenario = Scenario.pairs(
                        "large-" + (leased ? "leased-" : "idle-") + size,
                        "two objects at once of " + size + ", nearly all " + (leased ? "leased" : "idle"));
                large(scenario, isQuick ? TWO : FEW, "twoOfMany", size, leased, "2");
            }
        }
        for (String size : isQuick ? List.of("100000") : List.of("40", "1000", "100000")) {
            for (boolean leased : List.of(false, true)) {
                Scenario scenario = Scenario.pairs(
                        "search-" + (leased ? "leased-" : "idle-") + size,
                        "32 objects at once of " + size + ", "
                                + (leased ? "all but 32 leased" : "all the others idle"));
                large(scenario, isQuick ? TWO : FEW, "manyOfMany", size, leased, "32");
            }
        }
    }

    private void large(Scenario scenario, List<String> pools, String method, String size, boolean leased, String left) {
        for (String pool : pools) {
            Map<String, String> params = Map.of("pool", pool, "size", size, "leased", "" + leased, "left", left);
            jmh(scenario, pool, "LargePoolBenchmark." + method, params, 1);
        }
    }

    private void shapes() {
        shape(Scenario.pairs("burst", "2 threads, each takes 8 objects and gives 8 back"), "burst", "1");
        shape(Scenario.pairs("nested", "2 threads, a lease while another is held"), "nested", "1");
        shape(Scenario.pairs("hand-over", "2 threads, each gives back what the other took"), "handOver", "1");
        shape(Scenario.pairs("many-pools", "2 threads, 50 pools in turn"), "manyPools", "50");
    }

    private void shape(Scenario scenario, String method, String pools) {
        for (String pool : isQuick ? TWO : MAIN) {
            jmh(scenario, pool, "ShapeBenchmark." + method, Map.of("pool", pool, "pools", pools), 2);
        }
    }

    /** A keyed pool beside one without keys, and that of Commons Pool. */
    private void keyed() {
        for (String keys : List.of("1", "1000")) {
            for (int threads : isQuick ? List.of(8) : List.of(1, 8)) {
                Scenario scenario = Scenario.pairs(
                        "keyed-" + keys + "-" + threads,
                        (keys.equals("1") ? "one key" : "1,000 keys in turn") + ", " + threads
                                + (threads == 1 ? " thread" : " threads"));
                keyed(scenario, ROCKPOOL, "keyedPair", keys, threads);
                keyed(scenario, "rockpool-without-keys", "unkeyedPair", keys, threads);
                keyed(scenario, "commons-keyed", "commonsPair", keys, threads);
            }
        }
    }

    private void keyed(Scenario scenario, String pool, String method, String keys, int threads) {
        jmh(scenario, pool, "KeyedBenchmark." + method, Map.of("keys", keys), threads);
    }

    private void creation() {
        Scenario scenario = Scenario.millis("creation", "1,000 objects of 10 ms each, 16 at a time (at best 630 ms)");
        for (String how : List.of("rockpool-background", "rockpool-caller", "rockpool-min-idle", "commons-fast")) {
            harness(scenario, how, "creation", how);
        }
    }

    private void storms() {
        for (String futures : isQuick ? List.of("10000") : List.of("10000", "100000")) {
            String title = futures + " futures with one deadline: how late the last one fails";
            harness(Scenario.millis("storm-" + futures, title), ROCKPOOL, "storm", futures);
        }
    }

    private void memory() {
        Scenario scenario = new Scenario("memory", "heap for each idle object, the object included", "bytes", true);
        for (String pool : isQuick ? FEW : all(List.of(ROCKPOOL, "rockpool-off"), POOLS)) {
            harness(scenario, pool, "memory", pool);
        }
    }

    private void expensiveObject() {
        Scenario scenario = new Scenario("expensive", "an object of 1,000 strings, one use each", "M uses/s", false);
        jmh(scenario, ROCKPOOL, "ExpensiveObjectBenchmark.pooled", Map.of(), 1);
        jmh(scenario, "no-pooling", "ExpensiveObjectBenchmark.withoutPooling", Map.of(), 1);
        jmh(scenario, "reset-that-rebuilds", "ExpensiveObjectBenchmark.pooledWithResetThatRebuilds", Map.of(), 1);
    }

    private void buffers() {
        for (int threads : List.of(1, 2)) {
            Scenario scenario = new Scenario(
                    "buffer-" + threads,
                    "1,024 bytes, 100 written, " + threads + (threads == 1 ? " thread" : " threads"),
                    "M cycles/s",
                    false);
            buffer(scenario, ROCKPOOL, "pooledArray", threads);
            buffer(scenario, "new-array", "newArray", threads);
            buffer(scenario, "netty-recycler", "nettyRecycler", threads);
            buffer(scenario, "netty-pooled", "nettyPooled", threads);
            if (!isQuick) {
                buffer(scenario, "rockpool-per-thread", "perThreadArray", threads);
                buffer(scenario, "rockpool-zeroed", "zeroedArray", threads);
                buffer(scenario, "rockpool-buffer", "pooledBuffer", threads);
                buffer(scenario, "netty-recycler-buffer", "nettyRecyclerBuffer", threads);
                buffer(scenario, "rockpool-direct", "pooledDirectBuffer", threads);
                buffer(scenario, "new-buffer", "newBuffer", threads);
                buffer(scenario, "new-direct", "newDirectBuffer", threads);
                buffer(scenario, "netty-pooled-direct", "nettyPooledDirect", threads);
            }
        }
    }

    private void buffer(Scenario scenario, String pool, String method, int threads) {
        jmh(scenario, pool, "BufferBenchmark." + method, Map.of(), threads);
    }

    /** What people pool by hand: whether that pays. */
    private void readyMade() {
        for (String kind : isQuick ? List.<String>of() : ReadyMadeBenchmark.KINDS) {
            Scenario scenario =
                    new Scenario("ready-" + kind, kind + ": pooled, or made for each use", "M uses/s", false);
            jmh(scenario, ROCKPOOL, "ReadyMadeBenchmark.pooled", Map.of("kind", kind), 1);
            jmh(scenario, "made-anew", "ReadyMadeBenchmark.madeAnew", Map.of("kind", kind), 1);
        }
    }

    private void dataSources() {
        for (int threads : isQuick ? List.of(1, 8) : List.of(1, 2, 8, 32)) {
            dataSources("connection", "getConnection and close", threads);
            dataSources("statement", "and between them: prepare, execute, next, close", threads);
        }
    }

    private void dataSources(String method, String what, int threads) {
        Scenario scenario = new Scenario(
                "jdbc-" + method + "-" + threads,
                what + "; " + threads + (threads == 1 ? " thread" : " threads") + ", 10 connections, stub driver",
                "M cycles/s",
                false);
        for (String pool : isQuick ? MAIN_DATA_SOURCES : ALL_DATA_SOURCES) {
            jmh(scenario, pool, "DataSourceBenchmark." + method, Map.of("pool", pool), threads);
        }
    }

    private void outages() {
        outage("reset", "all connections are reset", "RESET");
        outage("black-hole", "all connections are silent", "BLACK_HOLE");
        outage("slow-accept", "all connections are reset, new ones come one by one, 2 s each", "SLOW_ACCEPT");
        outage("server-down", "the server is gone", "SERVER_DOWN");
    }

    private void outage(String name, String title, String fault) {
        Scenario scenario = Scenario.millis(
                "chaos-" + name, "first success after 5 s in which " + title + "; PostgreSQL, deadline 1,000 ms");
        for (String pool : isQuick ? List.<String>of() : all(MAIN_DATA_SOURCES, List.of("agroal-sorter"))) {
            harness(scenario, pool, "outage", pool, fault);
        }
    }
}
