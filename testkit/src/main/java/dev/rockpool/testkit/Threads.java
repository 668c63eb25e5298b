package dev.rockpool.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts the threads of a test: platform threads, or virtual ones where the JDK has them (21 and newer). */
public enum Threads {
    /** Ordinary daemon threads. */
    PLATFORM {
        @Override
        public Thread start(String name, Runnable task) {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
    },
    /** Virtual threads. */
    VIRTUAL {
        @Override
        public Thread start(String name, Runnable task) {
            if (OF_VIRTUAL == null) {
                throw new UnsupportedOperationException("this JDK has no virtual threads");
            }
            try {
                Object builder = OF_VIRTUAL.invoke(null);
                Class<?> type = Class.forName("java.lang.Thread$Builder");
                type.getMethod("name", String.class).invoke(builder, name);
                return (Thread) type.getMethod("start", Runnable.class).invoke(builder, task);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    };

    private static final @Nullable Method OF_VIRTUAL = ofVirtual();
    private static final AtomicInteger ACTORS = new AtomicInteger();

    private static @Nullable Method ofVirtual() {
        if (Runtime.version().feature() < 21) {
            return null; // 19 and 20 have them as a preview only
        }
        try {
            return Thread.class.getMethod("ofVirtual");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /**
     * Starts a thread.
     *
     * @param name its name
     * @param task what it does
     * @return the thread, started
     * @throws UnsupportedOperationException if this JDK has no such threads
     */
    public abstract Thread start(String name, Runnable task);

    /**
     * The kinds that this JDK has.
     *
     * @return platform threads, and virtual ones from JDK 21 on
     */
    public static List<Threads> available() {
        return Stream.of(values())
                .filter(kind -> kind == PLATFORM || OF_VIRTUAL != null)
                .toList();
    }

    /**
     * Starts a thread that computes something.
     *
     * @param task what it computes
     * @param <R> the result's type
     * @return the thread and its result to be
     */
    public <R> Actor<R> act(Callable<R> task) {
        CompletableFuture<R> outcome = new CompletableFuture<>();
        Thread thread = start("actor-" + ACTORS.incrementAndGet(), () -> {
            try {
                outcome.complete(task.call());
            } catch (Throwable e) { // whatever it is, the test wants to see it
                outcome.completeExceptionally(e);
            }
        });
        return new Actor<>(thread, outcome);
    }

    /**
     * A thread of a test and what comes of it.
     *
     * @param thread the thread
     * @param outcome what its task returned or threw
     * @param <R> the result's type
     */
    public record Actor<R>(Thread thread, CompletableFuture<R> outcome) {

        /**
         * Waits for the result.
         *
         * @return the result
         */
        public R result() {
            return Waits.result(outcome);
        }

        /**
         * Waits for the failure.
         *
         * @return what the task threw
         */
        public Throwable failure() {
            return Waits.failure(outcome);
        }

        /**
         * Has the task ended?
         *
         * @return whether it has
         */
        public boolean isDone() {
            return outcome.isDone();
        }

        /** Interrupts the thread. */
        public void interrupt() {
            thread.interrupt();
        }
    }
}
