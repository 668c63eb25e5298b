/**
 * The settings of pools as text, for {@link dev.rockpool.text.TextConfig} to read: properties, the environment, profiles,
 * and the names that other pools have for them. What text says about connections is in
 * {@link dev.rockpool.text.ConnectionSettings}.
 */
package dev.rockpool.text;
