package dev.rockpool.examples.gameserver.fault;

import dev.rockpool.monitor.Explanation.Cause;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be made to go wrong. */
public enum Fault {
    /** The database goes away: connections break, and new ones are refused. */
    DB_DOWN("db-down", Cause.FACTORY_DOWN),
    /** The database falls silent: connections break, and connecting gets no answer, neither yes nor no. */
    HUNG_DB("hung-db", Cause.FACTORY_HUNG),
    /** A way through the server's code forgets to close its lease, as often as there are connections. */
    LEAK("leak", Cause.LEAK),
    /** Every statement takes very long, and succeeds. */
    SLOW_DB("slow-db", Cause.SLOW_HOLDER),
    /** The server's code takes a second connection while it holds one, on all threads at once. */
    NESTED("nested", Cause.NESTED_ACQUIRE);

    private final String optionValue;
    private final Cause cause;

    Fault(String optionValue, Cause cause) {
        this.optionValue = optionValue;
        this.cause = cause;
    }

    /**
     * The fault by its name on the command line.
     *
     * @param optionValue such as {@code db-down}
     * @return the fault; empty if there is no such one
     */
    public static Optional<Fault> named(String optionValue) {
        return Arrays.stream(values())
                .filter(fault -> fault.optionValue.equals(optionValue))
                .findFirst();
    }

    /**
     * All names.
     *
     * @return {@code db-down, hung-db, …}
     */
    public static String names() {
        return Arrays.stream(values()).map(fault -> fault.optionValue).collect(Collectors.joining(", "));
    }

    /**
     * What the pool must call it; the demo fails if it does not.
     *
     * @return the cause in an explanation
     */
    public Cause cause() {
        return cause;
    }

    /** Whether connections that are open break when it begins. */
    boolean breaksConnections() {
        return Set.of(DB_DOWN, HUNG_DB).contains(this);
    }
}
