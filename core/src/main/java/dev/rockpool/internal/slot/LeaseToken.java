package dev.rockpool.internal.slot;

/** What the leases of a slot hold strongly, one after the other, and the slot only weakly. Without state. */
public final class LeaseToken {

    LeaseToken() {}
}
