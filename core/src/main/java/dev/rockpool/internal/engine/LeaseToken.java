package dev.rockpool.internal.engine;

/**
 * What a lease holds strongly and the pool, meanwhile, only weakly: see {@link LeakWatch}. Its number says whether it is
 * the slot's present one.
 */
final class LeaseToken {

    final long number;

    LeaseToken(long number) {
        this.number = number;
    }
}
