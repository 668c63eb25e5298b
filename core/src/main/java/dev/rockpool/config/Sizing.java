package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Rules;

/**
 * How many objects a pool has.
 *
 * @param maxSize the hard bound on live objects, those being created included; at least 1, default 10
 * @param minIdle how many idle objects the pool keeps ready, filled in the background; 0 to {@code maxSize}, default 0
 * @param maxIdle how many idle objects it keeps at the most, the rest is destroyed as it comes back; {@code minIdle} to
 *     {@code maxSize}, default {@code maxSize}
 */
public record Sizing(int maxSize, int minIdle, int maxIdle) {

    /**
     * Checks the settings against each other.
     *
     * @throws IllegalArgumentException that names all that are out of their range
     */
    public Sizing {
        Problems problems = new Problems();
        Rules.sizing(problems, maxSize, minIdle, maxIdle);
        problems.throwIfAny();
    }

    /**
     * Up to {@code maxSize} objects, made on demand, kept while idle.
     *
     * @param maxSize the bound; at least 1
     * @return the setting
     * @throws IllegalArgumentException if {@code maxSize} is less than 1
     */
    public static Sizing fixed(int maxSize) {
        return new Sizing(maxSize, 0, maxSize);
    }

    /**
     * The same with another {@code minIdle}.
     *
     * @param newMinIdle the new number; 0 to {@code maxIdle}
     * @return the setting
     * @throws IllegalArgumentException if the number is out of its range
     */
    public Sizing withMinIdle(int newMinIdle) {
        return new Sizing(maxSize, newMinIdle, maxIdle);
    }
}
