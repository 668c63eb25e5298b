package dev.rockpool.testkit;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.monitor.PoolListener;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
        CREATE(true),
        /** {@link Lifecycle#reset}. */
        RESET(false),
        /** {@link Lifecycle#validate}. */
        VALIDATE(true),
        /** {@link Lifecycle#isHealthy}. */
        HEALTH(true),
        /** {@link Lifecycle#destroy}. */
        DESTROY(false),
        /** Each method of the {@link PoolListener}. */
        LISTENER(false),
        /** {@link Executor#execute} of the callback executor. */
        EXECUTOR(true),
        /** A callback of a future: whatever the test runs through {@link FaultInjector#strike}. */
        CALLBACK(false),
        /** The handler of log lines, see {@link FaultInjector#handleLog}. */
        LOG(false),
        /** {@code equals}, {@code hashCode} and {@code toString} of a pooled object. */
        OBJECT(true),
        /** The methods of a {@link Thread} that a subclass can override: see {@link FaultInjector#thread}. */
        THREAD(true);

        private final boolean answers; // what it says or does matters

        Site(boolean answers) {
            this.answers = answers;
        }
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
        /** Calls itself until the stack is full, and uses the pool in the last frames; what comes of that is thrown. */
        RECURSE,
        /** Returns at once with a wrong answer and nothing done: null, false, 0; an executor drops the task. */
        LIE,
        /** An executor takes the task, and runs it only when the injector is disarmed. */
        DEFER;

        /**
         * Whether it can be told at this place from a call that goes well.
         *
         * @param site the place
         * @return true, but for {@link #LIE} where there is nothing to say, and {@link #DEFER} where no task is passed
         */
        public boolean fits(Site site) {
            return switch (this) {
                case DEFER -> site == Site.EXECUTOR;
                case LIE -> site.answers;
                default -> true;
            };
        }
    }

    private static final String LONG = "long\r\n\u001b[31m" + "x\n".repeat(1_000_000);
    private static final int LAST_FRAMES = 1_000; // some 100 kB
    private static final int FRAMES_PER_USE = 50;

    private final Map<Site, AtomicInteger> strikes = new ConcurrentHashMap<>();
    private final ThreadLocal<Boolean> isUsing = ThreadLocal.withInitial(() -> false); // this thread re-enters
    private volatile @Nullable Fault armed;

    /** What is armed. */
    record Fault(Site site, Mischief mischief, Pool<?> pool, Gate gate, Queue<Runnable> deferred) {

        Fault(Site site, Mischief mischief, Pool<?> pool) {
            this(site, mischief, pool, new Gate(), new ConcurrentLinkedQueue<>());
        }

        private void runDeferred() {
            for (Runnable task = deferred.poll(); task != null; task = deferred.poll()) {
                task.run();
            }
        }
    }

    /** An injector that injects nothing yet. */
    public FaultInjector() {}

    /**
     * From now on, calls at this place go wrong.
     *
     * @param site where
     * @param mischief how
     * @param pool the pool that {@link Mischief#RE_ENTER} and {@link Mischief#RECURSE} use
     * @throws IllegalArgumentException if the mischief does not {@link Mischief#fits fit} the place
     */
    public void arm(Site site, Mischief mischief, Pool<?> pool) {
        if (!mischief.fits(site)) {
            throw new IllegalArgumentException(mischief + " changes nothing at " + site);
        }
        disarm();
        armed = new Fault(site, mischief, pool);
    }

    /** From now on all goes well, and whatever hangs goes on. */
    public void disarm() {
        Fault fault = armed;
        armed = null;
        if (fault != null) {
            fault.gate.open();
            fault.runDeferred();
        }
    }

    @SuppressWarnings("ReferenceEquality") // faults are told apart by identity
    boolean isArmed(Fault fault) {
        return armed == fault;
    }

    /**
     * How many calls hang now.
     *
     * @return the number
     */
    public int hanging() {
        Fault fault = armed;
        return fault == null ? 0 : fault.gate.inside();
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
     * Goes wrong if that is what is armed here; else returns. What a fault itself calls goes well.
     *
     * @param site the place
     * @return whether the caller is to give a wrong answer, see {@link Mischief#LIE}
     */
    public boolean strike(Site site) {
        Fault fault = armed;
        if (fault == null || fault.site != site || isUsing.get()) {
            return false;
        }
        strikes.computeIfAbsent(site, first -> new AtomicInteger()).incrementAndGet();
        switch (fault.mischief) {
            case THROW -> throw new IllegalStateException("injected at " + site);
            case THROW_ERROR -> throw new AssertionError("injected at " + site);
            case THROW_HOSTILE, THROW_BLOCKING -> throw new HostileException(this, fault);
            case THROW_LONG -> throw new IllegalStateException(LONG);
            case BLOCK -> fault.gate.pass();
            case RE_ENTER -> apart(() -> use(fault.pool));
            case RECURSE -> apart(() -> recurse(fault.pool, new int[1]));
            case LIE -> {
                return true;
            }
            case DEFER -> {} // see executor()
        }
        return false;
    }

    private void apart(Runnable use) {
        isUsing.set(true);
        try {
            use.run();
        } finally {
            isUsing.remove();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whatever comes of it
    private static void use(Pool<?> pool) {
        pool.stats();
        read(pool.health());
        pool.acquireAsync(Duration.ZERO).whenComplete((lease, failure) -> close(lease)); // it may come later
        close(pool.tryAcquire());
        read(pool.control().explain());
        pool.control().describe();
        pool.control().clear();
    }

    private static int read(Object answer) {
        return answer.toString().length();
    }

    private static void close(dev.rockpool.@Nullable Lease<?> lease) {
        if (lease != null) {
            lease.close();
        }
    }

    /** Down to the end of the stack, and some of the way back with a call in every so many frames. */
    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static int recurse(Pool<?> pool, int[] back) {
        try {
            return recurse(pool, back) + 1;
        } catch (StackOverflowError end) {
            if (back[0] <= LAST_FRAMES && back[0]++ % FRAMES_PER_USE == 0) {
                useNearTheEnd(pool);
            }
            throw end;
        }
    }

    private static void useNearTheEnd(Pool<?> pool) {
        try {
            close(pool.tryAcquire());
            pool.stats();
        } catch (StackOverflowError end) {
            Thread.onSpinWait(); // as it may be; the next frame has more
        }
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
            @SuppressWarnings("NullAway") // that is the lie
            public Pooled create() {
                return strike(Site.CREATE) ? null : new Pooled(FaultInjector.this);
            }

            @Override
            public void reset(Pooled object) {
                strike(Site.RESET);
            }

            @Override
            public boolean validate(Pooled object) {
                return !strike(Site.VALIDATE);
            }

            @Override
            public boolean isHealthy(Pooled object) {
                return !strike(Site.HEALTH);
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
                FaultInjector.class.getClassLoader(),
                new Class<?>[] {PoolListener.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments); // toString and the like, the injector's own
                    }
                    strike(Site.LISTENER);
                    return null;
                });
    }

    /**
     * An executor that may refuse, block, re-enter, drop tasks, or run them late.
     *
     * @param target who executes, if it does not
     * @return the executor
     */
    public Executor executor(Executor target) {
        return task -> {
            Fault fault = armed;
            if (strike(Site.EXECUTOR)) {
                return;
            }
            if (fault == null || fault.site != Site.EXECUTOR || fault.mischief != Mischief.DEFER) {
                target.execute(task);
                return;
            }
            fault.deferred.add(() -> target.execute(task));
            if (!isArmed(fault)) { // disarmed meanwhile
                fault.runDeferred();
            }
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
            return !faults.strike(Site.OBJECT) && this == other;
        }

        @Override
        public int hashCode() {
            return faults.strike(Site.OBJECT) ? 0 : System.identityHashCode(this);
        }

        @Override
        @SuppressWarnings("ToStringReturnsNull") // that is the lie
        public @Nullable String toString() {
            return faults.strike(Site.OBJECT) ? null : "a pooled object";
        }
    }
}
