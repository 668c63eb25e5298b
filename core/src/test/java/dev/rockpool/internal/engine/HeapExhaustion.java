package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolException;
import dev.rockpool.Soon;
import dev.rockpool.config.Leaks;
import dev.rockpool.monitor.PoolHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;

/**
 * A program that fills its own heap, again and again, while threads acquire and release; then looks whether the pool is as
 * good as new: each future has ended, each object that was made and is not there any more was destroyed, once. It does all of
 * it once with memory to spare, so that the classes that it takes are there.
 *
 * <p>A pool whose state could not be trusted any more must have ended: it says why, and all of the above holds for it, too.
 *
 * <p>Two things say nothing about the pool. A class of the JDK whose static initialiser meets the end of memory is spoilt for
 * the rest of the process, and what uses it fails for ever: the program then ends with {@link #SPOILT}, and says which. And
 * with escape analysis HotSpot drops frames together with their {@code finally} blocks where there is no memory for objects that
 * it had done without (docs/guide.md says so; a program of 50 lines without a pool shows it): so it is run without.
 */
final class HeapExhaustion {

    static final int SPOILT = 2;

    private static final int OBJECTS = 4;
    private static final int THREADS = 6;
    private static final int ROUNDS = 2;
    private static final int CALLS_BEFORE = 20_000;
    private static final int CALLS_WHEN_FULL = 15;
    private static final int LARGEST = 1 << 20; // bytes
    private static final int MOST_FULL = 100; // times that there is no memory for a block
    private static final Duration SHORT = Duration.ofMillis(50);

    private static final Logger LOG = Logger.getLogger("dev.rockpool"); // held: else the handler is gone with it

    /** The first class that was found spoilt, or null. */
    private static volatile LinkageError spoilt;

    private final String name;
    private final Pool<Object> pool;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong shortages = new AtomicLong();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger destroyed = new AtomicInteger();
    private volatile boolean isOver;
    private volatile boolean hasEnded; // by itself, as the last resort
    private volatile Throwable failure; // of a worker

    private HeapExhaustion(String name) {
        this.name = name;
        pool = Pool.<Object>builder(this::make)
                .name(name)
                .maxSize(OBJECTS)
                .onDestroy(object -> destroyed.incrementAndGet())
                .leaks(Leaks.off()) // what is lost must be found without
                .rideOut(Duration.ofMinutes(1)) // the last creation may have failed for want of memory
                .holdWarning(Duration.ofMillis(80)) // so a sweep each 10 ms
                .build();
    }

    private Object make() {
        Object object = new Object(); // or there is none
        made.incrementAndGet();
        return object;
    }

