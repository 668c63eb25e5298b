/** The user's code about objects behind one port, with time limits and back-off: the only place that calls it. And what it runs on. */
package dev.rockpool.internal.lifecycle;
