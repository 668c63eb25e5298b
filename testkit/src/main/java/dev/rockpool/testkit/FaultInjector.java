package dev.rockpool.testkit;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolListener;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the code that a pool calls go wrong, at one {@link Site} in one {@link Mischief} at a time, in order to show that
 * only that call suffers.
 *
 * <pre>{@code
 * FaultInjector faults = new FaultInjector();
 * Pool<FaultInjector.Pooled> pool = Pool.builder(faults.lifecycle()).listener(faults.listener()).build();
 * faults.arm(Site.RESET, Mischief.BLOCK, pool);
 * ...            // use the pool, and others
 * faults.disarm(); // whatever hangs goes on
 * }</pre>
 *
 * <p>Thread-safe; one injector serves one test.
 */
public final class FaultInjector {

    /** Where a pool calls code that is not its own. */
    public enum Site {
        /** {@link Lifecycle#create()}. */
        CREATE,
        /** {@link Lifecycle#reset}. */
        RESET,
        /** {@link Lifecycle#validate}. */
        VALIDATE,
        /** {@link Lifecycle#destroy}. */
        DESTROY,
        /** Each method of the {@link PoolListener}. */
        LISTENER,
        /** {@link Executor#execute} of the callback executor. */
        EXECUTOR,
        /** A callback of a future: whatever the test runs through {@link FaultInjector#strike}. */
        CALLBACK,
        /** The handler of log lines, see {@link FaultInjector#handleLog}. */
        LOG,
        /** {@code equals}, {@code hashCode} and {@code toString} of a pooled object. */
        OBJECT,
        /** The methods of a {@link Thread} that a subclass can override, see {@link FaultInjector#thread}. */
        THREAD
    }

    /** How it goes wrong. */
    public enum Mischief {
        /** Throws an exception. */
        THROW,
        /** Throws an {@link Error}. */
        THROW_ERROR,
        /** Throws an exception whose own methods (message, cause, stack, text) throw. */
        THROW_HOSTILE,
        /** Throws an exception whose own methods block. */
        THROW_BLOCKING,
        /** Throws an exception with a text of two million characters, line ends and control characters in it. */
        THROW_LONG,
        /** Does not return, deaf to interrupts, until the injector is disarmed. */
        BLOCK,
        /** Uses the pool in every way that does not wait, then returns. */
        RE_ENTER,
        /** Calls itself until the stack is full, using the pool on the way; what comes of that is thrown. */
        RECURSE
    }

    private final Map<Site, AtomicInteger> strikes = new ConcurrentHashMap<>();
    private volatile @Nullable Fault armed;

    /** What is armed. */
    private record Fault(Site site, Mischief mischief, Pool<?> pool, Gate gate) {}

    /** An injector that injects nothing yet. */
    public FaultInjector() {}

    /**
     * From now on, calls at this place go wrong.
     *
     * @param site where
     * @param mischief how
     * @param pool the pool that {@link Mischief#RE_ENTER} and {@link Mischief#RECURSE} use
     */
    public void arm(Site site, Mischief mischief, Pool<?> pool) {
        disarm();
        armed = new Fault(site, mischief, pool, new Gate());
    }

    /** From now on all goes well, and whatever hangs goes on. */
    public void disarm() {
        Fault fault = armed;
        armed = null;
        if (fault != null) {
            fault.gate.open();
        }
    }

    /**
     * How often something was injected at a place.
     *
     * @param site the place
     * @return the number of calls that went wrong
     */
    public int strikes(Site site) {
        AtomicInteger count = strikes.get(site);
        return count == null ? 0 : count.get();
    }

    /**
     * Goes wrong if that is what is armed here; else returns.
     *
     * @param site the place
     */
    public void strike(Site site) {
        Fault fault = armed;
        if (fault == null || fault.site != site) {
            return;
        }
        strikes.computeIfAbsent(site, first -> new AtomicInteger()).incrementAndGet();
        switch (fault.mischief) {
            case THROW -> throw new IllegalStateException("injected at " + site);
            case THROW_ERROR -> throw new AssertionError("injected at " + site);
            case THROW_HOSTILE, THROW_BLOCKING -> throw new HostileException(this, fault);
            case THROW_LONG -> throw new IllegalStateException("long\r\n\u001b[31m" + "x\n".repeat(1_000_000));
            case BLOCK -> fault.gate.pass();
            case RE_ENTER -> use(fault.pool);
            case RECURSE -> recurse(fault.pool, 0);
        }
    }

    private static void use(Pool<?> pool) {
        pool.stats();
        pool.health().toString();
        close(pool.acquireAsync(Duration.ZERO).getNow(null));
        close(pool.tryAcquire());
        pool.control().explain().toString();
        pool.control().describe();
        pool.control().clear();
    }

