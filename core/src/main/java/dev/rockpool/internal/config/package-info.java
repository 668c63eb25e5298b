/** The catalogue of settings, and what follows from it: text, aliases, profiles, rules, descriptions. */
package dev.rockpool.internal.config;
