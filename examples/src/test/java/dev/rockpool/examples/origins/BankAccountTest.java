package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * State that leaks from one user to the next, and state that does not. The demonstration in document B (docs/origins.md)
 * shows nothing: its second user logs in first, which loads a fresh balance and clears the transactions.
 */
class BankAccountTest {

    @Test
    void theProblematicAccountStillBelongsToTheLastUser() throws InterruptedException {
        try (Pool<ProblematicBankAccount> pool =
                Pool.builder(ProblematicBankAccount::new).build()) {
            pool.run(account -> {
                account.login("user_a");
                account.withdraw(100);
                assertThat(account.balance()).isEqualTo(900);
            });
            pool.run(account -> {
                // Nobody has logged in, and yet:
                assertThat(account.user()).isEqualTo("user_a");
                assertThat(account.transactions()).containsExactly(100);
                account.withdraw(50);
                assertThat(account.balance()).isEqualTo(-50);
            });
        }
    }

    @Test
    void validationOnReturnCatchesTheProblematicAccount() throws InterruptedException {
        try (Pool<ProblematicBankAccount> pool =
                Pool.builder(ProblematicBankAccount::new).validateOnReturn(true).build()) {
            pool.run(account -> account.login("user_a"));
            pool.run(account -> {
                assertThat(account.user()).isNull();
                assertThatIllegalStateException().isThrownBy(() -> account.withdraw(50));
            });
            Awaitility.await()
                    .untilAsserted(() -> assertThat(pool.stats().destroyed(DestroyCause.INVALID))
                            .isEqualTo(1));
            assertThat(pool.stats().created()).isEqualTo(2);
        }
    }

    @Test
    void theSecureAccountKnowsNothingOfTheLastUser() throws InterruptedException {
        try (Pool<SecureBankAccount> pool =
                Pool.builder(SecureBankAccount::new).validateOnReturn(true).build()) {
            SecureBankAccount first = pool.use(account -> {
                account.login("user_a");
                account.withdraw(100);
                assertThat(account.balance()).isEqualTo(900);
                return account;
            });
            pool.run(account -> {
                assertThat(account)
                        .as("reset comes before validation, so it was kept")
                        .isSameAs(first);
                assertThat(account.user()).isNull();
                assertThat(account.balance()).isZero();
                assertThat(account.transactions()).isEmpty();
                assertThatIllegalStateException().isThrownBy(() -> account.withdraw(50));
                account.login("user_b");
                assertThat(account.balance()).isEqualTo(1_000);
            });
            assertThat(pool.stats().created()).isEqualTo(1);
            assertThat(pool.stats().validationFailures()).isZero();
        }
    }
}
