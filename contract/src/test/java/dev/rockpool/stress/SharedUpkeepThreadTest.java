package dev.rockpool.stress;

import dev.rockpool.Pool;
import dev.rockpool.testkit.Waits;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** "No thread … of the pool outlives it", and a thread that serves many holds none of them. Class of fault: classloader leak. */
class SharedUpkeepThreadTest {

    private static final List<Object> KEPT = new CopyOnWriteArrayList<>();

    /** Builds a pool that others, of other class loaders, go on using. */
    public static final class Founder implements Runnable {

        /** Made by reflection. */
        public Founder() {}

        @Override
        public void run() {
            Pool<StringBuilder> pool = Pool.builder(StringBuilder::new).build();
            try {
                pool.run(builder -> builder.append("used"));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            pool.close();
        }
    }

    /**
     * Rockpool in the server's loader, the applications in their own: the upkeep thread that all share is started by
     * whichever comes first, and must not hold the class loader of that one.
     */
    @Test
    void sharedUpkeepThreadHoldsNoApplicationsClassLoader() throws Exception {
        URL[] classPath = new URL[] {
            Pool.class.getProtectionDomain().getCodeSource().getLocation(),
            Founder.class.getProtectionDomain().getCodeSource().getLocation()
        };
        ExecutorService survivor = Executors.newSingleThreadExecutor();
        try (URLClassLoader server =
                new URLClassLoader(new URL[] {classPath[0]}, ClassLoader.getPlatformClassLoader())) {
            WeakReference<ClassLoader> first = found(classPath[1], server, survivor);
            Waits.until("the first application's class loader to go", () -> {
                System.gc();
                return first.get() == null;
            });
        } finally {
            survivor.shutdown();
        }
    }

    private static WeakReference<ClassLoader> found(URL application, ClassLoader server, ExecutorService survivor)
            throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {application}, server)) {
            Runnable founder = loader.loadClass(Founder.class.getName())
                    .asSubclass(Runnable.class)
                    .getConstructor()
                    .newInstance();
            survivor.submit(founder).get();
            // A timer of the server's, far away: the upkeep thread goes on.
            Class<?> scheduler = server.loadClass("dev.rockpool.internal.time.Scheduler");
            Class<?> tickers = server.loadClass("dev.rockpool.Ticker");
            Object system = tickers.getMethod("system").invoke(null);
            Object shared = scheduler.getMethod("of", tickers).invoke(null, system);
            Runnable nothing = () -> {};
            scheduler
                    .getMethod("at", long.class, Runnable.class)
                    .invoke(shared, System.nanoTime() + Duration.ofSeconds(60).toNanos(), nothing);
            KEPT.add(shared);
            return new WeakReference<>(loader);
        }
    }
}
