package dev.rockpool.internal.engine;

import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.capacity.Outage;
import dev.rockpool.internal.engine.Attempt.Wish;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.slot.Snapshot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

    private final Facts facts;
    private final Ledger ledger;
    private final Outage outage;
    private final SlotTable<T> table;
    private final Effects<T> effects;
    private final Demand<T> demand;
    private final List<WarmUp> warmUps = new ArrayList<>(); // one that stays whole when it cannot grow
    private int slowStart = Integer.MAX_VALUE; // how many attempts at once
    private boolean isOneAsked;
    private int trusted; // how often it may be taken for granted that there is enough, since the last look

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
     * What a look finds holds for a while, if it is enough: for one more question for each 64 slots that it looked at, or
     * until the next sweep. Idle objects are leased without a look at {@code minIdle}, so nothing more exact is lost.
     */
    private boolean hasIdleOrComing(int number) {
        if (trusted > 0) {
            trusted--;
            return true;
        }
        int[] idle = {0};
        int[] looks = {0};
        boolean isEnough = table.first(slot -> {
                    looks[0]++;
                    return isIdleOrHeld(slot) && ++idle[0] >= number;
                })
                != null;
        trusted = isEnough ? looks[0] / LOOKS_FOR_A_QUESTION : 0;
        return isEnough;
    }

    /** The settings have changed, or some time has passed. */
    void lookAnew() {
        trusted = 0;
    }

    private boolean isIdleOrHeld(Slot<T> slot) {
        long seen = slot.look();
        return Snapshot.isAtRest(seen) || Snapshot.isInHand(seen);
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
