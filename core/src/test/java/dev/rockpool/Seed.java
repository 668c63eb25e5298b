package dev.rockpool;

import java.util.Random;

/** The seed of a random test: printed, and taken back with {@code -Drockpool.seed=…}. */
public record Seed(long value) {

    /** A new one, or the given one. */
    public static Seed next(Class<?> test) {
        long value = Long.getLong("rockpool.seed", System.nanoTime());
        System.out.println(test.getSimpleName() + ": -Drockpool.seed=" + value);
        return new Seed(value);
    }

    /** A generator that begins with it. */
    public Random random() {
        return new Random(value);
    }

    @Override
    public String toString() {
        return "seed " + value;
    }
}
