package dev.rockpool.examples.origins;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How not to do it: the reset forgets two of three fields. The next holder <em>is</em> the last user until it logs in, and
 * can read what that user did.
 *
 * <p>{@link #isValid} tells; with {@code validateOnReturn} the pool throws such an account away.
 */
public final class ProblematicBankAccount implements BankAccount {

    private static final int OPENING_BALANCE = 1_000;

    private int balance;
    private List<Integer> transactions = new ArrayList<>();
    private @Nullable String user;

    @Override
    public void login(String newUser) {
        user = newUser;
        balance = OPENING_BALANCE;
        transactions = new ArrayList<>();
    }

    @Override
    public void withdraw(int amount) {
        if (user == null) {
            throw new IllegalStateException("not logged in");
        }
        balance -= amount;
        transactions.add(amount);
    }

    /** PROBLEMATIC: user and transactions stay. */
    @Override
    public void reset() {
        balance = 0;
    }

    @Override
    public boolean isValid() {
        return user == null && balance == 0 && transactions.isEmpty();
    }

    @Override
    public @Nullable String user() {
        return user;
    }

    @Override
    public int balance() {
        return balance;
    }

    @Override
    public List<Integer> transactions() {
        return transactions;
    }
}
