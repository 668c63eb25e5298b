package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.ShutdownReport;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts, threads, log handlers and class loaders that are not ours: they throw, hang and lie, and only their call suffers. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrangersTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    private final CountDownLatch gate = new CountDownLatch(1);

    /** An exception whose text is what a test wants. */
    private static final class Spoken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Supplier<String> text;

        Spoken(Supplier<String> text) {
            this.text = text;
        }

        @Override
        public String getMessage() {
            return text.get();
        }

        @Override
        public int hashCode() {
            throw this;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            throw this;
        }
    }

    private static String unspeakable() {
        throw new IllegalStateException("no text");
    }

    private String hang() {
        Soon.openedDespiteInterrupts(gate);
        return "at last";
    }

    @AfterEach
    void letGo() {
        gate.countDown();
    }

    // ---- texts

    @Test
    void anExceptionThatCannotBeToldFailsTheAcquireAndNothingElse() throws Exception {
        Spoken failure = new Spoken(StrangersTest::unspeakable);
        try (LogCapture log = new LogCapture()) {
            Pool<Object> pool = Pool.<Object>builder(() -> {
                        throw failure;
                    })
                    .name("unspeakable")
                    .build();
            assertThatThrownBy(pool::acquire)
                    .isInstanceOf(ObjectCreationException.class)
                    .hasMessageContaining("Spoken (its text cannot be read: java.lang.IllegalStateException)");
            assertThatThrownBy(() -> pool.acquireAsync(SHORT).get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(PoolException.class);
            PoolHealth health = pool.health();
            assertThat(health.cause() == failure).isTrue();
            assertThat(health.reason()).contains("its text cannot be read");
            assertThat(health.toString()).contains("its text cannot be read");
            assertThat(health.toMap().get("last_failure")).asString().contains("its text cannot be read");
            assertThat(health.equals(pool.health())).isFalse();
            Explanation explanation = pool.control().explain();
            assertThat(explanation.toString()).contains("last failure of create", "its text cannot be read");
            assertThat(explanation.failures().get(0).toString()).contains("its text cannot be read");
            pool.close();
            assertThat(log.lines("no object could be created")).isNotEmpty();
        }
    }

    @Test
    void anExceptionWhoseTextHangsIsACreationThatHangs() throws Exception {
        Spoken failure = new Spoken(this::hang);
        Pool<Object> pool = Pool.<Object>builder(() -> {
                    throw failure;
                })
                .createTimeout(SHORT)
                .build();
        assertThatThrownBy(() -> pool.acquire(Duration.ofSeconds(30)))
                .isInstanceOf(ObjectCreationException.class)
                .hasMessageContaining("did not end within 50 ms");
        assertThat(pool.health().reason()).contains("did not end");
        pool.control().explain();
        CompletableFuture<ShutdownReport> report = pool.control().shutdown(SHORT);
        assertThat(report.get(30, TimeUnit.SECONDS).unfinishedCreations()).isPositive();
    }

    @Test
    void objectsAreToldApartByIdentityAndNeverAsked() throws Exception {
        class Hostile {
            @Override
            public boolean equals(@Nullable Object other) {
                throw new IllegalStateException("asked whether it equals");
            }

            @Override
            public int hashCode() {
                throw new IllegalStateException("asked for its hash code");
            }

            @Override
            public String toString() {
                throw new IllegalStateException("asked for its text");
            }
        }
        Pool<Hostile> pool = Pool.builder(Hostile::new).maxSize(2).build();
        try (Lease<Hostile> lease = pool.acquire()) {
            assertThat(lease.toString()).isNotBlank();
            assertThat(pool.control().explain().toString()).isNotBlank();
            lease.invalidate();
        }
        pool.close();
        assertThat(pool.stats().destroyed()).isOne();
    }

    // ---- threads

    /** A thread that says nothing about itself, in this way or that. */
    private static final class Impostor extends Thread {
        private final Callable<Long> id;
        private final Callable<StackTraceElement @Nullable []> stack;

        Impostor(Runnable work, Callable<Long> id, Callable<StackTraceElement @Nullable []> stack) {
            super(work, "impostor\nERROR forged");
            this.id = id;
            this.stack = stack;
            setDaemon(true);
        }

        private static <V> V ask(Callable<V> call) {
            try {
                return call.call();
            } catch (Exception thrown) {
                throw new IllegalStateException(thrown);
            }
        }

        @Override
        @Deprecated
        @SuppressWarnings("deprecation") // on newer JDKs
        public long getId() {
            return id == null ? super.getId() : ask(id);
        }

        @Override
        @SuppressWarnings("NullAway") // what it is about
        public StackTraceElement[] getStackTrace() {
            return ask(stack);
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("asked for its hash code");
        }
    }

    private void explainsWhile(Impostor holder, Pool<Object> pool, CountDownLatch holds) {
        holder.start();
        Soon.opened(holds);
        assertThat(pool.control().explain().toString()).contains("held now").doesNotContain("impostor\n");
        assertThatThrownBy(() -> pool.acquire(SHORT))
                .isInstanceOf(PoolTimeoutException.class)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aThreadThatThrowsWhenItIsAskedIsLeftOutOfTheExplanation() throws Exception {
        for (Callable<StackTraceElement @Nullable []> stack : List.<Callable<StackTraceElement @Nullable []>>of(
                () -> null,
                () -> {
                    throw new IOException("no stack");
                },
                () -> {
                    hang();
                    return null;
                })) {
            Pool<Object> pool = Pool.builder(Object::new).maxSize(1).build();
            CountDownLatch holds = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Impostor holder = new Impostor(() -> hold(pool, holds, end), null, stack);
            explainsWhile(holder, pool, holds);
            end.countDown();
            Soon.until("the object to come back", () -> pool.stats().idle() == 1);
            pool.close();
        }
    }

    @Test
    void aThreadWithoutAnIdAcquiresAndGivesBack() throws Exception {
        Pool<Object> pool =
                Pool.builder(Object::new).maxSize(1).onReset(object -> {}).build();
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Impostor holder = new Impostor(
                () -> hold(pool, holds, end),
                () -> {
                    throw new IOException("no id");
                },
                () -> null);
        explainsWhile(holder, pool, holds);
        end.countDown();
        Soon.until("the object to come back", () -> pool.stats().idle() == 1);
        pool.close();
    }

    private static void hold(Pool<Object> pool, CountDownLatch holds, CountDownLatch end) {
        try (Lease<Object> lease = pool.acquire()) {
            assertThat(lease.get()).isNotNull();
            holds.countDown();
            Soon.opened(end);
        } catch (InterruptedException nobody) {
            throw new IllegalStateException(nobody);
        }
    }

    // ---- log handlers

    @Test
    void aLogHandlerThatBlocksDelaysNobody() throws Exception {
        CountDownLatch blocks = new CountDownLatch(1);
        Handler blocking = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getMessage().contains("logs-much")) {
                    blocks.countDown();
                    Soon.openedDespiteInterrupts(gate);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.rockpool");
        logger.addHandler(blocking);
        logger.setUseParentHandlers(false);
        try {
            CountDownLatch hangs = new CountDownLatch(1);
            Pool<Object> noisy = Pool.<Object>builder(
                            () -> { // its overrun is told by the scheduler's thread
                                Soon.openedDespiteInterrupts(hangs);
                                return new Object();
                            })
                    .name("logs-much")
                    .createTimeout(SHORT)
                    .build();
            assertThatThrownBy(() -> noisy.acquire(Duration.ofSeconds(30))).isInstanceOf(PoolException.class);
            Soon.opened(blocks);
            hangs.countDown();
            Pool<Object> other = Pool.builder(Object::new).maxSize(1).build();
            Lease<Object> lease = other.acquire();
            CompletableFuture<Lease<Object>> future = other.acquireAsync(SHORT);
            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(PoolTimeoutException.class);
            assertThat(gate.getCount()).as("the handler still blocks").isOne();
            lease.close();
            other.close();
            noisy.close();
        } finally {
            gate.countDown();
            logger.removeHandler(blocking);
            logger.setUseParentHandlers(true);
        }
    }

    // ---- class loaders

    /** Loaded by a loader of its own, as an application in a container is. */
    public static final class Application implements Callable<@Nullable Object> {

        /** A group that its threads leave behind. */
        public static final class Group extends ThreadGroup {
            /** Makes one that its parent forgets when its last thread has ended. */
            @SuppressWarnings("removal") // newer JDKs do so with any
            public Group() {
                super("of the application");
                setDaemon(true);
            }
        }

        @Override
        public @Nullable Object call() throws Exception {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread worker = new Thread(new Group(), () -> usePool(failure), "of the application");
            worker.setContextClassLoader(Application.class.getClassLoader());
            worker.start();
            worker.join();
            if (failure.get() != null) {
                throw new IllegalStateException(failure.get());
            }
            return null;
        }

        private static void usePool(AtomicReference<Throwable> failure) {
            List<Object> seen = new CopyOnWriteArrayList<>();
            try (Pool<Object> pool = Pool.<Object>builder(() -> {
                        seen.add(Thread.currentThread().getContextClassLoader());
                        if (seen.size() == 2) {
                            throw new IllegalStateException("of the application"); // also into the log
                        }
                        return new Object();
                    })
                    .name("application")
                    .maxSize(2)
                    .onDestroy(object -> seen.add(Thread.currentThread().getContextClassLoader()))
                    .build()) {
                Lease<Object> first = pool.acquire();
                pool.acquireAsync(SHORT)
                        .handle((lease, failed) -> {
                            if (lease != null) {
                                lease.close();
                            }
                            return failed;
                        })
                        .get(30, TimeUnit.SECONDS);
                first.close();
            } catch (Exception thrown) {
                failure.set(thrown);
            }
            for (Object loader : seen) {
                if (loader != Application.class.getClassLoader()) {
                    failure.set(new IllegalStateException("another context class loader: " + loader));
                }
            }
        }
    }

    /** Loads the application's classes itself, and all others as usual. */
    private static final class ApplicationLoader extends URLClassLoader {
        ApplicationLoader() {
            super(new URL[0], StrangersTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Application.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException broken) {
                throw new ClassNotFoundException(name, broken);
            }
        }
    }

    @Test
    void aClassLoaderMayGoWhenItsPoolIsClosedThoughItStartedTheSharedThreads() throws Exception {
        try (LogCapture log = new LogCapture()) {
            ApplicationLoader loader = new ApplicationLoader();
            Class<?> type = loader.loadClass(Application.class.getName());
            ((Callable<?>) type.getDeclaredConstructor().newInstance()).call();
            WeakReference<ClassLoader> gone = new WeakReference<>(loader);
            try (Pool<Object> other = Pool.builder(Object::new).build()) { // keeps the scheduler's thread
                other.acquire().close();
                log.clear();
                loader = null;
                type = null;
                Soon.until("the class loader to go", () -> {
                    System.gc();
                    return gone.get() == null;
                });
            }
        }
    }
}
