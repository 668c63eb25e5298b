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
import java.util.function.Consumer;
import java.util.function.Supplier;

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
            tell(expired, now);
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
        rested.sort(new Oldest<>(true, now));
        Deque<Aged<T>> candidates = new ArrayDeque<>(rested);
        int left = surplus;
        while (left > 0 && !candidates.isEmpty()) {
            int before = candidates.size();
            left -= lock.settleAfter(new Shed(candidates, left));
            if (candidates.size() == before) {
                return; // somebody waits
            }
        }
    }

    private final class Shed implements Supplier<Integer> {
        private final Deque<Aged<T>> candidates;
        private final int most;

        Shed(Deque<Aged<T>> candidates, int most) {
            this.candidates = candidates;
            this.most = most;
        }

        @Override
        public Integer get() {
            return monitor.retirement().shed(candidates, most, MOST_AT_ONCE, DestroyCause.IDLE);
        }
    }

    /** The oldest first, or the one that was not used for the longest time; moments wrap around. */
    private record Oldest<T>(boolean byUse, long about) implements Comparator<Aged<T>> {
        @Override
        public int compare(Aged<T> one, Aged<T> other) {
            return Long.compare(ageOf(one), ageOf(other));
        }

        private long ageOf(Aged<T> aged) {
            Resident resident = aged.resident();
            return (byUse ? resident.usedNanos() : resident.bornNanos()) - about;
        }
    }

    private void tell(List<Aged<T>> aged, long about) {
        aged.sort(new Oldest<>(false, about));
        for (int from = 0; from < aged.size(); from += MOST_AT_ONCE) {
            lock.settle(new Tell(aged.subList(from, Math.min(aged.size(), from + MOST_AT_ONCE))));
        }
    }

    private final class Tell implements Runnable {
        private final List<Aged<T>> aged;

        Tell(List<Aged<T>> aged) {
            this.aged = aged;
        }

        @Override
        public void run() {
            monitor.demand().renewal().found(aged);
        }
    }

    /** The objects of today have had their time, whatever their age. By any thread, without the lock. */
    void renewAll() {
        Born<T> born = new Born<>();
        state.table.forEach(born);
        List<Aged<T>> all = born.all;
        if (!all.isEmpty()) {
            tell(all, all.get(0).resident().bornNanos());
        }
    }

    private static final class Born<T> implements Consumer<Slot<T>> {
        private final List<Aged<T>> all = new ArrayList<>();

        @Override
        public void accept(Slot<T> slot) {
            long word = slot.look();
            Resident resident = slot.residentIfAny();
            if (resident != null && resident.isBorn()) {
                all.add(new Aged<>(slot, resident, word));
            }
        }
    }

    private void planChecks() {
        Deque<Aged<T>> next = checkable.take();
        if (next.isEmpty()) {
            return;
        }
        checks -= next.size();
        lock.settle(new Plan(next));
    }

    private final class Plan implements Runnable {
        private final Deque<Aged<T>> next;

        Plan(Deque<Aged<T>> next) {
            this.next = next;
        }

        @Override
        public void run() {
            monitor.health().plan(next, inUse > 0, now);
        }
    }
}
