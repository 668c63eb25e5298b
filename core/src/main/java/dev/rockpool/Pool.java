package dev.rockpool;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands out objects that are expensive to make, and takes them back.
 *
 * <pre>{@code
 * Pool<Parser> parsers = Pool.builder(Parser::new).maxSize(10).onReset(Parser::reset).build();
 *
 * Document document = parsers.use(parser -> parser.parse(text));
 * }</pre>
 *
 * <p><b>Waiting.</b> Threads, virtual threads and futures wait in one queue, served in arrival order (see
 * {@link Fairness}). An acquire takes an idle object; when there is none it waits for whatever comes first, a return or
 * a creation, until its deadline.
 *
 * <p><b>Deadlines.</b> A duration of zero does not wait: it takes what is idle, or creates under
 * {@link Creation#CALLER}. A negative one is an {@link IllegalArgumentException}; one beyond 292 years means for ever.
 * Every acquire ends by its deadline whatever the lifecycle code does, except a creation, or a validation with
 * {@code validationTimeout} zero, that the acquiring thread runs itself.
 *
 * <p><b>Interrupts.</b> The methods that wait throw {@link InterruptedException} if the flag is set on entry, even when
 * an object is idle. Once an object is granted the acquire succeeds and the flag stays.
 *
 * <p><b>Errors.</b> {@link PoolTimeoutException}, {@link PoolExhaustedException}, {@link PoolClosedException} and
 * {@link ObjectCreationException}; the methods below do not list them again.
 *
 * <p><b>Threads and memory effects.</b> All methods are safe to call from any thread, lifecycle code, listeners and
 * callbacks included. What a thread did with an object before it ended its lease happens-before what the next holder
 * does after its acquire; what {@link Lifecycle#create()} did happens-before the first acquire.
 *
 * <p><b>Nested acquires.</b> A thread that holds leases may acquire more, and competes with everybody for them: with
 * {@code n} threads that each hold {@code k} objects at once, a pool smaller than {@code n * (k - 1) + 1} can come to a
 * standstill until a deadline passes.
 *
 * @param <T> the pooled objects' type
 */
public interface Pool<T> extends AutoCloseable {

    /**
     * Begins a pool of what the lifecycle makes: {@code Pool.builder(Parser::new)}; for a variable of type
     * {@link java.util.function.Supplier}, {@code Pool.builder(supplier::get)}.
     *
     * @param lifecycle how to make an object, and optionally how to clean, check and destroy it
     * @param <T> the pooled objects' type
     * @return a builder with all settings at their defaults
     */
    static <T> PoolBuilder<T> builder(Lifecycle<T> lifecycle) {
        return new PoolBuilder<>(lifecycle);
    }

    /**
     * Begins a pool of what a client makes without blocking: {@code Pool.asyncBuilder(() -> client.connectAsync(uri))}. No
     * thread is held while a step is pending. All ways to acquire are there, {@link #acquireAsync()} and
     * {@link #useAsync(Function)} among them.
     *
     * @param lifecycle how to make an object, and optionally how to clean, check and destroy it
     * @param <T> the pooled objects' type
     * @return a builder with all settings at their defaults, but for
     *     {@link PoolBuilder#resetInBackground resetInBackground}, which is always on
     */
    static <T> PoolBuilder<T> asyncBuilder(AsyncLifecycle<T> lifecycle) {
        return new PoolBuilder<>(lifecycle);
    }

    /**
     * Acquires an object, waiting up to {@code acquireTimeout}.
     *
     * @return the lease; close it in a try-with-resources
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     */
    Lease<T> acquire() throws InterruptedException;

    /**
     * Acquires an object, waiting up to {@code timeout}.
     *
     * @param timeout how long to wait; zero does not wait
     * @return the lease; close it in a try-with-resources
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    Lease<T> acquire(Duration timeout) throws InterruptedException;

    /**
     * Takes an idle object if there is one. Never waits for another user or a creation, never creates on the calling
     * thread, ignores the interrupt flag. Where validation on acquire is due it takes the validations' time, at most
     * {@code validationTimeout} in all (with zero, as long as they take). On a pool below its bound that creates in the
     * {@linkplain Creation#BACKGROUND background}, a call that finds nothing starts a creation, so that a later one
     * succeeds.
     *
     * @return the lease, or null when nothing is idle, the pool is suspended, or others wait and fairness is
     *     {@link Fairness#STRICT}
     */
    @Nullable
    Lease<T> tryAcquire();

    /**
     * Acquires an object without a thread that waits, within {@code acquireTimeout}.
     *
     * @return completes with the lease, or exceptionally with what {@link #acquire()} would throw; see
     *     {@link #acquireAsync(Duration)}
     */
    CompletableFuture<Lease<T>> acquireAsync();

    /**
     * Acquires an object without a thread that waits, within {@code timeout}. Throws nothing: bad arguments and every
     * state of the pool are reported through the future. Ignores the interrupt flag.
     *
     * <p>Whatever completes the future from outside ({@code cancel}, {@code complete}, {@code orTimeout}, …) cancels the
     * acquire, at any stage of it, and nothing is lost: what was meant for it goes to the next waiter. None of these waits
     * for anybody. {@code cancel} and {@code complete} return false when the pool has decided already: then the future is
     * done, or will be in a moment. Whoever receives the lease must close it.
     *
     * <p><b>A stage derived from this future cancels nothing.</b> Where {@code acquireAsync().thenApply(work)} is cancelled,
     * timed out or dropped, the acquire goes on, and the object is leased to nobody until the collector finds it. Cancel
     * this future itself, or better call {@link #useAsync(Function) useAsync}, which loses nothing however it ends.
     *
     * <p>Callbacks run on the thread that had the object: the one that gave it back or created it, or the caller's; some of
     * them on a thread of the pool, so that who gives back is not kept by many. They do not nest: a callback that closes
     * its lease, and so completes the next future on the same thread, ends before that one's callbacks begin. So they must
     * not block; where they do, set {@link PoolBuilder#callbackExecutor callbackExecutor}.
     *
     * @param timeout how long to wait; zero does not wait
     * @return completes with the lease, or exceptionally
     */
    CompletableFuture<Lease<T>> acquireAsync(Duration timeout);

    /**
     * Acquires an object without a thread that waits, within {@code acquireTimeout}, works with it, and gives it back when
     * the stage of the work has ended; see {@link #useAsync(Duration, Function)}.
     *
     * @param work begins what is to be done and returns the stage of its end; the object must not be kept beyond that
     * @param <R> the result's type
     * @return completes with the result of the stage
     */
    <R> CompletableFuture<R> useAsync(Function<? super T, ? extends CompletionStage<R>> work);

    /**
     * Acquires an object without a thread that waits, within {@code timeout}, works with it, and gives it back when the
     * stage of the work has ended. Loses nothing however it ends, and throws nothing.
     *
     * <ul>
     *   <li>The result fails with what {@link #acquire()} would throw, with what {@code work} threw, with a
     *       {@link NullPointerException} if that returned null, or with what its stage failed with (inside a
     *       {@link java.util.concurrent.CompletionException} its cause). The object goes back before the result is complete.
     *   <li>Whatever completes the result from outside ({@code cancel}, {@code complete}, {@code orTimeout}, …) cancels the
     *       acquire. When the work has begun, the lease ends when its stage does, and not before.
     *   <li>What was thrown is shown to {@link PoolBuilder#invalidateOn invalidateOn}, as for {@link #use(Work) use}. If the
     *       stage cannot be asked when it ends, as its {@code whenComplete} throws, the object is destroyed.
     *   <li>A stage that nobody can complete any more keeps the object until the collector finds that it is unreachable.
     * </ul>
     *
     * <p>{@code work} runs where the callbacks of {@link #acquireAsync(Duration) acquireAsync} do, and must not block. What
     * it did with the object happens-before what the next holder does, if it happens-before the end of its stage.
     *
     * @param timeout how long to wait for the object, not for the work; zero does not wait
     * @param work begins what is to be done and returns the stage of its end; the object must not be kept beyond that
     * @param <R> the result's type
     * @return completes with the result of the stage
     */
    <R> CompletableFuture<R> useAsync(Duration timeout, Function<? super T, ? extends CompletionStage<R>> work);

    /**
     * Acquires an object, works with it, gives it back. Waits up to {@code acquireTimeout}. Allocates nothing on the
     * way when an object is idle.
     *
     * @param work what to do; the object must not be kept
     * @param <R> the result's type
     * @param <X> what the work may throw
     * @return the work's result
     * @throws X what the work threw; the object goes back all the same
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     */
    <R, X extends Exception> R use(Work<? super T, R, X> work) throws X, InterruptedException;

    /**
     * Acquires an object, works with it, gives it back. Waits up to {@code timeout}.
     *
     * @param timeout how long to wait; zero does not wait
     * @param work what to do; the object must not be kept
     * @param <R> the result's type
     * @param <X> what the work may throw
     * @return the work's result
     * @throws X what the work threw; the object goes back all the same
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    <R, X extends Exception> R use(Duration timeout, Work<? super T, R, X> work) throws X, InterruptedException;

    /**
     * Acquires an object, acts on it, gives it back. Waits up to {@code acquireTimeout}.
     *
     * @param action what to do; the object must not be kept
     * @param <X> what the action may throw
     * @throws X what the action threw; the object goes back all the same
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     */
    <X extends Exception> void run(Action<? super T, X> action) throws X, InterruptedException;

    /**
     * Acquires an object, acts on it, gives it back. Waits up to {@code timeout}.
     *
     * @param timeout how long to wait; zero does not wait
     * @param action what to do; the object must not be kept
     * @param <X> what the action may throw
     * @throws X what the action threw; the object goes back all the same
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    <X extends Exception> void run(Duration timeout, Action<? super T, X> action) throws X, InterruptedException;

    /**
     * The pool in numbers.
     *
     * @return a snapshot
     */
    /**
     * Destroys those of the idle objects that match ({@link dev.rockpool.monitor.DestroyCause#INVALIDATED}), and leaves leases
     * alone: for those who learn that a server has gone, or that a certificate was revoked. The objects are asked one
     * at a time, on this thread and under no lock, and each is in nobody's hand but this call's meanwhile: so
     * {@link #tryAcquire} may find it gone for that moment. Where the predicate throws, the object counts as matching. Waiters
     * get new objects at once, and {@code minIdle} is filled up again. Ignores interrupts. On a closed pool there is
     * nothing idle.
     *
     * @param isToGo says which; it may use the pool
     * @return how many; their destroys run on threads of the pool, and may not have ended yet
     */
    int invalidateIdle(Predicate<? super T> isToGo);

    /**
     * The pool in numbers.
     *
     * @return a snapshot
     */
    PoolStats stats();

    /**
     * Whether the pool can do its work.
     *
     * @return a snapshot
     */
    PoolHealth health();

    /**
     * What an operator can do to the pool.
     *
     * @return the control, always the same
     */
    PoolControl control();

    /**
     * The settings in force.
     *
     * @return a snapshot; {@link PoolControl} may change some
     */
    PoolConfig config();

    /**
     * {@linkplain PoolControl#shutdown Shuts the pool down} and waits for it, up to {@code closeTimeout}. An interrupt
     * ends the wait, not the shutdown, and the flag stays. Closing twice is harmless.
     *
     * <p>It does not wait for itself. Leases that the calling thread got from {@code acquire}, {@code use}, {@code run} or
     * {@code tryAcquire} and that have not ended are left out, also one that was handed on to another thread; all others
     * are waited for, those of futures that this thread asked for included. In lifecycle code of this pool, in its listener
     * and in callbacks of its futures it only begins the shutdown.
     */
    @Override
    void close();
}
