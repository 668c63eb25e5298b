package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;

/**
 * What every pool promises, of one whose lifecycle does not block: the topics that say nothing of the thread on which a step
 * runs. Objects have no reset here, as a lease's close does not wait for it; {@link AsyncPoolTest} has resets.
 */
class AsyncEngineContractTest extends ContractSuite {

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return settings.apply(Pool.asyncBuilder(new AsStages<>(lifecycle))).build();
    }

    @Nested
    class Acquires extends AcquireContract {
        Acquires() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class Deadlines extends DeadlineContract {
        Deadlines() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class Creations extends CreationContract {
        Creations() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class Outages extends OutageContract {
        Outages() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class Recoveries extends RecoveryContract {
        Recoveries() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class FailingFactories extends FailingFactoryContract {
        FailingFactories() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class HungFactories extends HungFactoryContract {
        HungFactories() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class Exhaustions extends ExhaustionContract {
        Exhaustions() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class AsyncUses extends AsyncUseContract {
        AsyncUses() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class Cancellations extends CancellationContract {
        Cancellations() {
            super(AsyncEngineContractTest.this);
        }
    }

    @Nested
    class Idles extends IdleObjectsContract {
        Idles() {
            super(AsyncEngineContractTest.this);
        }
    }
}
