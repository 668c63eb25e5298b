/** Whether an object may go on, and when the pool looks at it: pure functions of what was seen and of time. */
package dev.rockpool.internal.ageing;
