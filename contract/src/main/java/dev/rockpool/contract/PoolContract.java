package dev.rockpool.contract;

import org.junit.jupiter.api.Nested;

/**
 * What every pool promises, whatever its settings: inherit it, and say how to open a pool.
 *
 * <pre>{@code
 * class MyPoolContractTest extends PoolContract {
 *     @Override
 *     protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
 *         return settings.apply(Pool.builder(lifecycle)).build();
 *     }
 * }
 * }</pre>
 *
 * <p>Promises that exist in one mode only are in {@link BackgroundContract}, {@link CallerContract},
 * {@link StrictContract} and {@link SettingsContract}. {@link Variant} has the combinations to run them with.
 */
public abstract class PoolContract extends ContractSuite {

    /** For subclasses. */
    protected PoolContract() {}

    @Nested
    class Acquire extends AcquireContract {
        Acquire() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Groups extends GroupContract {
        Groups() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Interrupts extends InterruptContract {
        Interrupts() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Waiters extends WaitersContract {
        Waiters() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Deadlines extends DeadlineContract {
        Deadlines() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Returns extends ReturnContract {
        Returns() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Leases extends LeaseContract {
        Leases() {
            super(PoolContract.this);
        }
    }

    @Nested
    class IdleObjects extends IdleObjectsContract {
        IdleObjects() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Creations extends CreationContract {
        Creations() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Validations extends ValidationContract {
        Validations() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Asyncs extends AsyncContract {
        Asyncs() {
            super(PoolContract.this);
        }
    }

    @Nested
    class AsyncUses extends AsyncUseContract {
        AsyncUses() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Outages extends OutageContract {
        Outages() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Exhaustions extends ExhaustionContract {
        Exhaustions() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Controls extends ControlContract {
        Controls() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Closes extends CloseContract {
        Closes() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Statistics extends StatsContract {
        Statistics() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Reentries extends ReentryContract {
        Reentries() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Faults extends FaultContract {
        Faults() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Cancellations extends CancellationContract {
        Cancellations() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Callbacks extends CallbackContract {
        Callbacks() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Recoveries extends RecoveryContract {
        Recoveries() {
            super(PoolContract.this);
        }
    }

    @Nested
    class FailingFactories extends FailingFactoryContract {
        FailingFactories() {
            super(PoolContract.this);
        }
    }

    @Nested
    class HungFactories extends HungFactoryContract {
        HungFactories() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Shutdowns extends ShutdownContract {
        Shutdowns() {
            super(PoolContract.this);
        }
    }

    @Nested
    class ClosesFromInside extends CloseFromInsideContract {
        ClosesFromInside() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Operators extends OperatorContract {
        Operators() {
            super(PoolContract.this);
        }
    }

    @Nested
    class Clears extends ClearContract {
        Clears() {
            super(PoolContract.this);
        }
    }
}
