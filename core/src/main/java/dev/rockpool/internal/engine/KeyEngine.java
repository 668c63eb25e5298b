package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine of one key of a keyed pool: a pool of its own, but for what it shares ({@link Shared}), for the places of its
 * objects, which are those of a {@link Budget}, and for its end: it is forgotten when nothing is left of it.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>what there is</th><th>moves from here</th></tr>
 * <tr><td>in use</td><td>an object, an attempt, a waiter, a warm-up, {@code minIdle}, settings of its own, or an outage whose
 * pause has not passed</td><td>a section after which nothing of that is left: forgotten</td></tr>
 * <tr><td>in line</td><td>the same, and a waiter that lacks nothing but a place of the budget</td><td>a place is handed over,
 * or the waiter has gone: in use</td></tr>
 * <tr><td>forgotten</td><td>nothing; closed and finished</td><td>none: an acquire that has found it gets {@link Forgotten},
 * and asks the keyed pool for another engine</td></tr>
 * </table>
 *
 * <p><b>Invariants.</b> Whether it is forgotten is decided at the end of a section, under its lock, so an acquire has either
 * joined the queue before that, and it is not, or is sent on. While somebody is in the budget's line to whom nobody gives
 * way, no object comes to rest here: on return it is marked, so that {@link Monitor#place} decides; and what came to rest
 * without that decision, in the moment before, is looked at once more after it. No lock of another engine, and no lock of the
 * keyed pool's, is taken under the lock of this one; what other engines are to be told is told when the lock is given up.
 *
 * @param <T> the pooled objects' type
 */
public final class KeyEngine<T> extends PoolEngine<T> implements KeyedLock.Ends {

    private static final int FORGET = 1;
    private static final int MAKE_ROOM = 2;
    private static final int GIVES_WAY = 4;

    // The sections. Made with the class, as what links one of them late may do so at the end of memory, and then it
    // stays broken.
    private static final Function<KeyEngine<?>, Boolean> GIVE_WAY = KeyEngine::giveWayUnderLock;
    private static final Consumer<KeyEngine<?>> HANDED_OVER = KeyEngine::handedOverUnderLock;
    private static final Function<KeyEngine<?>, Boolean> KEEP = KeyEngine::keepUnderLock;
    private static final Consumer<Monitor<?>> LET_ONE_GO = Monitor::letOneGo;
    private static final Consumer<Monitor<?>> NOTHING_GIVES_WAY = Monitor::nothingGivesWay;
    private static final Function<KeyEngine<?>, @Nullable Void> FORGET_IT = KeyEngine::forgotten;

    private final Keeper<T> keeper;
    private final Budget budget;
    private final Budget.Share share;
    private boolean givesWay; // this section is one that lets an object go; under the engine's lock
    private boolean hasServed; // this section is one that may leave nothing behind; under the engine's lock
    private boolean isSwept; // this section is that of a sweep; under the engine's lock
    private long now; // the time of the sweep; under the engine's lock
    private @Nullable Slot<T> hint0; // plain, and racing, as the next three: a guess, as the slot's word decides
    private @Nullable Slot<T> hint1;
    private @Nullable Slot<T> hint2;
    private @Nullable Slot<T> hint3;
    private long lastUse; // the budget's era at the last return; plain: a hint that may be old

    /** The keyed pool. Each method is called under no lock. */
    public interface Keeper<T> {
        /** The engine was forgotten. */
        void forgotten(KeyEngine<T> engine);

        /** Somebody stands in line, or there are too many objects: idle objects must give way. */
        void makeRoom();

        /** Tells those engines that have been handed a place. */
        void tell();
    }

    /** The engine was forgotten before the acquire came to it: nothing has happened. Without a stack. */
    public static final class Forgotten extends RuntimeException {

        private static final long serialVersionUID = 1;

        Forgotten() {
            super("the key was forgotten", null, false, false);
        }
    }

    /**
     * Of one key.
     *
     * @param config the settings of each key, with a name that says the key
     * @param shared what it shares with the other keys; it joins the threads
     */
    public KeyEngine(PoolConfig config, LifecycleSteps<T> steps, Shared<T> shared, Keeper<T> keeper) {
        super(config, steps, shared, Hints.few());
        this.keeper = keeper;
        this.budget = Objects.requireNonNull(shared.budget, "budget");
        this.share = Objects.requireNonNull(core.state.ledger.share(), "share");
        this.lastUse = budget.era();
        shared.threads.join();
    }

    /** Makes one that is of no key, and discards it: so what an engine links is linked when the keyed pool is built. */
    public static <T> void rehearse(PoolConfig config, LifecycleSteps<T> steps, Shared<T> shared) {
        new KeyEngine<>(config, steps, shared, new Nobody<>()).discard();
    }

    private static final class Nobody<T> implements Keeper<T> {
        @Override
        public void forgotten(KeyEngine<T> engine) {}

        @Override
        public void makeRoom() {}

        @Override
        public void tell() {}
    }

    @Override
    KeyEngine<T> keyed() {
        return this;
    }

    // ---- the ends of sections

    /** Those who wait have been served: the engine is forgotten at the end of this section, if nothing is left of it. */
    void served() {
        hasServed = true;
    }

    /** The section ends. Under the lock; throws nothing. */
    @Override
    public int leaves() {
        PoolState<T> state = core.state;
        state.ledger.giveBackSpare();
        int leftToDo = givesWay ? GIVES_WAY : 0;
        givesWay = false;
        core.monitor.service().isForeign(false);
        if (share.standInLine(core.monitor.demand().shortWaiter())) {
            leftToDo |= MAKE_ROOM;
        }
        if (hasServed && !facts.isClosed && isUnused() && !hasOutage()) {
            forget();
            leftToDo |= FORGET;
        }
        isSwept = false;
        hasServed = false;
        return leftToDo;
    }

    private boolean isUnused() {
        PoolState<T> state = core.state;
        return state.ledger.isEmpty()
                && state.queue.first() == null
                && facts.config.minIdle() == 0
                && !facts.isKept
                && !facts.isSuspended
                && !core.monitor.demand().stock().isWarmingUp()
                && !owed.isOwed
                && core.platform.lifecycle.abandonedCreations() + core.platform.lifecycle.abandonedCleanups() == 0
                && share.isAtRest();
    }

    /** Whether it is to be remembered that creation fails: until a sweep finds that the next attempt may be made. */
    private boolean hasOutage() {
        return core.monitor.demand().hasOutage()
                && !(isSwept && core.monitor.demand().mayProbe(now));
    }

    private void forget() {
        facts.isForgotten = true;
        facts.isClosed = true;
        facts.isFinished = true;
    }

    private @Nullable Void forgotten() {
        forget();
        return null;
    }

    /** The lock has been given up. Throws nothing. */
    @Override
    public void left(int leftToDo) {
        try {
            if ((leftToDo & FORGET) != 0) {
                core.platform.threads.leave();
                keeper.forgotten(this);
            }
            keeper.tell();
            if ((leftToDo & MAKE_ROOM) != 0) {
                keeper.makeRoom();
                refuseIfNothingGaveWay();
            } else if ((leftToDo & GIVES_WAY) == 0) {
                giveWayIfShort();
            }
        } catch (VirtualMachineError cutShort) { // the keyed pool's next sweep does it
            owed.isOwed = true;
        }
    }

    private void refuseIfNothingGaveWay() {
        if (facts.refusesToWait() && share.isLacking()) {
            core.lock.settle(core.monitor, NOTHING_GIVES_WAY);
        }
    }

    // ---- acquire

    /**
     * The slot that a thread used last here. These few, beside {@link Hints}, are fields: where many keys take turns, what costs is
     * each cache line that is looked at.
     */
    private @Nullable Slot<T> hint(long threadId) {
        return switch ((int) threadId & 3) {
            case 0 -> hint0;
            case 1 -> hint1;
            case 2 -> hint2;
            default -> hint3;
        };
    }

    private void remember(long threadId, Slot<T> slot) {
        switch ((int) threadId & 3) {
            case 0 -> hint0 = slot;
            case 1 -> hint1 = slot;
            case 2 -> hint2 = slot;
            default -> hint3 = slot;
        }
    }

    @Override
    @Nullable
    Slot<T> hinted(long threadId) {
        return takesAny() ? hint(threadId) : null;
    }

    @Override
    Slot<T> acquireSlot(@Nullable Slot<T> taken, long timeoutNanos, long threadId) throws InterruptedException {
        Slot<T> slot = super.acquireSlot(taken, timeoutNanos, threadId);
        if (slot != taken) {
            remember(threadId, slot);
        }
        return slot;
    }

    /** Whether an acquire by this thread finds an idle object. A hint. */
    public boolean seemsToHaveIdle() {
        Slot<T> hinted = hint(UserText.currentThreadId());
        return (hinted != null && Snapshot.isIdle(hinted.look())) || hasIdle();
    }

    // ---- giving way

    @Override
    public void giveBack(Slot<T> slot, long lease) {
        if (budget.isShort() && slot.isCurrent(lease)) {
            slot.mark(); // so that its return is decided about under the lock
        }
        super.giveBack(slot, lease);
        long era = budget.era();
        if (lastUse != era) {
            lastUse = era;
        }
        if (budget.isShort()) {
            giveWayIfShort();
        }
    }

    /** Idle objects give way while others need that. */
    private void giveWayIfShort() {
        while (budget.isShort() && hasIdle() && giveWay()) {
            Thread.onSpinWait(); // once for each that stands in line
        }
    }

    /** An idle object gives way, if there is one, and others need that; says whether there was one. Not under a lock. */
    public boolean giveWay() {
        return core.lock.settleAfter(this, GIVE_WAY);
    }

    private boolean giveWayUnderLock() {
        givesWay = true;
        return budget.isShort() && core.monitor.giveWay();
    }

    /** Whether there is an idle object. By any thread. */
    public boolean hasIdle() {
        return core.state.index.find(Take.PEEK, 0) != null;
    }

    /** The budget's era at the last return. By any thread; a hint. */
    public long lastUse() {
        return lastUse;
    }

    /** A place of the budget was handed over. Not under a lock. */
    public void handedOver() {
        core.lock.settle(this, HANDED_OVER);
    }

    private void handedOverUnderLock() {
        core.monitor.service().isForeign(true);
    }

    /** An idle object goes for another key, though nobody stands in line. Not under a lock. */
    private void letOneGo() {
        core.lock.settle(core.monitor, LET_ONE_GO);
    }

    /**
     * A {@code tryAcquire} has found nothing, and asked for an object: where there is no place for one, an object of another
     * key goes; not while one is on its way out, or in.
     *
     * @param next says which key
     */
    public void makeWay(Supplier<@Nullable KeyEngine<T>> next) {
        Ledger ledger = core.state.ledger;
        boolean isWanted = ledger.size() < ledger.maxSize() && ledger.creating() == 0 && !facts.isSuspended;
        if (isWanted && budget.isFull() && budget.dying() == 0) {
            KeyEngine<T> other = next.get();
            if (other != null && other != this) {
                other.letOneGo();
            }
        }
    }

    /** It could not be told of a place: it is told later. */
    public void tellAgain() {
        budget.tellAgain(share);
        owed.isOwed = true;
    }

    // ---- the keyed pool's

    /** Whether it was forgotten. */
    public boolean isForgotten() {
        return facts.isForgotten;
    }

    /** Whether a future has failed at once because the engine was forgotten. */
    public static boolean isForgotten(CompletableFuture<?> future) {
        if (!future.isCompletedExceptionally()) {
            return false;
        }
        try {
            future.getNow(null);
            return false;
        } catch (CompletionException failure) {
            return UserText.causeOf(failure) instanceof Forgotten;
        } catch (CancellationException outside) {
            return false;
        }
    }

    /** Works with what a future brings, until a stage has ended. */
    public static <T, R> CompletableFuture<R> useAsync(
            Function<? super T, ? extends CompletionStage<R>> work,
            Supplier<CompletableFuture<Lease<T>>> acquire,
            Shared<T> shared) {
        return AsyncUse.of(work, acquire, shared);
    }

    /** It is not needed, as another is in its place: nobody has found it. */
    public void discard() {
        core.lock.get(this, FORGET_IT);
        core.platform.threads.leave();
    }

    /** Sets it to work; it has no timer, and is {@linkplain #sweep swept} by the keyed pool. */
    public void start() {
        if (facts.config.minIdle() > 0) {
            core.lock.settle();
        }
    }

    /** It has settings of its own from now on, so it is not forgotten; false if it was. */
    public boolean keep() {
        return core.lock.get(this, KEEP);
    }

    private boolean keepUnderLock() {
        facts.isKept = !facts.isForgotten;
        return facts.isKept;
    }

    /** Whether it has settings of its own. By any thread. */
    public boolean isKept() {
        return facts.isKept;
    }

    /** A warm-up; null if it was forgotten. */
    public @Nullable CompletableFuture<Integer> warmUp(int count) {
        Performance.PromisedWarmUp promised = new Performance.PromisedWarmUp(count);
        return core.lock.settleAfter(new BeginWarmUp(promised)) ? promised.future() : null;
    }

    private final class BeginWarmUp implements Supplier<Boolean> {
        private final Performance.PromisedWarmUp promised;

        BeginWarmUp(Performance.PromisedWarmUp promised) {
            this.promised = promised;
        }

        @Override
        public Boolean get() {
            if (!facts.isForgotten) {
                core.monitor.warmUp(promised);
            }
            return !facts.isForgotten;
        }
    }

    /** Begins to end it, or brings the deadline forward; null if it was forgotten. */
    public @Nullable CompletableFuture<ShutdownReport> end(Duration limit) {
        core.shutdown.begin(limit);
        return facts.isForgotten ? null : core.shutdown.report();
    }

    @Override
    public void close() {
        if (end(facts.config.closeTimeout()) != null) {
            super.close();
        }
    }

    /**
     * One sweep, on the scheduler's thread.
     *
     * @return in how many nanoseconds it wants the next; -1 for none
     */
    public long sweep(long moment) {
        core.lock.settle(new BeginSweep(moment));
        return facts.isForgotten ? -1 : core.upkeep.runOnce(moment);
    }

    private final class BeginSweep implements Runnable {
        private final long moment;

        BeginSweep(long moment) {
            this.moment = moment;
        }

        @Override
        public void run() {
            isSwept = true;
            now = moment;
        }
    }

    /** Its numbers since it was made, as far as the slots and the ledger have them; the others are in the totals of all. */
    public Survey survey() {
        StatsReader.Survey seen = core.statsReader.survey();
        return new Survey(
                seen.acquired(),
                seen.released(),
                seen.size(),
                seen.idle(),
                seen.leased(),
                core.state.ledger.creating(),
                core.state.queue.size(),
                core.state.ledger.overflowSize());
    }

    /** See {@link #survey}. */
    public record Survey(
            long acquired, long released, int size, int idle, int leased, int creating, int waiting, int overflow) {}

    /** Whether creation works, and why not, without numbers. */
    public PoolHealth.State state() {
        return core.healthWatch.state();
    }
}
