package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Resident;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;

/**
 * An object whose age a sweep has seen something about. It may be gone by now, and another one be in its slot.
 *
 * @param seen the word of its slot at that moment
 */
record Aged<T>(Slot<T> slot, Resident resident, long seen) {

    /** Whether it is still in its slot, or on its way out. Under the engine's lock. */
    boolean isThere() {
        return slot.residentIfAny() == resident;
    }

    /** Whether it is alive, and not known to be old. Under the engine's lock. */
    boolean isUnknown() {
        long present = slot.look();
        return isThere() && !resident.isOld() && !Snapshot.isDead(present) && !Snapshot.isFree(present);
    }

    /** Whether it is there, and nobody has leased it since. Under the engine's lock. */
    boolean isUnused() {
        return isThere() && Snapshot.leases(slot.look()) == Snapshot.leases(seen);
    }
}
