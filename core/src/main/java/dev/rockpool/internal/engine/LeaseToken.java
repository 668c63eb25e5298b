package dev.rockpool.internal.engine;

/** What the leases of a slot hold strongly, one after the other, and the slot only weakly: see {@link LeakWatch}. */
final class LeaseToken {}
