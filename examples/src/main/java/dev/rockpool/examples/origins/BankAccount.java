package dev.rockpool.examples.origins;

import dev.rockpool.Reusable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session with a bank, used by one user after the other. */
public sealed interface BankAccount extends Reusable permits ProblematicBankAccount, SecureBankAccount {

    /**
     * Begins the session of a user.
     *
     * @param user who it is
     */
    void login(String user);

    /**
     * Takes money out.
     *
     * @param amount how much
     * @throws IllegalStateException if nobody is logged in
     */
    void withdraw(int amount);

    /**
     * Whose session it is.
     *
     * @return the user; null before the login
     */
    @Nullable
    String user();

    /**
     * What there is.
     *
     * @return the balance
     */
    int balance();

    /**
     * What happened in this session.
     *
     * @return the withdrawals
     */
    List<Integer> transactions();
}
