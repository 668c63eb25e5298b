package dev.rockpool.contract;

import org.junit.jupiter.api.Nested;

/**
 * What a pool promises whose objects age. Not kept by the plain locked pool, which has no sweeps: what it would have to do for
 * this is all that upkeep does, so it would be no plain pool any more, and no oracle either.
 */
public abstract class AgeingContract extends ContractSuite {

    /** For subclasses. */
    protected AgeingContract() {}

    @Nested
    class Renewals extends RenewalContract {
        Renewals() {
            super(AgeingContract.this);
        }
    }

    @Nested
    class Rests extends RestContract {
        Rests() {
            super(AgeingContract.this);
        }
    }

    @Nested
    class HealthChecks extends HealthCheckContract {
        HealthChecks() {
            super(AgeingContract.this);
        }
    }
}
