package dev.rockpool.internal.engine;

import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.capacity.FutileCreations;
import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.capacity.Outage;
import dev.rockpool.internal.slot.AffineIndex;
import dev.rockpool.internal.slot.Homes;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.QueueIndex;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.stats.Meters;
import dev.rockpool.internal.waiting.WaitQueue;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/** What {@link Monitor} decides about, and what it has decided and nobody has done yet. Each part names its guard. */
final class PoolState<T> {

    final Facts facts;
    final SlotTable<T> table = new SlotTable<>();
    final IdleIndex<T> index;
    final @Nullable Homes<T> homes; // where objects belong to threads
    final WaitQueue<Waiter<T>> queue;
    final Ledger ledger;
    final Outage outage;
    final FutileCreations futile;
    final Effects<T> effects;
    final LongBinaryOperator random; // a number between two others, both inclusive
    private final Budget.@Nullable Share share;
    private long numbers; // how many were given out, without a share; under the engine's lock

    /**
     * Of a new pool.
     *
     * @param meters what counts what happens under the lock
     * @param random a number between two others, both inclusive
     * @param share of a budget; null if the pool has its bound only
     */
    PoolState(PoolConfig config, Meters meters, LongBinaryOperator random, Budget.@Nullable Share share) {
        this.facts = new Facts(config);
        this.homes = facts.isPerThread ? new Homes<>() : null;
        this.index = config.order() == Order.LIFO || config.order() == Order.FIFO
                ? new QueueIndex<>(config.order() == Order.LIFO)
                : new AffineIndex<>(table);
        this.queue = new WaitQueue<>(facts.isStrict);
        this.share = share;
        this.ledger = new Ledger(config.maxSize(), share);
        this.effects = new Effects<>(meters);
        this.random = random;
        this.outage = new Outage(config.supply(), random, ledger::living);
        this.futile = outage.futile();
    }

    /** Whether anything is decided by the time at present: in an outage, and where an activation may fail. Needs no lock. */
    boolean mindsTime() {
        return outage.isDown() || facts.activates;
    }

    /** The next number in the sequence of waiters and attempts: of this pool, or of all with whom it shares a budget. */
    long nextNumber() {
        return share == null ? ++numbers : share.nextNumber();
    }
}
