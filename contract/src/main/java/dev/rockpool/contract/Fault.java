package dev.rockpool.contract;

/** How a step of user code goes wrong. */
public enum Fault {
    /** It does not. */
    NONE,
    /** It throws. */
    THROW,
    /** It takes longer than others want to wait, and ends well. */
    SLOW,
    /** It does not end. */
    NEVER
}
