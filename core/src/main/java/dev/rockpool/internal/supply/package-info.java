/** The user's code about objects: the only place that calls it, with time limits, back-off and failure reports. */
package dev.rockpool.internal.supply;
