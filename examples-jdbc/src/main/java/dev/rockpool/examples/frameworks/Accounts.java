package dev.rockpool.examples.frameworks;

/** Accounts in a table {@code account} with the columns {@code id} and {@code balance}, which is never below zero. */
public interface Accounts extends AutoCloseable {

    /** Moves an amount, in one transaction. Fails with the library's own exception, and then nothing has changed. */
    void transfer(int from, int to, int amount);

    /** {@return the balance of an account} */
    int balance(int id);

    /** Gives up what the library holds; the data source stays open. */
    @Override
    default void close() {}
}
