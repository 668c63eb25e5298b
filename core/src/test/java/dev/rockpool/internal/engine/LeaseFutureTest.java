package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.HandTicker;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The claim: who wins completes it, who loses waits for nobody. */
class LeaseFutureTest {

    private final Pool<Object> pool = Pool.builder(Object::new)
            .maxSize(1)
            .acquireTimeout(Duration.ofHours(1))
            .ticker(new HandTicker())
            .build();

    @AfterEach
    void close() {
        var unused = pool.control().shutdown(Duration.ZERO); // some leases are out
    }

    private static Lease<Object> acquire(Pool<Object> pool) {
        return pool.acquireAsync().join();
    }

    /** A future of a pool whose object is out, and that lease. */
    private LeaseFuture<Object> pending() {
        return (LeaseFuture<Object>) pool.acquireAsync();
    }

    @Test
    void afterThePoolHasClaimedItNobodyElseCompletesItNorWaits() throws Exception {
        Lease<Object> lease = acquire(pool);
        LeaseFuture<Object> future = pending();
        assertThat(future.claim()).isTrue(); // and is slow to deliver
        assertThat(future.cancel(true)).isFalse();
        assertThat(future.complete(null)).isFalse();
        assertThat(future.completeExceptionally(new IOException("outside"))).isFalse();
        assertThat(future.completeOnTimeout(null, 1, TimeUnit.NANOSECONDS)).isSameAs(future);
        assertThat(future.orTimeout(1, TimeUnit.NANOSECONDS)).isSameAs(future);
        assertThat(future.completeAsync(() -> null, Runnable::run)).isSameAs(future);
        // The JDK has one thread for timeouts: it gets through to the next one.
        CompletableFuture<String> other =
                new CompletableFuture<String>().completeOnTimeout("time", 2, TimeUnit.MILLISECONDS);
        assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo("time");
        assertThat(future).isNotDone();
        assertThat(pool.stats().cancelled()).isZero();
        assertThat(future.deliver(lease)).isTrue();
        assertThat(future.get()).isSameAs(lease);
        assertThat(future.cancel(true)).isFalse();
        lease.close();
    }

    @Test
    void afterTheOutsideHasClaimedItThePoolDoesNotDeliver() {
        Lease<Object> lease = acquire(pool);
        LeaseFuture<Object> future = pending();
        assertThat(future.cancel(false)).isTrue();
        assertThat(future.claim()).isFalse();
        assertThat(future.isOutsides()).isTrue();
        assertThat(future.cancel(false)).isTrue(); // as for every future that is cancelled
        assertThat(future.complete(lease)).isFalse();
        assertThat(pool.stats().cancelled()).isEqualTo(1);
        assertThat(pool.stats().waiting()).isZero();
        lease.close();
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    @Test
    void anObtrudedResultIsNotReplacedByALease() {
        Lease<Object> lease = acquire(pool);
        LeaseFuture<Object> future = pending();
        assertThat(future.claim()).isTrue();
        future.obtrudeException(new IOException("obtruded"));
        assertThat(future.deliver(lease)).isFalse();
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasMessageContaining("obtruded");
        lease.close();
    }

    @Test
    void whatIsBadCancelsNothing() {
        Lease<Object> lease = acquire(pool);
        LeaseFuture<Object> future = pending();
        assertThatThrownBy(() -> future.completeExceptionally(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> future.obtrudeException(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> future.completeAsync(null)).isInstanceOf(NullPointerException.class);
        assertThat(pool.stats().waiting()).isEqualTo(1);
        lease.close();
        future.join().close();
    }

    @Test
    void supplierThatThrowsFailsItAsTheJdkDoes() {
        acquire(pool);
        CompletableFuture<Lease<Object>> ours = pending();
        CompletableFuture<Lease<Object>> theirs = new CompletableFuture<>();
        for (CompletableFuture<Lease<Object>> future : java.util.List.of(ours, theirs)) {
            IllegalStateException failure = new IllegalStateException("supplier");
            future.completeAsync(
                    () -> {
                        throw failure;
                    },
                    Runnable::run);
            assertThatThrownBy(future::join)
                    .isInstanceOf(java.util.concurrent.CompletionException.class)
                    .hasCause(failure);
        }
        assertThat(pool.stats().cancelled()).isEqualTo(1);
    }

    @Test
    void derivedFuturesArePlain() {
        acquire(pool);
        LeaseFuture<Object> future = pending();
        assertThat(future.thenApply(lease -> lease)).isExactlyInstanceOf(CompletableFuture.class);
        assertThat(future.copy()).isExactlyInstanceOf(CompletableFuture.class);
        assertThat(future.newIncompleteFuture()).isExactlyInstanceOf(CompletableFuture.class);
        assertThat(future.minimalCompletionStage()).isNotInstanceOf(LeaseFuture.class);
        assertThat(future.toCompletableFuture()).isSameAs(future);
        assertThat(future.copy().cancel(true)).isTrue();
        assertThat(future).isNotDone();
        assertThat(pool.stats().waiting()).isEqualTo(1);
    }
}
