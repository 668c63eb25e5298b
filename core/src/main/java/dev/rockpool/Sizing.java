package dev.rockpool;

import static dev.rockpool.Checks.require;

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
     * @param maxSize see the component
     * @param minIdle see the component
     * @param maxIdle see the component
     * @throws IllegalArgumentException if one is out of its range
     */
    public Sizing {
        require(maxSize >= 1, "maxSize must be at least 1, was %d", maxSize);
        require(minIdle >= 0, "minIdle must not be negative, was %d", minIdle);
        require(minIdle <= maxSize, "minIdle (%d) must not exceed maxSize (%d)", minIdle, maxSize);
        require(maxIdle <= maxSize, "maxIdle (%d) must not exceed maxSize (%d)", maxIdle, maxSize);
        require(maxIdle >= minIdle, "maxIdle (%d) must not be less than minIdle (%d)", maxIdle, minIdle);
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
