package dev.rockpool.testkit;

import dev.rockpool.testkit.FaultInjector.Site;
import org.jspecify.annotations.Nullable;

/** A thread of which the methods that others call about it may go wrong. */
final class HostileThread extends Thread {
    private final FaultInjector faults;

    HostileThread(FaultInjector faults, Runnable task) {
        super(task, "hostile\r\n\u001b[31m");
        this.faults = faults;
        setDaemon(true);
    }

    /** Final from JDK 19 on only under its new name; asked by the JDK itself, too, which gets the truth while nothing is armed. */
    @Override
    @SuppressWarnings("deprecation")
    public long getId() {
        return faults.strike(Site.THREAD) ? 0 : super.getId();
    }

    @Override
    public StackTraceElement @Nullable [] getStackTrace() {
        return faults.strike(Site.THREAD) ? null : super.getStackTrace();
    }

    @Override
    public @Nullable State getState() {
        return faults.strike(Site.THREAD) ? null : super.getState();
    }

    @Override
    public @Nullable ClassLoader getContextClassLoader() {
        return faults.strike(Site.THREAD) ? null : super.getContextClassLoader();
    }

    @Override
    public void interrupt() {
        if (!faults.strike(Site.THREAD)) {
            super.interrupt();
        }
    }

    @Override
    @SuppressWarnings("ToStringReturnsNull") // that is the lie
    public @Nullable String toString() {
        return faults.strike(Site.THREAD) ? null : super.toString();
    }
}
