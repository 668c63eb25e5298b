/**
 * A network that goes wrong on command: {@link dev.rockpool.testkit.network.ChaosProxy} stands between a client and a real
 * server and refuses, resets, ends, silences, delays or cuts their connections.
 */
@NullMarked
package dev.rockpool.testkit.network;

import org.jspecify.annotations.NullMarked;
