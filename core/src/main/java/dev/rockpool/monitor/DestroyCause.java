package dev.rockpool.monitor;

/** Why a pool destroyed an object. */
public enum DestroyCause {
    /** Its reset threw. */
    RESET_FAILED,
    /** A validation on acquire or return said no, threw, or overran {@code validationTimeout}. */
    INVALID,
    /** A background health check said no. Not used yet: this version has no background health checks. */
    UNHEALTHY,
    /** It was too old or used too often. Not used yet: objects do not expire in this version. */
    EXPIRED,
    /** It was idle for too long. Not used yet: idle objects are kept in this version, up to {@code maxIdle}. */
    IDLE,
    /** More objects than {@code maxSize} or idle ones than {@code maxIdle}: a resize, or an overflow object came back. */
    SURPLUS,
    /** Its holder called {@link dev.rockpool.Lease#invalidate()}. */
    INVALIDATED,
    /** {@link dev.rockpool.PoolControl#clear()}. */
    CLEARED,
    /** Its lease was lost. */
    LEAKED,
    /** Its creation overran {@code createTimeout}, and the pool had no capacity for it when it came. */
    LATE,
    /** The pool was closed. */
    CLOSED
}
