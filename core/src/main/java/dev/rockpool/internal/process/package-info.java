/** What all pools of a process share with it: threads, the log, and the text of what is not ours. */
package dev.rockpool.internal.process;
