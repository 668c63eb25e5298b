package dev.rockpool.internal.engine;

import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.capacity.Outage;
import dev.rockpool.internal.engine.Attempt.Wish;
import dev.rockpool.internal.slot.Resident;
import dev.rockpool.monitor.DestroyCause;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Replaces objects that have had their time. A sweep finds them ({@link AgeSurvey}); from then on each is <em>old</em>, and is
 * lent as before, until it may go.
 *
 * <pre>{@code
 *   young ── a sweep: its time comes before the next ──> old ── it may go, and is idle ─────────────────> destroyed
 *                                                         │                                                ^
 *                                                         └── it may go, and is leased: marked ── returned ┘
 * }</pre>
 *
 * <p><b>When one may go.</b> Which of the old ones goes is open: any that is idle, else the first that comes back.
 *
 * <table>
 * <caption>The ways to renew</caption>
 * <tr><th>the pool</th><th>what happens</th></tr>
 * <tr><td>has a place for one more</td><td>A replacement is made; when it is there, one is <em>earned</em>: an old one may
 * go. As many at once as there are places and creators.</td></tr>
 * <tr><td>is full: as many objects as may be, all alive</td><td>One old one may go, and a replacement is <em>owed</em>. It
 * is made as soon as the old one is gone, for whoever waits if somebody does. Until then the pool is not full, so no
 * other goes.</td></tr>
 * <tr><td>cannot create at present</td><td>The old ones stay. The pool tries creation as in any outage; what a probe makes
 * counts as a replacement.</td></tr>
 * </table>
 *
 * <p>An object that is destroyed as its health check failed is owed as well. One on top of the bound is not replaced: it
 * goes when it comes back.
 *
 * <p><b>Invariants</b>: {@code earned <= count}; attempts that replace and are in flight, and earned ones, are no more than
 * old and owed ones were when they began; at most one is owed for a pool that was full, as it then is not.
 *
 * <p>A part of {@link Monitor}: all under the engine's lock. No clock: {@code now} means something only while creation fails.
 */
final class Renewal<T> {

    /** How many are looked at in one section. */
    private static final int MOST_LOOKS = 64;

    private final Facts facts;
    private final Ledger ledger;
    private final Outage outage;
    private final Demand<T> demand;

    private Deque<Aged<T>> old = new ArrayDeque<>(0); // within the bound; and some that are gone
    private Resident.Era era = new Resident.Era(); // of those that are old
    private int count; // those of them that are not gone
    private int toLook; // how many to look at, for one that is idle, since something changed
    private int earned;
    private int owed;
    private int inFlight; // attempts that replace

    Renewal(PoolState<T> state, Demand<T> demand) {
        this.facts = state.facts;
        this.ledger = state.ledger;
        this.outage = state.outage;
        this.demand = demand;
    }

    // ---- questions

    /** Whether an old object may go. */
    boolean mayRetire() {
        return earned > 0 || (ledger.isFull() && !outage.isDown());
    }

    /** Whether an object is gone whose replacement is not there yet, and has a place. */
    boolean isBehind() {
        return owed > 0 && !ledger.isFull();
    }

    /** How many attempts replace. */
    int inFlight() {
        return inFlight;
    }

    /** How many attempts replace an object that is still there, so that nothing is won by them. */
    int inFlightForOld() {
        return Math.max(0, inFlight - owed);
    }

    /** Whether what is counted here can be, with so many old ones within the bound. For tests. */
    boolean isSound(int found) {
        return count == found && earned >= 0 && earned <= count && owed >= 0 && owed <= 2 && inFlight >= 0;
    }

    @Override
    public String toString() {
        return count + " old, " + earned + " earned, " + owed + " owed, " + inFlight + " being replaced";
    }

    // ---- events

    /** A sweep has found that these have had their time. */
    void found(Collection<Aged<T>> aged) {
        if (facts.isClosed) {
            return;
        }
        for (Aged<T> each : aged) {
            Resident resident = each.resident();
            if (!each.isUnknown()) {
                continue;
            }
            if (resident.isOverflow()) {
                resident.old(era);
                each.slot().mark();
            } else {
                old.add(each); // first: it may fail for want of memory
                resident.old(era);
                count++;
            }
        }
        lookAnew();
    }

    /** Something has changed: an old one may be idle now, or may go. */
    void lookAnew() {
        toLook = old.size();
    }

    /** The pool was cleared or closed, or ages are counted otherwise: which are old is seen anew. */
    void forget() {
        Deque<Aged<T>> none = new ArrayDeque<>(); // both first: it may fail for want of memory
        Resident.Era next = new Resident.Era();
        era.ends();
        era = next;
        old = none;
        count = 0;
        toLook = 0;
        earned = 0;
        owed = 0;
    }

    /** An attempt is in flight, or no longer. */
    void inFlight(Attempt<T> attempt, int change) {
        inFlight += attempt.wish == Wish.REPLACEMENT ? change : 0;
    }

    /** An attempt has made an object, which is entered. */
    void made(Attempt<T> attempt) {
        lookAnew();
        boolean isOwed = owed > 0;
        if (ledger.isFull()) {
            owed = 0;
        }
        boolean replaces = attempt.wish == Wish.REPLACEMENT || attempt.wish == Wish.PROBE;
        if (!replaces || attempt.epoch != facts.epoch || facts.isClosed) {
            return;
        }
        if (isOwed) {
            owed = Math.max(0, owed - 1);
        } else {
            earned = Math.min(earned + 1, count);
        }
    }

    /** An object is going. */
    void gone(Resident resident, @Nullable DestroyCause cause) {
        if (resident.isOld() && !resident.isOverflow()) {
            count--;
            if (cause == DestroyCause.EXPIRED && earned > 0) {
                earned--;
            } else if (cause == DestroyCause.EXPIRED) {
                owe();
            }
            earned = Math.min(earned, count);
        }
        resident.old(null);
        if (cause == DestroyCause.UNHEALTHY) {
            owe();
        }
    }

    /** One that is going will be missed, unless there are more than there may be. */
    private void owe() {
        if (ledger.isFull()) {
            owed = 0; // nothing was missing, or no longer, as the bound is lower now
        }
        owed += ledger.hasSurplus() ? 0 : 1;
    }

    // ---- decisions

    /** Lets idle old ones go, as far as they may; marks those that are leased, so that the first to come back goes. */
    void retire(Retirement<T> retirement) {
        for (int looks = 0; toLook > 0 && looks < MOST_LOOKS && mayRetire(); looks++) {
            toLook--;
            Aged<T> oldest = old.poll();
            if (oldest != null && oldest.isThere() && oldest.resident().isOld()) {
                if (oldest.slot().markOrTake()) {
                    retirement.destroy(oldest.slot(), DestroyCause.EXPIRED);
                } else {
                    old.add(oldest); // there is room: it was taken out
                }
            }
        }
        if (count == 0) {
            old.clear();
        }
    }

    /** Starts attempts that replace. */
    void start(long now) {
        while (count + owed > earned + inFlight
                && ledger.room() > 0
                && demand.hasFreeCreator()
                && !outage.isDown()
                && !demand.stock().isSlow()) {
            demand.begin(Wish.REPLACEMENT, false, false, now);
        }
    }
}
