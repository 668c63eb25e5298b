package dev.rockpool.config;

/** Whether an acquire may overtake those that wait. */
public enum Fairness {
    /**
     * A running thread may take an object that has just come back before the waiter that was woken for it, which keeps
     * cores busy; a waiter that lost four times, or waited 100 ms, is served directly. The default.
     */
    BOUNDED,
    /** Strict arrival order: an object that comes back goes to the waiter that came first. Costs throughput. */
    STRICT
}
