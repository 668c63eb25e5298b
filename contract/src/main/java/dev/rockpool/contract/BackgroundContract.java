package dev.rockpool.contract;

import org.junit.jupiter.api.Nested;

/** What a pool whose creators create ({@link dev.rockpool.config.Creation#BACKGROUND}) promises on top of {@link PoolContract}. */
public abstract class BackgroundContract extends ContractSuite {

    /** For subclasses. */
    protected BackgroundContract() {}

    @Nested
    class Creators extends CreatorsContract {
        Creators() {
            super(BackgroundContract.this);
        }
    }
}
