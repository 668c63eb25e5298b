package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lease belongs to whoever has it, not to a thread. The pool of document B knows one object per thread only. */
class SeveralObjectsTest {

    private final Pool<SecureBankAccount> pool =
            Pool.builder(SecureBankAccount::new).maxSize(3).build();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void oneThreadHoldsSeveral() throws InterruptedException {
        try (Lease<SecureBankAccount> first = pool.acquire();
                Lease<SecureBankAccount> second = pool.acquire();
                Lease<SecureBankAccount> third = pool.acquire()) {
            assertThat(List.of(first.get(), second.get(), third.get())).doesNotHaveDuplicates();
            assertThat(pool.stats().leased()).isEqualTo(3);
            assertThat(pool.tryAcquire()).as("the bound counts them all").isNull();
        }
        assertThat(pool.stats().leased()).isZero();
        assertThat(pool.stats().idle()).isEqualTo(3);
        assertThat(pool.stats().created()).isEqualTo(3);
    }

    @Test
    void theyComeBackInAnyOrderAndFromAnyThread() throws InterruptedException {
        Lease<SecureBankAccount> first = pool.acquire();
        Lease<SecureBankAccount> second = pool.acquire();
        SecureBankAccount kept = second.get();
        Thread other = new Thread(first::close);
        other.start();
        other.join();
        assertThat(pool.stats().leased()).isEqualTo(1);
        assertThat(second.get())
                .as("closing the first did not touch the second")
                .isSameAs(kept);
        second.close();
        assertThat(pool.stats().idle()).isEqualTo(2);
    }

    @Test
    void workWithTwoAtOnce() throws InterruptedException {
        assertThat(Transfer.move(pool, "ada", "bob", 100)).isEqualTo("ada 900, bob 1100");
        assertThat(pool.stats().leased()).isZero();
        pool.run(account -> assertThat(account.user()).isNull());
    }
}
