package dev.rockpool.internal.engine;

import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.capacity.Outage;
import dev.rockpool.internal.engine.Attempt.Wish;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.monitor.DestroyCause;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Wishes for objects that nobody waits for: {@code minIdle}, warm-ups, and the one that a {@code tryAcquire} in vain asks
 * for. Made by creators, after those that somebody waits for; after an outage first one at a time, then two, then four, so
 * that a server that has just come back is not stormed.
 *
 * <p>A part of {@link Monitor}: all under the engine's lock.
 */
final class Stock<T> {

    private static final int LOOKS_FOR_A_QUESTION = 64;
    private static final int UNKNOWN = -1;
    private static final int MOST_COUNTS = 8; // for one question, while creations end

    private final Facts facts;
    private final Ledger ledger;
    private final Outage outage;
    private final SlotTable<T> table;
    private final Effects<T> effects;
    private final Demand<T> demand;
    private final List<WarmUp> warmUps = new ArrayList<>(); // one that stays whole when it cannot grow
    private int slowStart = Integer.MAX_VALUE; // how many attempts at once
    private boolean isOneAsked;
    private int trusted; // how often it may be taken for granted that there is enough, since the last count
    private boolean isCounting; // whether a count is on its way
    private int counted = UNKNOWN; // idle ones or coming, as far as they were counted; for the section that is told
    private boolean hasCountedAll; // or there was enough for what was asked before
    private int successes; // of creations

    /** A wish that so many objects be alive. */
    abstract static class WarmUp {
        private final int target;
        private boolean hasTried;

        WarmUp(int target) {
            this.target = target;
        }

        /** Whether nobody wants it any more. */
        abstract boolean isAbandoned();
    }

    Stock(PoolState<T> state, Demand<T> demand) {
        this.facts = state.facts;
        this.ledger = state.ledger;
        this.outage = state.outage;
        this.table = state.table;
        this.effects = state.effects;
        this.demand = demand;
    }

    /** Starts attempts until there will be enough. */
    void start(long now) {
        finishWarmUps();
        while (ledger.room() > 0 && demand.hasFreeCreator() && startOne(now)) {
            isOneAsked = false;
        }
        isOneAsked = false;
        counted = UNKNOWN;
    }

    private boolean startOne(long now) {
        WarmUp warmUp = unfinishedWarmUp();
        if (warmUp != null && !warmUp.hasTried) {
            demand.begin(Wish.STOCK, false, true, now); // whatever is known: somebody wants to know it now
            warmUp.hasTried = true;
            return true;
        } else if (isSlow()) {
            return false;
        } else if ((warmUp == null && !isOneAsked) || !outage.allowsAttempt(now)) {
            boolean isWanted = leavesRoom() && outage.allowsProbe(now) && wantsIdle();
            if (isWanted) {
                demand.begin(Wish.STOCK, false, false, now);
            }
            return isWanted;
        }
        demand.begin(Wish.STOCK, false, true, now);
        return true;
    }

    /** Where callers create, the last object is left to them: an acquire comes before stock. */
    private boolean leavesRoom() {
        return !facts.callersCreate || ledger.room() > 1 || facts.config.minIdle() >= ledger.maxSize();
    }

    /** There is no room; {@link #start} would start nothing. */
    void nothingCanStart() {
        finishWarmUps();
        isOneAsked = false;
        counted = UNKNOWN;
    }

    /** One more object would be used, if not now then later; if one is on its way that nobody waits for, that will do. */
    void askForOne() {
        isOneAsked = demand.unclaimed() == 0;
    }

    /** A warm-up that is short of an object; one that has not tried yet comes first. */
    private @Nullable WarmUp unfinishedWarmUp() {
        int coming = ledger.living() + ledger.creating();
        WarmUp tried = null;
        for (WarmUp warmUp : warmUps) {
            if (coming < warmUp.target && !warmUp.hasTried) {
                return warmUp;
            }
            tried = coming < warmUp.target ? warmUp : tried;
        }
        return tried;
    }

    /** Whether minIdle is short of an object. */
    private boolean wantsIdle() {
        int missing =
                facts.config.minIdle() - demand.unclaimed() + demand.renewal().inFlightForOld();
        return missing > 0 && (ledger.living() < missing || !hasIdleOrComing(missing));
    }

    /**
     * Idle objects are not counted as they come and go, so somebody counts them when the lock has been given up, and comes
     * back with the number; until then nothing is started for {@code minIdle}.
     */
    private boolean hasIdleOrComing(int number) {
        if (counted >= number || (counted != UNKNOWN && hasCountedAll)) {
            return counted >= number;
        }
        if (trusted > 0) {
            trusted--;
        } else if (!isCounting) {
            effects.add(new Effect.CountIdle<>(new IdleCount<>(table, number, successes)));
            isCounting = true;
        }
        return true;
    }

