package dev.rockpool.internal.ageing;

import dev.rockpool.internal.slot.Resident;
import dev.rockpool.monitor.DestroyCause;
import org.jspecify.annotations.Nullable;

/** Whether an object may go on: the only judge, on every way to a lease and back to idle. Pure functions. */
public final class Fitness {

    private Fitness() {}

    /** What holds for all objects of the pool. */
    public interface Rules {
        /** Whether the pool is closed. */
        boolean isClosed();

        /** The present epoch: objects of an older one were cleared. */
        long epoch();

        /** Whether idle objects may be due for validation when they are acquired. */
        boolean validatesOnAcquire();

        /** Whether each idle object is due. */
        boolean validatesAlways();
    }

    /** Where a slot in hand comes from. */
    public enum Origin {
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

        /** Whether it has never been leased. */
        public boolean isNew() {
            return this == CREATED || this == PROBED;
        }
    }

    /**
     * Why an object must go, or null.
     *
     * @param seen the word of its slot
     * @param isWanted whether somebody waits who could have it
     * @param isOneTooMany whether there is one object too many within the bound
     * @param mayBeMissed whether an object that has had its time may go: its replacement is there, or the pool is full, so
     *     that there will be none before it is gone
     */
    public static @Nullable DestroyCause causeToDestroy(
            Resident resident, long seen, Rules rules, boolean isWanted, boolean isOneTooMany, boolean mayBeMissed) {
        if (rules.isClosed()) {
            return DestroyCause.CLOSED;
        }
        if (resident.epoch() != rules.epoch()) {
            return DestroyCause.CLEARED;
        }
        if (resident.isWorn(seen)) {
            return DestroyCause.WORN;
        }
        if (resident.isOverflow() ? !isWanted : isOneTooMany) {
            return DestroyCause.SURPLUS;
        }
        boolean mayExpire = resident.isOld() && (resident.isOverflow() || mayBeMissed);
        return mayExpire ? DestroyCause.EXPIRED : null;
    }

    /**
     * Whether an object must be validated before a waiter gets it: one with which work threw; and one that rested while the
     * pool changed, to be safe.
     */
    public static boolean mustBeChecked(Resident resident, Origin origin, Rules rules) {
        if (resident.isSuspect()) {
            return true;
        }
        return origin == Origin.RESTED
                ? rules.validatesOnAcquire()
                : rules.validatesAlways() && origin == Origin.RETURNED;
    }

    /** Whether an object that becomes idle must be validated before its next lease. */
    public static boolean isDue(Resident resident, Origin origin, Rules rules) {
        return rules.validatesAlways() || mustBeChecked(resident, origin, rules);
    }
}
