package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.AgeLimits;
import dev.rockpool.internal.ageing.CheckPace;
import dev.rockpool.internal.ageing.Earliest;
import dev.rockpool.internal.slot.Resident;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.monitor.DestroyCause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * What a sweep sees of the ages of objects, and tells the monitor: which have had their time, which have rested for too long,
 * which are the next to have their health checked. Where none of that is set, it does nothing. On the scheduler's thread,
 * without the lock.
 *
 * <p>An object counts as expired when its time comes before the next sweep, so up to an eighth of {@code maxLifetime}, or a
 * second, before its time; and as rested when it has been seen idle for {@code maxIdleTime}, so up to two sweeps after. Time
 * in which there were no sweeps is no rest: a machine that slept does not wake up to a pool that has had enough of all.
 */
final class AgeSurvey<T> {

    /** So many are told in one section. */
    private static final int MOST_AT_ONCE = 1_024;

    private final PoolState<T> state;
    private final EngineLock<T> lock;
    private final Monitor<T> monitor;

    private boolean isOn;
    private AgeLimits limits;
    private CheckPace pace = new CheckPace(0, 1);
    private long now;
    private long missedNanos;
    private double checks; // that may begin, and the part of one that is saved
    private boolean isCheckDue; // by what the last sweep saw
    private int idle;
    private int inUse;
    private List<Aged<T>> expired = new ArrayList<>(0);
    private List<Aged<T>> rested = new ArrayList<>(0);
    private Earliest<Aged<T>> checkable = new Earliest<>(0); // checks begin meanwhile, so their times change

    AgeSurvey(PoolState<T> state, EngineLock<T> lock) {
        this.state = state;
        this.lock = lock;
        this.monitor = lock.monitor();
        this.limits = state.facts.ageLimits;
    }

    /** A sweep begins; this part of the time since the last was missed. */
    void begin(long moment, long sweepNanos, long elapsedNanos, long missed) {
        missedNanos = missed;
        limits = state.facts.ageLimits;
        pace = new CheckPace(Nanos.of(state.facts.config.healthCheckInterval()), sweepNanos);
        isOn = !state.facts.isClosed && !state.facts.isSuspended && (limits.areAny() || pace.isOn());
        now = moment;
        if (isOn && pace.isOn()) {
            checks = pace.allowed(checks, idle, elapsedNanos);
        }
        isCheckDue = isOn && checks >= 1;
        checkable = new Earliest<>(isCheckDue ? (int) checks : 0);
        idle = 0;
        inUse = 0;
    }

    /** It sees a slot. */
    void look(Slot<T> slot, long word) {
        Resident resident = isOn ? slot.residentIfAny() : null;
        if (resident == null || !resident.isBorn()) {
            return;
        }
        boolean isIdle = Snapshot.isIdle(word);
        boolean isInUse = Snapshot.isLeased(word) || Snapshot.isResetting(word);
        resident.seen(Snapshot.leases(word), isInUse, now, missedNanos);
        idle += isIdle ? 1 : 0;
        inUse += isInUse ? 1 : 0;
        if (!resident.isOld() && limits.isExpired(resident, now + pace.sweepNanos())) {
            expired.add(new Aged<>(slot, resident, word));
        }
        if (isIdle && limits.hasRested(resident, now)) {
            rested.add(new Aged<>(slot, resident, word));
        }
        if (isIdle && isCheckDue) {
            checkable.offer(new Aged<>(slot, resident, word), resident.checkedNanos() - now);
        }
    }

    /** It has seen all: tells the monitor. What could not be told is seen again by the next. */
    void end() {
        try {
            shed();
            tell(expired, now, lock);
            planChecks();
        } finally {
            expired = emptied(expired);
            rested = emptied(rested);
            checkable = new Earliest<>(0);
        }
    }

    private static <E> List<E> emptied(List<E> list) {
        return list.isEmpty() ? list : new ArrayList<>(0);
    }

    private void shed() {
        int surplus = idle - state.facts.config.minIdle();
        if (surplus <= 0 || rested.isEmpty()) {
            return;
        }
        rested.sort(Comparator.comparingLong(each -> each.resident().usedNanos() - now));
        Deque<Aged<T>> candidates = new ArrayDeque<>(rested);
        int left = surplus;
        while (left > 0 && !candidates.isEmpty()) {
            int most = left;
            int before = candidates.size();
            left -= lock.settleAfter(
                    () -> monitor.retirement().shed(candidates, most, MOST_AT_ONCE, DestroyCause.IDLE));
            if (candidates.size() == before) {
                return; // somebody waits
            }
        }
    }

    private static <T> void tell(List<Aged<T>> expired, long about, EngineLock<T> lock) {
        expired.sort(Comparator.comparingLong(each -> each.resident().bornNanos() - about));
        for (int from = 0; from < expired.size(); from += MOST_AT_ONCE) {
            List<Aged<T>> part = expired.subList(from, Math.min(expired.size(), from + MOST_AT_ONCE));
            lock.settle(() -> lock.monitor().demand().renewal().found(part));
        }
    }

    /** The objects of today have had their time, whatever their age. By any thread, without the lock. */
    static <T> void renewAll(PoolState<T> state, EngineLock<T> lock) {
        List<Aged<T>> all = new ArrayList<>();
        state.table.forEach(slot -> {
            long word = slot.look();
            Resident resident = slot.residentIfAny();
            if (resident != null && resident.isBorn()) {
                all.add(new Aged<>(slot, resident, word));
            }
        });
        if (!all.isEmpty()) {
            tell(all, all.get(0).resident().bornNanos(), lock);
        }
    }

    private void planChecks() {
        Deque<Aged<T>> next = checkable.take();
        if (next.isEmpty()) {
            return;
        }
        checks -= next.size();
        lock.settle(() -> monitor.health().plan(next, inUse > 0, now));
    }
}
