package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.monitor.DestroyCause;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Idle objects that are too many, and became idle all the same, as somebody waited who was then served otherwise: those on top
 * of {@code maxIdle}, and those on top of the bound.
 *
 * <p>A part of {@link Monitor}: all under the engine's lock.
 */
final class Surplus<T> {

    private final PoolState<T> state;
    private final Stock<T> stock;
    private final Retirement<T> retirement;
    private final Consumer<Slot<T>> place;
    private final List<Aged<T>> onTop = new ArrayList<>(0); // of the bound; some of them gone by now

    /**
     * That of one pool.
     *
     * @param place gives a slot in hand, whose object was idle, its next state
     */
    Surplus(PoolState<T> state, Stock<T> stock, Retirement<T> retirement, Consumer<Slot<T>> place) {
        this.state = state;
        this.stock = stock;
        this.retirement = retirement;
        this.place = place;
    }

    /** An object on top of the bound becomes idle. */
    void onTop(Slot<T> slot) {
        onTop.add(new Aged<>(slot, slot.resident(), slot.look()));
    }

    /** Some time has passed: those that are too many go, unless somebody waits; says whether more are to go at once. */
    boolean sweep() {
        return state.queue.first() == null && (trimIdle() || letGo());
    }

    private boolean trimIdle() {
        if (!state.facts.trimsIdle || stock.isWarmingUp()) {
            return false;
        }
        for (int i = 0; i < Walk.PART; i++) {
            boolean areTooMany = state.table.countedIdle() > state.facts.config.maxIdle();
            Slot<T> slot = areTooMany ? state.index.find(Take.ANY, 0) : null;
            if (slot == null) {
                return false;
            }
            retirement.destroy(slot, DestroyCause.SURPLUS);
        }
        return true;
    }

    private boolean letGo() {
        for (int i = 0; i < Walk.PART && !onTop.isEmpty(); i++) {
            Aged<T> each = onTop.get(onTop.size() - 1);
            if (each.isThere() && each.resident().isOverflow() && each.slot().takeIdle()) {
                place.accept(each.slot());
            }
            onTop.remove(onTop.size() - 1);
        }
        return !onTop.isEmpty();
    }
}
