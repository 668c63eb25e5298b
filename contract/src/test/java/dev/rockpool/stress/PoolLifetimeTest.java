package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Waits;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * "No thread, timer or thread-local of the pool outlives it." "A pool that was never closed and is no longer reachable is
 * let go: its scheduler task does not hold it." Class of fault: thread-local / classloader leak, close vs create
 * (thread leak).
 */
class PoolLifetimeTest {

    private static final Duration LONG = Duration.ofHours(1);

    /** What a web application does; loaded by a loader of its own, together with Rockpool. */
    public static final class Application implements Runnable {

        /** Made by reflection. */
        public Application() {}

        @Override
        public void run() {
            Pool<StringBuilder> pool = Pool.builder(StringBuilder::new)
                    .onReset(builder -> builder.setLength(0))
                    .maxSize(2)
                    .minIdle(1)
                    .build();
            try {
                pool.run(builder -> builder.append("used"));
                CompletableFuture<Lease<StringBuilder>> future = pool.acquireAsync();
                future.thenAccept(Lease::close).join();
                pool.acquireAsync(Duration.ofMinutes(1))
                        .thenAccept(Lease::close)
                        .join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            pool.close();
        }
    }

    private static URL[] classPath() throws Exception {
        return new URL[] {
            Pool.class.getProtectionDomain().getCodeSource().getLocation(),
            Application.class.getProtectionDomain().getCodeSource().getLocation()
        };
    }

    private static void runInLoader(ClassLoader loader, ExecutorService survivor) throws Exception {
        Runnable application = loader.loadClass(Application.class.getName())
                .asSubclass(Runnable.class)
                .getConstructor()
                .newInstance();
        assertThat(application.getClass().getClassLoader()).isSameAs(loader);
        survivor.submit(() -> {
                    Thread.currentThread().setContextClassLoader(loader);
                    try {
                        application.run();
                    } finally {
                        Thread.currentThread().setContextClassLoader(null);
                    }
                })
                .get();
    }

    private static WeakReference<ClassLoader> useAndDrop(ClassLoader parent, ExecutorService survivor)
            throws Exception {
        try (URLClassLoader loader = new URLClassLoader(classPath(), parent)) {
            runInLoader(loader, survivor);
            return new WeakReference<>(loader);
        }
    }

    private static void awaitCleared(String what, WeakReference<?> reference) {
        Waits.until(what, () -> {
            System.gc();
            return reference.get() == null;
        });
    }

    @Test
    void classLoaderOfAClosedPoolIsUnreachableAlthoughItsThreadsSurvive() throws Exception {
        ExecutorService survivor = Executors.newSingleThreadExecutor();
        try {
            awaitCleared("the class loader to go", useAndDrop(ClassLoader.getPlatformClassLoader(), survivor));
        } finally {
            survivor.shutdown();
        }
    }

    @Test
    void poolThatWasNeverClosedIsLetGo() throws Exception {
        ManualTicker ticker = new ManualTicker();
        awaitCleared("the pool to go", abandon(ticker));
        ticker.advance(Duration.ofSeconds(1));
        Waits.until("the upkeep thread to end", () -> ticker.parkedThreads().isEmpty());
    }

    private static WeakReference<Pool<?>> abandon(ManualTicker ticker) throws Exception {
        Pool<StringBuilder> pool = Pool.builder(StringBuilder::new)
                .maxSize(4)
                .minIdle(2)
                .validateOnAcquire(true)
                .ticker(ticker)
                .build();
        pool.run(builder -> builder.append(1));
        pool.acquireAsync(LONG).thenAccept(Lease::close).get();
        for (int i = 0; i < 3; i++) {
            ticker.advance(Duration.ofSeconds(1));
        }
        return new WeakReference<>(pool);
    }

    @Test
    void noThreadOutlivesAClosedPool() throws Exception {
        ScriptedLifecycle lifecycle = new ScriptedLifecycle();
        for (int i = 0; i < 50; i++) {
            Pool<Item> pool = Pool.builder(lifecycle)
                    .maxSize(4)
                    .minIdle(i % 3)
                    .validateOnReturn(true)
                    .listener(new PoolListener() {})
                    .build();
            pool.acquire().close();
            var unused = pool.acquireAsync().thenAccept(Lease::invalidate);
            pool.close();
            PoolAudit.checkClosed(pool);
        }
        PoolAudit.checkItems(lifecycle, 0);
    }

    @Test
    void upkeepThreadEndsWithItsLastTimer() throws Exception {
        ManualTicker ticker = new ManualTicker();
        ScriptedLifecycle lifecycle = new ScriptedLifecycle();
        Pool<Item> first = Pool.builder(lifecycle).ticker(ticker).build();
        Pool<Item> second = Pool.builder(lifecycle).ticker(ticker).build();
        first.acquire().close();
        second.acquire().close();
        Waits.until("one upkeep thread", () -> upkeepThreads(ticker).size() == 1);
        Waits.result(first.control().shutdown(LONG));
        ticker.advance(Duration.ofSeconds(1));
        ticker.awaitParked(1);
        Waits.result(second.control().shutdown(LONG));
        Waits.until("the upkeep thread to end", () -> {
            ticker.advance(Duration.ofSeconds(1));
            return upkeepThreads(ticker).isEmpty();
        });
        Pool<Item> third = Pool.builder(lifecycle).ticker(ticker).build();
        Waits.until("an upkeep thread again", () -> upkeepThreads(ticker).size() == 1);
        third.acquire().close();
        PoolAudit.checkClosed(third, Waits.result(third.control().shutdown(LONG)));
        PoolAudit.checkItems(lifecycle, 0);
    }

    private static List<Thread> upkeepThreads(ManualTicker ticker) {
        return ticker.parkedThreads().stream()
                .filter(thread -> thread.getName().equals("rockpool-upkeep"))
                .toList();
    }
}