    public static void main(String[] args) throws Exception {
        listen();
        int status = 0;
        try {
            long seed = Long.parseLong(args[0]);
            System.out.println("seed " + seed);
            new HeapExhaustion("rehearsal").run(seed, 0);
            new HeapExhaustion("exhausted").run(seed, ROUNDS);
        } catch (Throwable thrown) {
            note(thrown);
            thrown.printStackTrace(System.out);
            status = 1;
        }
        if (status != 0 && spoilt != null) {
            System.out.println("spoilt by the JDK:");
            spoilt.printStackTrace(System.out);
            status = SPOILT;
        }
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    /** To what threads die of, and to what the pool logs. */
    private static void listen() {
        Awaitility.doNotCatchUncaughtExceptionsByDefault(); // a thread that dies of a full heap says nothing about what
        // is awaited
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> note(thrown));
        LOG.setUseParentHandlers(false);
        LOG.addHandler(new Handler() {
            @Override
            public void publish(LogRecord event) {
                note(event.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    @SuppressWarnings("StaticAssignmentOfThrowable") // one for this process
    private static void note(Throwable thrown) {
        int depth = 0;
        for (Throwable each = thrown; each != null && depth < 20; each = each.getCause(), depth++) {
            if (each instanceof LinkageError error && spoilt == null) {
                spoilt = error;
            }
        }
    }

    private void run(long seed, int rounds) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            Thread thread = new Thread(() -> work(random), "worker-" + i);
            thread.start();
            threads.add(thread);
        }
        Soon.until("some calls", () -> calls.get() > CALLS_BEFORE || failure != null);
        System.out.println(pool.stats() + " " + pool.control().explain());
        for (int round = 0; round < rounds && failure == null; round++) {
            fill();
        }
        isOver = true;
        try {
            threads.forEach(Soon::ended);
            System.out.println(name + ": " + shortages + " calls that met the end of memory");
            if (failure != null) {
                throw new AssertionError(failure);
            }
            audit();
        } catch (Throwable unsound) {
            printState();
            throw unsound;
        }
        if (shortages.get() == 0 && rounds > 0) {
            throw new AssertionError("the heap was never full");
        }
    }

    private void audit() throws Exception {
        if (hasEnded) {
            auditTheEnd();
        } else {
            StackDescent.audit(pool, pool.stats().lastReset());
        }
        if (made.get() != destroyed.get()) {
            throw new AssertionError(made + " objects were made, and " + destroyed + " destroyed");
        }
        Soon.until("the pool's threads to end", () -> threadsOfThePool().isEmpty());
    }

    /** The last resort: all ends, and nobody hangs. */
    private void auditTheEnd() {
        PoolHealth health = pool.health();
        System.out.println("the last resort: " + health);
        Soon.until("all objects to be gone: " + pool.stats(), () -> pool.stats().size() == 0);
        Soon.until("a report", () -> pool.control().shutdown(Duration.ZERO).isDone());
        if (health.state() != PoolHealth.State.DOWN || !health.reason().contains("its state was cut short")) {
            throw new AssertionError("health " + health);
        }
    }

    private void printState() {
        Core<Object> core = ((PoolEngine<Object>) pool).core;
        core.state.table.forEach(slot -> System.out.println("slot " + Long.toHexString(slot.look()) + ", note of lease "
                + slot.orphan + ", fate " + slot.fate + ", promised to " + slot.promisedTo()));
        Attempt<Object> attempt = core.monitor.demand().oldestInFlight();
        for (; attempt != null; attempt = attempt.next) {
            System.out.println("attempt for " + attempt.wish + ", " + (attempt.hasStarted ? "" : "not ")
                    + "started, made " + attempt.made() + (attempt.isForsaken ? ", forsaken" : ""));
        }
        System.out.println("owed: " + core.owed.isOwed + "; made " + made + ", destroyed " + destroyed);
        Thread.getAllStackTraces().forEach((thread, stack) -> System.out.println(thread + " " + List.of(stack)));
    }

    private List<String> threadsOfThePool() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(each -> each.startsWith("rockpool-" + name + "-"))
                .toList();
    }

    /** Blocks until there is no more, ever smaller ones, so that no collection takes long; then some calls meet the end. */
    private void fill() {
        long before = shortages.get();
        Object[] chain = null;
        int size = LARGEST;
        for (int full = 0; full < MOST_FULL && (size > 0 || shortages.get() < before + CALLS_WHEN_FULL); ) {
            try {
                Object[] next = new Object[2];
                next[0] = chain;
                next[1] = new byte[size];
                chain = next;
            } catch (OutOfMemoryError end) {
                full++;
                size /= 4;
            }
        }
    }

    private void work(Random random) {
        while (!isOver && failure == null) {
            calls.incrementAndGet();
            try {
                call(random);
            } catch (VirtualMachineError | LinkageError end) { // what the JDK makes of it, too
                note(end);
                shortages.incrementAndGet();
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }
    }

    private void call(Random random) {
        int what = random.nextInt(7);
        Lease<Object> lease = null;
        try {
            if (what < 2) {
                lease = pool.acquire(SHORT);
            } else if (what == 2) {
                lease = pool.tryAcquire();
            } else if (what == 3) {
                lease = resultOf(pool.acquireAsync(SHORT));
            } else if (what == 4) {
                Object unused = resultOf(pool.useAsync(SHORT, CompletableFuture::completedFuture));
            } else {
                pool.use(SHORT, object -> object);
            }
        } catch (PoolClosedException end) {
            if (end.getCause() == null) {
                throw new AssertionError("nobody has closed it", end);
            }
            hasEnded = true;
            return;
        } catch (PoolException timeout) {
            return; // as it may be
        } catch (InterruptedException nobodyDoes) {
            throw new AssertionError(nobodyDoes);
        }
        if (lease != null && random.nextInt(10) == 0) {
            lease.invalidate();
        } else if (lease != null) {
            lease.close();
        }
    }

    /** Looks again where there was no memory to wait. A future that has not ended 30 s after the last round never will. */
    private <R> R resultOf(CompletableFuture<R> future) throws InterruptedException {
        boolean isLastChance = false;
        while (true) {
            try {
                return future.get(30, TimeUnit.SECONDS);
            } catch (VirtualMachineError | LinkageError end) {
                note(end);
                shortages.incrementAndGet();
            } catch (TimeoutException hangs) {
                if (isLastChance) {
                    throw new AssertionError("a future that does not end: " + future + " " + pool.stats(), hangs);
                }
                isLastChance = isOver;
            } catch (ExecutionException failed) {
                note(failed);
                if (failed.getCause() instanceof PoolClosedException end) {
                    throw end;
                }
                return null;
            }
        }
    }
}
