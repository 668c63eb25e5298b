package dev.rockpool.contract;

import org.junit.jupiter.api.Nested;

/**
 * What single settings do to a pool. These tests choose order, creation and fairness themselves, so once is enough; what
 * a bad setting is answered with is not a pool's matter but the builder's.
 */
public abstract class SettingsContract extends ContractSuite {

    /** For subclasses. */
    protected SettingsContract() {}

    @Nested
    class Orders extends OrderContract {
        Orders() {
            super(SettingsContract.this);
        }
    }
}
