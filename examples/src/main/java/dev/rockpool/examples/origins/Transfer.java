package dev.rockpool.examples.origins;

import dev.rockpool.Lease;
import dev.rockpool.Pool;

/** One thread that holds two objects of a pool at once. A lease is its own; the thread does not matter. */
public final class Transfer {

    private Transfer() {}

    /**
     * Moves money. Takes two accounts at once: a pool that many threads use like this needs more than one account per
     * thread, or all could hold their first and wait for their second.
     *
     * @param accounts the pool, of two at least
     * @param from who pays
     * @param to who gets
     * @param amount how much
     * @return both balances after that, in words
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static String move(Pool<SecureBankAccount> accounts, String from, String to, int amount)
            throws InterruptedException {
        try (Lease<SecureBankAccount> payer = accounts.acquire();
                Lease<SecureBankAccount> payee = accounts.acquire()) {
            payer.get().login(from);
            payee.get().login(to);
            payer.get().withdraw(amount);
            payee.get().deposit(amount);
            return from + " " + payer.get().balance() + ", " + to + " "
                    + payee.get().balance();
        }
    }
}
