package dev.rockpool.internal.ageing;

import static dev.rockpool.internal.ageing.Fitness.causeToDestroy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.internal.slot.Resident;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.monitor.DestroyCause;
import org.junit.jupiter.api.Test;

class FitnessTest {

    /** A pool in its second epoch. */
    private static final class Rules implements Fitness.Rules {
        private boolean isClosed;

        @Override
        public boolean isClosed() {
            return isClosed;
        }

        @Override
        public long epoch() {
            return 2;
        }

        @Override
        public boolean validatesOnAcquire() {
            return false;
        }

        @Override
        public boolean validatesAlways() {
            return false;
        }
    }

    private final Rules rules = new Rules();

    private static Resident resident(boolean isOverflow) {
        Resident resident = new Resident(2, isOverflow, 0);
        resident.born(0, 0, 3);
        return resident;
    }

    @Test
    void anObjectGoesAfterItsLastLeaseAndNotBefore() {
        Resident resident = resident(false);
        for (long uses = 0; uses < 3; uses++) {
            assertThat(causeToDestroy(resident, Snapshot.leaseAfter(0, uses), rules, true, false, false))
                    .isNull();
        }
        assertThat(causeToDestroy(resident, Snapshot.leaseAfter(0, 3), rules, true, false, false))
                .isEqualTo(DestroyCause.WORN);
    }

    @Test
    void withoutALimitOfUsesThereIsNoLastLease() {
        assertThat(Snapshot.leaseAfter(Snapshot.leaseAfter(0, 7), Long.MAX_VALUE))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(Snapshot.leases(Snapshot.leaseAfter(Snapshot.leaseAfter(0, 7), 5)))
                .isEqualTo(12);
    }

    @Test
    void anOldObjectStaysUntilItMayBeMissed() {
        Resident resident = resident(false);
        assertThat(causeToDestroy(resident, 0, rules, false, false, true))
                .as("a young one")
                .isNull();
        resident.old(new Resident.Era());
        assertThat(causeToDestroy(resident, 0, rules, true, false, false)).isNull();
        assertThat(causeToDestroy(resident, 0, rules, true, false, true)).isEqualTo(DestroyCause.EXPIRED);
    }

    @Test
    void anOldOneOnTopOfTheBoundIsNotWaitedFor() {
        Resident resident = resident(true);
        resident.old(new Resident.Era());
        assertThat(causeToDestroy(resident, 0, rules, true, false, false)).isEqualTo(DestroyCause.EXPIRED);
    }

    @Test
    void whatHoldsForAllComesFirst() {
        Resident resident = resident(false);
        resident.old(new Resident.Era());
        assertThat(causeToDestroy(resident, 0, rules, false, true, true)).isEqualTo(DestroyCause.SURPLUS);
        assertThat(causeToDestroy(new Resident(1, false, 0), 0, rules, false, true, true))
                .isEqualTo(DestroyCause.CLEARED);
        rules.isClosed = true;
        assertThat(causeToDestroy(resident, 0, rules, false, true, true)).isEqualTo(DestroyCause.CLOSED);
    }
}
