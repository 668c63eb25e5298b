/**
 * The catalogue of settings: how each is read, written and checked, and what follows from it: rules, descriptions,
 * comparisons. Exported to the module that reads settings from text, and to nobody else.
 */
package dev.rockpool.internal.config;
