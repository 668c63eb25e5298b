package dev.rockpool.config;

import java.util.List;

/**
 * What {@link dev.rockpool.PoolControl#apply} has changed, and what it could not change. Each entry names a setting
 * with both values: {@code maxSize: 10 -> 20}.
 *
 * @param changed what is in force now
 * @param unchanged what a running pool cannot change; the pool keeps its old value, and a new pool is needed
 */
public record ConfigChange(List<String> changed, List<String> unchanged) {

    /** Copies the lists. */
    public ConfigChange {
        changed = List.copyOf(changed);
        unchanged = List.copyOf(unchanged);
    }

    /** {@return whether all that was asked for is in force} */
    public boolean isComplete() {
        return unchanged.isEmpty();
    }
}
