package dev.rockpool.examples.origins;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to do it: the reset clears every field, and {@link #isValid} proves it. The pool resets first and validates then, so
 * that a used and properly reset account is kept.
 */
public final class SecureBankAccount implements BankAccount {

    private static final int OPENING_BALANCE = 1_000;

    private final List<Integer> transactions = new ArrayList<>();
    private final Map<String, String> session = new HashMap<>();
    private int balance;
    private @Nullable String user;

    @Override
    public void login(String newUser) {
        reset();
        user = newUser;
        balance = OPENING_BALANCE;
        session.put("token", "token-of-" + newUser);
    }

    @Override
    public void withdraw(int amount) {
        requireLogin();
        balance -= amount;
        transactions.add(amount);
    }

    /**
     * Puts money in.
     *
     * @param amount how much
     * @throws IllegalStateException if nobody is logged in
     */
    public void deposit(int amount) {
        requireLogin();
        balance += amount;
        transactions.add(-amount);
    }

    private void requireLogin() {
        if (user == null) {
            throw new IllegalStateException("not logged in");
        }
    }

    @Override
    public void reset() {
        balance = 0;
        transactions.clear();
        session.clear();
        user = null;
    }

    @Override
    public boolean isValid() {
        return user == null && balance == 0 && transactions.isEmpty() && session.isEmpty();
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
        return List.copyOf(transactions);
    }
}