    private static void close(dev.rockpool.@Nullable Lease<?> lease) {
        if (lease != null) {
            lease.close();
        }
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point; it ends when the stack is full
    private static int recurse(Pool<?> pool, int depth) {
        if (depth % 64 == 0) {
            close(pool.tryAcquire());
            pool.stats();
        }
        return recurse(pool, depth + 1) + 1;
    }

    // ---- what is injected into

    /**
     * A lifecycle of which every step may go wrong.
     *
     * @return the lifecycle
     */
    public Lifecycle<Pooled> lifecycle() {
        return new Lifecycle<>() {
            @Override
            public Pooled create() {
                strike(Site.CREATE);
                return new Pooled(FaultInjector.this);
            }

            @Override
            public void reset(Pooled object) {
                strike(Site.RESET);
            }

            @Override
            public boolean validate(Pooled object) {
                strike(Site.VALIDATE);
                return true;
            }

            @Override
            public void destroy(Pooled object) {
                object.destroys.incrementAndGet();
                strike(Site.DESTROY);
            }
        };
    }

    /**
     * A listener of which every method may go wrong.
     *
     * @return the listener
     */
    public PoolListener listener() {
        return (PoolListener) Proxy.newProxyInstance(
                FaultInjector.class.getClassLoader(), new Class<?>[] {PoolListener.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments); // toString and the like, the injector's own
                    }
                    strike(Site.LISTENER);
                    return null;
                });
    }

    /**
     * An executor that may refuse, block or re-enter.
     *
     * @param target who executes, if it does not
     * @return the executor
     */
    public Executor executor(Executor target) {
        return task -> {
            strike(Site.EXECUTOR);
            target.execute(task);
        };
    }

    /**
     * Puts a handler in front of a {@code java.util.logging} logger, in place of those that print; it may go wrong.
     *
     * @param logger the logger's name
     * @return takes the handler out again
     */
    public AutoCloseable handleLog(String logger) {
        Logger target = Logger.getLogger(logger);
        boolean usedParents = target.getUseParentHandlers();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                strike(Site.LOG);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        target.addHandler(handler);
        target.setUseParentHandlers(false);
        return () -> {
            target.removeHandler(handler);
            target.setUseParentHandlers(usedParents);
        };
    }

    /**
     * A daemon thread of which the methods that others call about it may go wrong.
     *
     * @param task what it does
     * @return the thread, not started
     */
    public Thread thread(Runnable task) {
        return new HostileThread(this, task);
    }

    /** A pooled object whose own methods may go wrong. */
    public static final class Pooled {
        private final FaultInjector faults;
        private final AtomicInteger destroys = new AtomicInteger();

        private Pooled(FaultInjector faults) {
            this.faults = faults;
        }

        /**
         * How often it was destroyed.
         *
         * @return the number of calls to destroy
         */
        public int destroys() {
            return destroys.get();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            faults.strike(Site.OBJECT);
            return this == other;
        }

        @Override
        public int hashCode() {
            faults.strike(Site.OBJECT);
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            faults.strike(Site.OBJECT);
            return "a pooled object";
        }
    }

    private static final class HostileThread extends Thread {
        private final FaultInjector faults;

        HostileThread(FaultInjector faults, Runnable task) {
            super(task, "hostile\r\n\u001b[31m");
            this.faults = faults;
            setDaemon(true);
        }

        @Override
        @SuppressWarnings("deprecation") // final from JDK 19 on only under its new name
        public long getId() {
            return super.getId(); // asked on the fast path; a thread that lies about it is not believed, but may not fail
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            faults.strike(Site.THREAD);
            return super.getStackTrace();
        }

        @Override
        public State getState() {
            faults.strike(Site.THREAD);
            return super.getState();
        }

        @Override
        public @Nullable ClassLoader getContextClassLoader() {
            faults.strike(Site.THREAD);
            return super.getContextClassLoader();
        }

        @Override
        public void interrupt() {
            faults.strike(Site.THREAD);
            super.interrupt();
        }

        @Override
        public String toString() {
            faults.strike(Site.THREAD);
            return super.toString();
        }
    }

    /** An exception about which nothing can be learnt while its fault is armed. */
    private static final class HostileException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient FaultInjector faults;
        private final transient Fault fault;

        HostileException(FaultInjector faults, Fault fault) {
            super("hostile", null);
            this.faults = faults;
            this.fault = fault;
        }

        private void resist() {
            if (faults != null && faults.armed == fault) {
                if (fault.mischief == Mischief.THROW_BLOCKING) {
                    fault.gate.pass();
                } else {
                    throw new IllegalStateException("the text of an exception failed");
                }
            }
        }

        @Override
        public String getMessage() {
            resist();
            return "hostile";
        }

        @Override
        public String getLocalizedMessage() {
            resist();
            return "hostile";
        }

        @Override
        public synchronized @Nullable Throwable getCause() {
            resist();
            return null;
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            resist();
            return super.getStackTrace();
        }

        @Override
        public void printStackTrace(java.io.PrintStream stream) {
            resist();
            super.printStackTrace(stream);
        }

        @Override
        public void printStackTrace(java.io.PrintWriter writer) {
            resist();
            super.printStackTrace(writer);
        }

        @Override
        public String toString() {
            resist();
            return "hostile";
        }

        @Override
        public int hashCode() {
            resist();
            return super.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            resist();
            return this == other;
        }
    }
}
