package dev.rockpool.contract;

import org.junit.jupiter.api.Nested;

/** What happens around a lease, where the settings ask for it. The {@link LockedPool} leaves it out. */
public abstract class LeaseHooksContract extends ContractSuite {

    /** For subclasses. */
    protected LeaseHooksContract() {}

    @Nested
    class Activations extends ActivationContract {
        Activations() {
            super(LeaseHooksContract.this);
        }
    }

    @Nested
    class FailedActivations extends FailedActivationContract {
        FailedActivations() {
            super(LeaseHooksContract.this);
        }
    }

    @Nested
    class Reclaims extends ReclaimContract {
        Reclaims() {
            super(LeaseHooksContract.this);
        }
    }
}
