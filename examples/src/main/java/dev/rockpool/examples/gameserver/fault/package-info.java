/**
 * What goes wrong in {@code ./rockpool demo --fault}: the faults, when they happen, the database that has them, and the
 * timeline on which the pool itself says what is the matter. Nothing here prints what the fault is; that a reader learns
 * from the pool. The run is {@code FaultRun} in the package above; the faults of the server's own code are in
 * {@code CarelessStore} there.
 */
@NullMarked
package dev.rockpool.examples.gameserver.fault;

import org.jspecify.annotations.NullMarked;
