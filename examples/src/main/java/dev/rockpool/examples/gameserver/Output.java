package dev.rockpool.examples.gameserver;

import java.io.PrintWriter;

/**
 * Where a run prints.
 *
 * @param out for status and report
 * @param err for what goes wrong that should not
 * @param showsConfig whether the report has all settings of the pools
 */
record Output(PrintWriter out, PrintWriter err, boolean showsConfig) {}
