package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Order;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * "When it matches what use, run or useAsync threw (inside a CompletionException its cause), the object is destroyed instead
 * of given back. After everything else that is thrown, an object that can be validated is validated before its next lease."
 */
class InvalidateOnTest extends ContractBase {

    InvalidateOnTest() {
        super(new ContractSuite() {
            @Override
            protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
                return settings.apply(Pool.builder(lifecycle)).build();
            }
        });
    }

    /** How work is done with an object, and throws. */
    enum Way {
        USE {
            @Override
            void fail(Pool<Item> pool, Exception failure) throws Exception {
                pool.use(item -> {
                    throw failure;
                });
            }
        },
        USE_FOR {
            @Override
            void fail(Pool<Item> pool, Exception failure) throws Exception {
                pool.use(SECOND, item -> {
                    throw failure;
                });
            }
        },
        RUN {
            @Override
            void fail(Pool<Item> pool, Exception failure) throws Exception {
                pool.run(item -> {
                    throw failure;
                });
            }
        },
        USE_ASYNC {
            @Override
            void fail(Pool<Item> pool, Exception failure) throws Exception {
                rethrow(pool.useAsync(item -> CompletableFuture.failedFuture(failure)));
            }
        },
        USE_ASYNC_WRAPPED {
            @Override
            void fail(Pool<Item> pool, Exception failure) throws Exception {
                rethrow(pool.useAsync(
                        item -> CompletableFuture.<String>failedFuture(failure).thenApply(String::length)));
            }
        },
        USE_ASYNC_SYNCHRONOUSLY {
            @Override
            void fail(Pool<Item> pool, Exception failure) throws Exception {
                rethrow(pool.useAsync(item -> {
                    throw new CompletionException(failure);
                }));
            }
        };

        abstract void fail(Pool<Item> pool, Exception failure) throws Exception;

        private static void rethrow(CompletableFuture<?> result) throws Exception {
            throw (Exception) Waits.failure(result);
        }
    }

    private void assertThrows(Way way, Pool<Item> pool, Exception failure) {
        assertThatThrownBy(() -> way.fail(pool, failure)).isSameAs(failure);
    }

    private Pool<Item> openWatchingIo() {
        return open(builder -> builder.maxSize(1).invalidateOn(IOException.class::isInstance));
    }

    @ParameterizedTest
    @EnumSource
    void whatMatchesCostsTheObject(Way way) {
        Pool<Item> pool = openWatchingIo();
        fill(pool, 1);
        assertThrows(way, pool, new IOException("connection reset"));
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.INVALIDATED));
        assertThat(acquire(pool).get().id()).isEqualTo(2);
        assertThat(lifecycle.onReset().calls())
                .as("resets, of which an invalidated object has none")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatDoesNotMatchCostsAValidation(Way way) {
        Pool<Item> pool = openWatchingIo();
        fill(pool, 1);
        assertThat(lifecycle.onValidate().calls()).isZero();
        assertThrows(way, pool, new IllegalStateException("business"));
        awaitIdle(pool, 1);
        assertThat(acquire(pool).get().id()).isEqualTo(1);
        assertThat(lifecycle.onValidate().calls()).isEqualTo(1);
    }

    /** "Is validated before its next lease": once, and whatever order and fairness say. */
    @ParameterizedTest
    @EnumSource
    void objectThatIsFoundInvalidAfterAThrowIsReplaced(Order order) throws Exception {
        for (Fairness fairness : Fairness.values()) {
            int before = lifecycle.items().size();
            Pool<Item> pool = open(builder -> builder.maxSize(1).order(order).fairness(fairness));
            fill(pool, 1);
            assertThrows(Way.USE, pool, new IllegalStateException("broken pipe"));
            lifecycle.onValidate().next(Behaviour.no());
            assertThat(acquire(pool).get().id()).isEqualTo(before + 2);
            assertThat(pool.stats().destroyed(DestroyCause.INVALID)).isEqualTo(1);
        }
    }

    @Test
    void everyDoorValidatesWhatWorkHasThrownWith() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        int validations = 0;
        assertThrows(Way.RUN, pool, new IllegalStateException("1"));
        tryAcquired(pool).close();
        assertThat(lifecycle.onValidate().calls()).isEqualTo(++validations);
        assertThrows(Way.RUN, pool, new IllegalStateException("2"));
        served(future(pool)).close();
        assertThat(lifecycle.onValidate().calls()).isEqualTo(++validations);
        acquire(pool).close();
        assertThat(lifecycle.onValidate().calls()).as("once was enough").isEqualTo(validations);
    }

    /** Also for who waits already: it is validated before it is handed over. */
    @ParameterizedTest
    @EnumSource
    void whoWaitsGetsItValidated(WaiterKind kind) {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> result = pool.useAsync(item -> stage);
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        lifecycle.onValidate().next(Behaviour.no());
        stage.completeExceptionally(new IllegalStateException("broken"));
        assertThat(served(next).get().id()).isEqualTo(2);
        assertThat(lifecycle.onValidate().calls()).isEqualTo(1);
        assertThat(result).isCompletedExceptionally();
    }

    /** It is not forgotten while the pool is suspended, or changes otherwise. */
    @Test
    void suspensionAndResizeDoNotForgetIt() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        assertThrows(Way.RUN, pool, new IllegalStateException("broken"));
        pool.control().suspend();
        pool.control().resize(2);
        pool.control().resume();
        lifecycle.onValidate().next(Behaviour.no());
        assertThat(acquire(pool).get().id()).isEqualTo(2);
    }

    /** A pool that validates each object that comes back has done so. */
    @Test
    void validationOnReturnIsEnough() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnReturn(true));
        fill(pool, 1);
        assertThrows(Way.RUN, pool, new IllegalStateException("broken"));
        acquire(pool).get().use();
        assertThat(lifecycle.onValidate().calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void predicateThatThrowsCountsAsMatching(Way way) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).invalidateOn(failure -> {
            throw new UncheckedIOException(new IOException("the predicate"));
        }));
        assertThrows(way, pool, new IllegalStateException("broken"));
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.INVALIDATED));
    }

    /** "Default: nothing matches"; and there is nothing to validate with. */
    @Test
    void withoutAValidatorItGoesBackAsItIs() throws Exception {
        Object[] seen = new Object[2];
        try (Pool<Object> pool = Pool.builder(Object::new).maxSize(1).build()) {
            assertThatThrownBy(() -> pool.run(object -> {
                        seen[0] = object;
                        throw new IOException("broken");
                    }))
                    .isInstanceOf(IOException.class);
            pool.run(object -> seen[1] = object);
            assertThat(seen[1]).isSameAs(seen[0]);
            assertThat(pool.stats().validate().count()).isZero();
        }
    }

    /** What ends in good order is not validated. */
    @Test
    void workThatDoesNotThrowCostsNothing() throws Exception {
        Pool<Item> pool = openWatchingIo();
        fill(pool, 1);
        for (int i = 0; i < 10; i++) {
            pool.run(Item::use);
        }
        assertThat(lifecycle.onValidate().calls()).isZero();
        assertThat(pool.stats().created()).isEqualTo(1);
    }
}
