package dev.rockpool.monitor;

import java.time.Duration;
import java.util.Objects;

/**
 * How a shutdown ended.
 *
 * @param abandonedLeases leases that were still out at the deadline; their objects are destroyed when they come back
 * @param destroyed objects that the shutdown destroyed
 * @param unfinishedCreations attempts to create that still hung in user code
 * @param unfinishedCleanups resets, validations and destroys that still hung in user code
 * @param took how long the shutdown took
 */
public record ShutdownReport(
        int abandonedLeases, int destroyed, int unfinishedCreations, int unfinishedCleanups, Duration took) {

    /** Checks that the duration is there. */
    public ShutdownReport {
        Objects.requireNonNull(took, "took");
    }

    /** {@return whether everything came back and ended: nothing was abandoned or left unfinished} */
    public boolean isClean() {
        return abandonedLeases == 0 && unfinishedCreations == 0 && unfinishedCleanups == 0;
    }
}
