package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Rules;

/**
 * What a pool does about leases that are lost: unreachable, and never closed.
 *
 * <p>Detection allocates hardly anything: a lease holds a small token, the pool holds it only weakly, and the collector
 * says when nobody holds it any more. An acquire makes a new token only if the last one was collected while the object was
 * idle. A leak shows within a second of the collection that finds its token dead: of the old generation at the latest, as
 * a token that was leased during several collections is kept there. {@link #prompt(int)} shows it after the next young
 * collection, for the price of an allocation. Whether the pool
 * destroys the object of a lost lease (the default: somebody may still use it) or takes it back ({@link #reuse()}, for
 * handles that are the only way to the object), its capacity comes back.
 *
 * <p>An object that refers to its own lease hides its leak.
 *
 * @param enabled whether lost leases are looked for; default true
 * @param reused whether the object of a lost lease is given back instead of destroyed; default false
 * @param freshTokenEvery a fresh token for every n-th lease of a slot; 0, the default, keeps a token until the collector
 *     finds it while the object is idle
 */
public record Leaks(boolean enabled, boolean reused, int freshTokenEvery) {

    private static final Leaks ON = new Leaks(true, false, 0);
    private static final Leaks OFF = new Leaks(false, false, 0);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if {@code freshTokenEvery} is negative, or something is set that is off
     */
    public Leaks {
        Problems problems = new Problems();
        Rules.leaks(problems, enabled, reused, freshTokenEvery);
        problems.throwIfAny();
    }

    /** {@return the default: found by the collector, reported, destroyed} */
    public static Leaks on() {
        return ON;
    }

    /** {@return no detection: a lost lease holds its capacity until the pool is closed} */
    public static Leaks off() {
        return OFF;
    }

    /** {@return the same, but found after the next young collection: {@code prompt(1)}} */
    public Leaks prompt() {
        return prompt(1);
    }

    /**
     * Found after the next young collection, for every n-th lease of a slot; each of those costs the allocation of a
     * token and a weak reference.
     *
     * @param everyNth 1 for every lease; at least 1
     * @return the setting
     * @throws IllegalArgumentException if {@code everyNth} is less than 1
     */
    public Leaks prompt(int everyNth) {
        Problems problems = new Problems();
        Rules.prompt(problems, everyNth);
        problems.throwIfAny();
        return new Leaks(enabled, reused, everyNth);
    }

    /**
     * {@return the same, but the object of a lost lease goes back into the pool, by reset and validation as always} Only for
     * objects that nobody can reach but through their lease.
     */
    public Leaks reuse() {
        return new Leaks(enabled, true, freshTokenEvery);
    }
}
