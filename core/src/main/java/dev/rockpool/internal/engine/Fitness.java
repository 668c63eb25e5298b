package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Resident;
import dev.rockpool.monitor.DestroyCause;
import org.jspecify.annotations.Nullable;

/** Whether an object may go on: the only judge, on every way to a lease and back to idle. Pure functions. */
final class Fitness {

    private Fitness() {}

    /** Where a slot in hand comes from. */
    enum Origin {
        /** It was just created. */
        CREATED,
        /** It was just created, to see whether creation works. */
        PROBED,
        /** Its validation on acquire has just passed. */
        CHECKED,
        /** It came back. */
        RETURNED,
        /** It was idle or held. */
        RESTED;

        boolean isNew() {
            return this == CREATED || this == PROBED;
        }
    }

    /**
     * Why an object must go, or null.
     *
     * @param isWanted whether somebody waits who could have it
     * @param isOneTooMany whether there is one object too many within the bound
     */
    static @Nullable DestroyCause causeToDestroy(
            Resident resident, Facts facts, boolean isWanted, boolean isOneTooMany) {
        if (facts.isClosed) {
            return DestroyCause.CLOSED;
        }
        if (resident.epoch() != facts.epoch) {
            return DestroyCause.CLEARED;
        }
        boolean isSurplus = resident.isOverflow() ? !isWanted : isOneTooMany;
        return isSurplus ? DestroyCause.SURPLUS : null;
    }

    /**
     * Whether an object must be validated before a waiter gets it: one with which work threw; and one that rested while the
     * pool changed, to be safe.
     */
    static boolean mustBeChecked(Resident resident, Origin origin, Facts facts) {
        if (resident.isSuspect()) {
            return true;
        }
        return origin == Origin.RESTED ? facts.validatesOnAcquire : facts.validatesAlways && origin == Origin.RETURNED;
    }
}
