package dev.rockpool.testkit;

import dev.rockpool.testkit.FaultInjector.Mischief;
import org.jspecify.annotations.Nullable;

/** An exception about which nothing can be learnt while its fault is armed. */
final class HostileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient FaultInjector faults;
    private final transient FaultInjector.Fault fault;

    HostileException(FaultInjector faults, FaultInjector.Fault fault) {
        super("hostile", null);
        this.faults = faults;
        this.fault = fault;
    }

    private void resist() {
        if (faults != null && faults.isArmed(fault)) {
            if (fault.mischief() == Mischief.THROW_BLOCKING) {
                fault.gate().pass();
            } else {
                throw new IllegalStateException("the text of an exception failed");
            }
        }
    }

    @Override
    public String getMessage() {
        resist();
        return "hostile";
    }

    @Override
    public String getLocalizedMessage() {
        resist();
        return "hostile";
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
        resist();
        return null;
    }

    @Override
    public StackTraceElement[] getStackTrace() {
        resist();
        return super.getStackTrace();
    }

    @Override
    public void printStackTrace(java.io.PrintStream stream) {
        resist();
        super.printStackTrace(stream);
    }

    @Override
    public void printStackTrace(java.io.PrintWriter writer) {
        resist();
        super.printStackTrace(writer);
    }

    @Override
    public String toString() {
        resist();
        return "hostile";
    }

    @Override
    public int hashCode() {
        resist();
        return System.identityHashCode(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        resist();
        return this == other;
    }
}
