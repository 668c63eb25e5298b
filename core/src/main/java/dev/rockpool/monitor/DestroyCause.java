package dev.rockpool.monitor;

/** Why a pool destroyed an object. */
public enum DestroyCause {
    /** Its reset threw. */
    RESET_FAILED,
    /** A validation on acquire or return said no, threw, or overran {@code validationTimeout}. */
    INVALID,
    /** A background health check said no, threw, or overran {@code validationTimeout}. */
    UNHEALTHY,
    /** It was older than {@code maxLifetime}. */
    EXPIRED,
    /** It was leased {@code maxUses} times. */
    WORN,
    /** It was idle for {@code maxIdleTime}. */
    IDLE,
    /**
     * More objects than {@code maxSize} or idle ones than {@code maxIdle}: a resize, or an overflow object came back. In a keyed pool
     * also: it was idle, and gave way to one of another key.
     */
    SURPLUS,
    /** The thread that it belonged to has ended, in a pool with {@link dev.rockpool.config.Order#PER_THREAD}. */
    THREAD_ENDED,
    /** What is done before each lease ({@link dev.rockpool.PoolBuilder#onAcquire onAcquire}) threw, or overran its time. */
    ACTIVATION_FAILED,
    /**
     * Somebody said that it is broken: {@link dev.rockpool.Lease#invalidate()}, {@link dev.rockpool.Lease#destroy()},
     * {@link dev.rockpool.Pool#invalidateIdle}, {@link dev.rockpool.PoolBuilder#invalidateOn invalidateOn}.
     */
    INVALIDATED,
    /** {@link dev.rockpool.PoolControl#clear()} or {@link dev.rockpool.PoolControl#clearIdle()}. */
    CLEARED,
    /** Its lease was out for longer than {@code reclaimAfter}. */
    RECLAIMED,
    /** Its lease was lost. */
    LEAKED,
    /** Its creation overran {@code createTimeout}, and the pool had no capacity for it when it came. */
    LATE,
    /** The pool was closed. */
    CLOSED
}
