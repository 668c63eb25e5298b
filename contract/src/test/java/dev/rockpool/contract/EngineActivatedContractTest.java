package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Order;
import dev.rockpool.testkit.Threads;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a pool promises, where each object is activated before its lease. Left out are the topics that say on which thread a future
 * is completed, and that an idle object completes it at once: an activation on a worker comes before.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("some")
class EngineActivatedContractTest extends ContractSuite {

    @Parameter
    Variant variant;

    static Stream<Variant> some() {
        return Variant.all()
                .filter(variant -> variant.order() == Order.AFFINE && variant.threads() == Threads.PLATFORM);
    }

    @Override
    protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        return settings.apply(variant.apply(Pool.builder(lifecycle).onAcquire(object -> {})))
                .build();
    }

    @Override
    protected Threads threads() {
        return variant.threads();
    }

    @Nested
    class Waiters extends WaitersContract {
        Waiters() {
            super(EngineActivatedContractTest.this);
        }
    }

    @Nested
    class Deadlines extends DeadlineContract {
        Deadlines() {
            super(EngineActivatedContractTest.this);
        }
    }

    @Nested
    class Leases extends LeaseContract {
        Leases() {
            super(EngineActivatedContractTest.this);
        }
    }

    @Nested
    class Creations extends CreationContract {
        Creations() {
            super(EngineActivatedContractTest.this);
        }
    }

    @Nested
    class Validations extends ValidationContract {
        Validations() {
            super(EngineActivatedContractTest.this);
        }
    }

    @Nested
    class Exhaustions extends ExhaustionContract {
        Exhaustions() {
            super(EngineActivatedContractTest.this);
        }
    }

    @Nested
    class Clears extends ClearContract {
        Clears() {
            super(EngineActivatedContractTest.this);
        }
    }

    @Nested
    class Outages extends OutageContract {
        Outages() {
            super(EngineActivatedContractTest.this);
        }
    }

    @Nested
    class Idles extends IdleObjectsContract {
        Idles() {
            super(EngineActivatedContractTest.this);
        }
    }
}