    /**
     * Somebody has counted; this is followed by {@link #start}. Where a creation has ended since it was asked for, its object may
     * be in neither number, that of the idle ones and that of the attempts, so it is counted once more. What was enough is taken
     * for granted for a while: for one more question for each 64 slots that were looked at, or until the next sweep. Idle objects
     * are leased without a look at {@code minIdle}, so nothing more exact is lost.
     */
    void counted(IdleCount<T> count) {
        if (count.successes != successes && ++count.counts < MOST_COUNTS) {
            effects.add(new Effect.CountIdle<>(count));
            count.successes = successes;
            return;
        }
        isCounting = false;
        counted = count.found;
        hasCountedAll = !count.isEnough();
        trusted = count.isEnough() ? count.looks / LOOKS_FOR_A_QUESTION : 0;
    }

    /** An object is going: minIdle is made good now, not with the next sweep. One too many is not missing, but to its key. */
    void gone(@Nullable DestroyCause cause) {
        if (cause != DestroyCause.SURPLUS || ledger.isShared()) {
            lookAnew();
        }
    }

    /** The settings have changed, or some time has passed: a count that was begun before counts no more. */
    void lookAnew() {
        trusted = 0;
        isCounting = false;
        counted = UNKNOWN;
    }

    /** A count of idle objects and those that soon are, without the lock; it ends when there are enough. */
    static final class IdleCount<T> implements Predicate<Slot<T>> {
        private final SlotTable<T> table;
        private final int enough;
        private int found;
        private int looks;
        private int successes; // when it was asked for; this and the next one under the lock
        private int counts;

        IdleCount(SlotTable<T> table, int enough, int successes) {
            this.table = table;
            this.enough = enough;
            this.successes = successes;
        }

        /** Counts from the beginning. Not under the lock. */
        void run() {
            found = 0;
            looks = 0;
            table.first(this);
        }

        @Override
        public boolean test(Slot<T> slot) {
            looks++;
            long seen = slot.look();
            found += Snapshot.isAtRest(seen) || Snapshot.isInHand(seen) ? 1 : 0;
            return isEnough();
        }

        private boolean isEnough() {
            return found >= enough;
        }
    }

    /** Whether no object is missing, whoever may want one. */
    boolean isFull() {
        return ledger.isFull();
    }

    /** Whether more objects are wanted than anybody uses yet. */
    boolean isWarmingUp() {
        return !warmUps.isEmpty();
    }

    /** Whether no more attempts may begin for nobody in particular until those in flight have succeeded, after an outage. */
    boolean isSlow() {
        return ledger.creating() >= slowStart;
    }

    /** A creation succeeded. */
    void succeeded() {
        successes++;
        boolean staysSlow = slowStart < facts.config.parallelCreations() && slowStart <= Integer.MAX_VALUE / 2;
        slowStart = staysSlow ? slowStart * 2 : Integer.MAX_VALUE;
    }

    /** A creation failed. */
    void failed(CapturedFailure failure) {
        slowStart = 1;
        if (!warmUps.isEmpty()) {
            failWarmUps(Refusal.creationFails(failure), false);
        }
    }

    /** Adds a warm-up; {@link #start} begins it. */
    void add(WarmUp warmUp) {
        if (facts.isClosed) {
            effects.add(new Effect.WarmedUp<>(warmUp, 0, Refusal.CLOSED));
            return;
        }
        warmUps.add(warmUp);
        if (demand.hasTooManyAbandoned()) {
            failWarmUps(demand.creationFails(), true);
        }
    }

    private void finishWarmUps() {
        if (warmUps.isEmpty()) {
            return;
        }
        boolean isAllThereCanBe = ledger.creating() == 0 && ledger.lacksBudget(); // no other key gives way to it
        for (Iterator<WarmUp> each = warmUps.iterator(); each.hasNext(); ) {
            WarmUp warmUp = each.next();
            int living = ledger.living();
            if (isAllThereCanBe || warmUp.isAbandoned() || living >= Math.min(warmUp.target, ledger.maxSize())) {
                effects.add(new Effect.WarmedUp<>(warmUp, living, null));
                each.remove();
            }
        }
    }

    /** The pool is closed. */
    void close() {
        failWarmUps(Refusal.CLOSED, true);
    }

    private void failWarmUps(Refusal refusal, boolean alsoUntried) {
        for (Iterator<WarmUp> each = warmUps.iterator(); each.hasNext(); ) {
            WarmUp warmUp = each.next();
            if (alsoUntried || warmUp.hasTried) {
                effects.add(new Effect.WarmedUp<>(warmUp, 0, refusal));
                each.remove();
            }
        }
    }
}
