package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.capacity.Outage;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.Counters;
import dev.rockpool.internal.stats.LatencyRecorder;
import dev.rockpool.internal.stats.Meters;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.internal.waiting.Queued.State;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.internal.waiting.WaitQueue;
import dev.rockpool.monitor.DestroyCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A monitor without threads, and a plain pool of objects beside it: what the monitor decides is done here, at a moment that
 * the random numbers choose, by the simplest means; and what comes of it is compared with what the plain pool says.
 */
class MonitorWorld implements Effect.Performer<Object>, Monitor.Port<Object> {

    private static final Order[] SHARED = {Order.AFFINE, Order.LIFO, Order.FIFO};

    final Random random;
    final Facts facts;
    final SlotTable<Object> table;
    final IdleIndex<Object> index;
    final WaitQueue<Waiter<Object>> queue;
    final Turn<Waiter<Object>> turn;
    final Ledger ledger;
    final Outage outage;
    final Effects<Object> effects;
    final Monitor<Object> monitor;
    long now = 1_000;
    int bound;

    // The plain pool.
    long made;
    final Set<Object> alive = new HashSet<>(); // made, and neither destroyed nor detached
    final Map<Object, Slot<Object>> leased = new HashMap<>();
    final Map<Object, Long> uses = new HashMap<>();
    final Set<Slot<Object>> cleaning = new HashSet<>(); // given back, and not placed
    final Map<Slot<Object>, Asker> activations = new HashMap<>(); // that have not ended
    final Map<Slot<Object>, Asker> activated = new HashMap<>(); // for whom, and not leased yet
    final List<Attempt<Object>> attempts = new ArrayList<>(); // on creators
    final List<Attempt<Object>> hanging = new ArrayList<>(); // abandoned
    final List<Check<Object>> checks = new ArrayList<>();
    final List<Slot<Object>> toClean = new ArrayList<>(); // activated, and not leased
    final boolean activates; // whether objects are activated before each lease
    final List<Slot<Object>> dying = new ArrayList<>();
    final Map<Slot<Object>, DestroyCause> causes = new HashMap<>();
    final List<Asker> waiting = new ArrayList<>(); // have not got their answer
    final List<Asker> nudged = new ArrayList<>(); // threads that will look at their state
    final List<Asker> delivered = new ArrayList<>(); // futures that will get a slot
    final List<Wish> wishes = new ArrayList<>();
    final List<Stock.IdleCount<Object>> counts = new ArrayList<>(); // of idle objects that were asked for
    final List<Operation> operations = new ArrayList<>(); // that have not passed all slots yet
    long clearedEpoch; // what an acquire that begins now may not be older than
    long alarm = -1;
    long alarmNumber;
    boolean isBroken; // creations fail
    boolean hasNoMore; // as there are none to be had
    long oldest = Long.MAX_VALUE; // the epoch that the next lease may be of

    MonitorWorld(Random random, @Nullable Budget budget) {
        this.random = random;
        PoolConfig config = settings();
        PoolState<Object> state = new PoolState<>(
                config,
                new Meters(new Counters(), new LatencyRecorder(false)),
                (from, to) -> from + (long) (random.nextDouble() * (to - from)),
                budget == null ? null : budget.share(this));
        this.facts = state.facts;
        this.table = state.table;
        this.index = state.index;
        this.queue = state.queue;
        this.turn = queue.turn();
        this.bound = config.maxSize();
        this.ledger = state.ledger;
        this.outage = state.outage;
        this.effects = state.effects;
        this.monitor = new Monitor<>(state, this, new Owed(this::neverCutShort, () -> {}));
        this.activates = random.nextInt(3) == 0;
        monitor.walk().part = random.nextBoolean() ? Walk.PART : 1 + random.nextInt(2);
    }

    /** A change to the pool that has been made; whoever made it comes back when all slots have been passed. */
    record Operation(long goal, long epoch) {}

    void neverCutShort(Throwable cause) {
        throw new AssertionError("a section was cut short", cause);
    }

    PoolConfig settings() {
        int maxSize = 1 + random.nextInt(5);
        int maxIdle = random.nextInt(4) == 0 ? random.nextInt(maxSize + 1) : maxSize;
        PoolBuilder<Object> builder = Pool.builder(Object::new)
                .maxSize(maxSize)
                .maxIdle(maxIdle)
                .minIdle(random.nextInt(3) == 0 ? random.nextInt(maxIdle + 1) : 0)
                .order(pick(SHARED)) // where objects belong to threads, that is decided before the monitor
                .fairness(pick(Fairness.values()))
                .creation(pick(Creation.values()))
                .whenExhausted(pick(WhenExhausted.values()))
                .parallelCreations(1 + random.nextInt(maxSize))
                .creationBackOff(Duration.ofNanos(50), Duration.ofNanos(400))
                .rideOut(Duration.ofNanos(random.nextBoolean() ? 0 : 300));
        if (random.nextInt(3) == 0) {
            builder.validateWith(object -> true)
                    .validateOnAcquire(
                            random.nextBoolean()
                                    ? ValidateOnAcquire.always()
                                    : ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(1)));
        }
        if (random.nextInt(4) == 0) {
            builder.maxWaiters(random.nextInt(4));
        }
        age(builder);
        try (Pool<Object> pool = builder.build()) {
            return pool.config();
        }
    }

    private void age(PoolBuilder<Object> builder) {
        if (random.nextBoolean()) {
            builder.maxLifetime(Duration.ofNanos(500 + random.nextInt(5_000)));
            builder.lifetimeJitter(random.nextInt(10) / 10.0);
        }
        if (random.nextInt(4) == 0) {
            builder.maxUses(1 + random.nextInt(5));
        }
    }

    <E> E pick(E[] all) {
        return all[random.nextInt(all.length)];
    }

    // ---- who asks

    /** An acquire: of a thread, which looks at its state when it is nudged, or of a future. */
    final class Asker extends Waiter<Object> {
        final boolean isThread;
        boolean isOver;

        Asker(boolean isThread, long timeoutNanos) {
            super(now, timeoutNanos);
            this.isThread = isThread;
        }

        @Override
        public boolean needsHandOver() {
            return !isThread || isStarving();
        }

        @Override
        boolean canCreate() {
            return isThread;
        }

        @Override
        @Nullable
        Effect<Object> wakeUp() {
            return isThread ? new Does(() -> nudged.add(this)) : null;
        }

        @Override
        Effect<Object> activation(Check<Object> check) {
            return new Does(() -> checks.add(check));
        }

        @Override
        void activates(Check<Object> check) {
            if (facts.isStrict) {
                assertIsFirst(this);
            }
            assertThat(activations.put(check.slot, this))
                    .as("one activates an object")
                    .isNull();
        }

        @Override
        Effect<Object> delivery(Slot<Object> granted) {
            return new Does(() -> (isThread ? nudged : delivered).add(this));
        }

        @Override
        boolean take(Slot<Object> granted, boolean miss, boolean isForeign) {
            if (granted.activates()) {
                assertThat(activated.remove(granted))
                        .as("whose activation ended well")
                        .isSameAs(this);
            } else if (facts.isStrict) {
                assertIsFirst(this);
            }
            slot = granted;
            isMiss = miss;
            if (isThread) {
                granted.takeInHand(granted.resident().isOverflow());
                granted.leaseTo(1);
                lease(granted);
                return true;
            }
            granted.keepInHand(granted.resident().isOverflow());
            return false;
        }

        @Override
        void checkedInVain() {
            if (timeoutNanos == 0) {
                assertThat(monitor.leave(this)).isTrue();
                over(this);
            }
        }

        @Override
        void failed() {
            if (!isThread) {
                over(this);
            }
        }
    }

    void assertIsFirst(Asker asker) {
        Waiter<Object> first = queue.first();
        while (first != asker && first != null && (first.isPassedOver || first.isBeingActivated)) {
            first = first.next;
        }
        assertThat(first).as("who is served with strict fairness").isSameAs(asker);
    }

    /** An effect of this world's askers. */
    private static final class Does extends Effect<Object> {
        final Runnable task;

        Does(Runnable task) {
            this.task = task;
        }

        @Override
        void perform(Effect.Performer<Object> performer) {
            task.run();
        }
    }

    static final class Wish extends Stock.WarmUp {
        private boolean isAbandoned;

        Wish(int target) {
            super(target);
        }

        @Override
        boolean isAbandoned() {
            return isAbandoned;
        }
    }

    void over(Asker asker) {
        assertThat(asker.isOver).as("an acquire ends once").isFalse();
        asker.isOver = true;
        waiting.remove(asker);
    }

    /** What was granted or permitted before clear() may be of before it. */
    void slotOfOldEpoch(Slot<Object> slot) {
        assertThat(slot.resident().epoch()).isLessThanOrEqualTo(facts.epoch);
        oldest = slot.resident().epoch();
    }

    void lease(Slot<Object> slot) {
        Object object = slot.object();
        assertThat(alive).as("what is leased is alive").contains(object);
        assertThat(leased.put(object, slot)).as("an object is in one lease").isNull();
        long used = uses.merge(object, 1L, Long::sum);
        long maxUses = facts.config.maxUses();
        assertThat(used).as("uses of an object").isLessThanOrEqualTo(maxUses == 0 ? used : maxUses);
        assertThat(slot.resident().epoch())
                .as("the epoch of a lease that begins")
                .isBetween(Math.min(oldest, clearedEpoch), facts.epoch);
        oldest = Long.MAX_VALUE;
    }

    // ---- what must hold

    void check() {
        Census census = new Census();
        table.forEach(slot -> census.count(slot.look()));
        assertThat(census.leased).as("leases that are out").isEqualTo(leased.size());
        assertThat(census.dead).as("objects that are being destroyed").isEqualTo(dying.size());
        assertThat(ledger.size()).as("size").isEqualTo(census.living + census.dead);
        assertThat(alive).as("objects alive").hasSize(ledger.size());
        assertThat(ledger.creating()).as("attempts").isEqualTo(census.creating);
        assertThat(table.freeCount()).as("free slots").isEqualTo(census.free);
        assertThat(queue.isSound()).as("the queue").isTrue();
        assertThat(monitor.demand().isSound()).as("the attempts in flight").isTrue();
        assertThat(ledger.creatorAttempts()).as("attempts on creators").isEqualTo(attempts.size());
        assertThat(ledger.creatorAttempts()).isLessThanOrEqualTo(facts.config.parallelCreations());
        if (!facts.isClosed && !facts.isSuspended) {
            nobodyWaitsInVain(census.idle);
        }
        if (operations.isEmpty()) {
            allAreAsThePoolIs();
        }
        checkAttempts();
        checkAlarm();
    }

    /** Operations have come back: no slot at rest is as it was before them. */
    private void allAreAsThePoolIs() {
        assertThat(monitor.walk().isGoing())
                .as("a walk that nobody goes on with")
                .isFalse();
        table.forEach(slot -> {
            long seen = slot.look();
            boolean isHeld = Snapshot.isAtRest(seen) && !Snapshot.isIdle(seen);
            assertThat(isHeld && !facts.isSuspended)
                    .as("held in a pool that is not suspended")
                    .isFalse();
            assertThat(Snapshot.isIdle(seen) && (facts.isSuspended || facts.isClosed))
                    .as("idle in a pool that is suspended or closed")
                    .isFalse();
            if (Snapshot.isAtRest(seen)) {
                assertThat(slot.resident().epoch()).as("of before clear()").isEqualTo(facts.epoch);
            }
        });
    }

    /** With a share of a budget, a place may have been handed over that the monitor has not been told of. */
    private boolean hasRoom() {
        return !ledger.isShared() && ledger.room() > 0;
    }

    void checkAlarm() {
        boolean isAsked = !facts.isClosed && !facts.isSuspended && (hasRoom() || facts.overflows());
        if (isAsked && outage.isDown() && outage.changesIn(now) >= 0) {
            assertThat(alarm).as("when to look again in an outage").isBetween(0L, now + outage.changesIn(now));
        }
    }

    /** How many slots are in which state. */
    private static final class Census {
        private int free;
        private int creating;
        private int dead;
        private int leased;
        private int living; // leased ones included
        private int idle; // and not due for validation

        private void count(long seen) {
            free += Snapshot.isFree(seen) ? 1 : 0;
            creating += Snapshot.isCreating(seen) ? 1 : 0;
            dead += Snapshot.isDead(seen) ? 1 : 0;
            leased += Snapshot.isLeased(seen) ? 1 : 0;
            living += Snapshot.isAtRest(seen) || Snapshot.isLeased(seen) || Snapshot.isInHand(seen) ? 1 : 0;
            idle += Snapshot.isIdle(seen) && !Snapshot.isMarked(seen) ? 1 : 0;
        }
    }

    void nobodyWaitsInVain(int idle) {
        Waiter<Object> next = turn.next();
        if (next == null) {
            return;
        }
        if (idle > 0) {
            assertThat(turn.isHandedOver(next))
                    .as("an idle object beside one that is handed over")
                    .isFalse();
            assertThat(turn.hasWoken())
                    .as("an idle object beside a waiter, and nobody is woken")
                    .isTrue();
        }
        boolean canStart = hasRoom()
                && outage.allowsAttempt(now)
                && !outage.isDown()
                && !(outage.isPatient() && monitor.demand().stock().isSlow())
                && monitor.demand().hasFreeCreator()
                && !(facts.callersCreate && !hasRoom());
        for (Waiter<Object> waiter = queue.first(); canStart && waiter != null; waiter = waiter.next) {
            assertThat(waiter.hasAttempt || waiter.isBeingChecked || turn.hasWoken(waiter))
                    .as("a waiter without hope though there is room")
                    .isTrue();
        }
    }

    void checkAttempts() {
        int claimed = 0;
        for (Attempt<Object> each = monitor.demand().oldestInFlight(); each != null; each = each.next) {
            Waiter<Object> waiter = each.waiter;
            if (waiter != null) {
                claimed++;
                assertThat(waiter.state).as("who has an attempt waits").isEqualTo(State.WAITING);
                assertThat(waiter.number).as("joined before its attempt").isLessThan(each.number);
            }
        }
        int having = 0;
        for (Waiter<Object> waiter = queue.first(); waiter != null; waiter = waiter.next) {
            having += waiter.hasAttempt ? 1 : 0;
        }
        assertThat(having).as("waiters with an attempt").isEqualTo(claimed);
    }

    // ---- Performer

    @Override
    public void unpark(Thread thread) {
        throw new AssertionError("there are no threads here");
    }

    @Override
    public void create(Attempt<Object> attempt) {
        attempts.add(attempt);
    }

    @Override
    public void validate(Check<Object> check) {
        checks.add(check);
    }

    @Override
    public void activate(Check<Object> check) {
        throw new AssertionError("there are no futures here");
    }

    @Override
    public void clean(Slot<Object> slot) {
        toClean.add(slot);
    }

    @Override
    public void checkHealth(Slot<Object> slot) {
        throw new AssertionError("nothing is planned here");
    }

    @Override
    public void destroy(Slot<Object> slot, DestroyCause cause) {
        dying.add(slot);
        causes.put(slot, cause);
    }

    @Override
    public void deliver(FutureWaiter<Object> waiter, Slot<Object> slot) {
        throw new AssertionError("there are no futures here");
    }

    @Override
    public void tellFailures() {
        throw new AssertionError("there are no futures here");
    }

    @Override
    public void warmedUp(Stock.WarmUp warmUp, int count, @Nullable Refusal refusal) {
        assertThat(wishes.remove(warmUp)).as("a warm-up ends once").isTrue();
    }

    @Override
    public void countIdle(Stock.IdleCount<Object> count) {
        counts.add(count);
    }

    @Override
    public void tell(PoolEvent event) {
        if (event instanceof PoolEvent.Resized resized) {
            assertThat(resized.after()).isNotEqualTo(resized.before());
        }
    }

    @Override
    public void wakeAt(long moment, long number) {
        if (number > alarmNumber) {
            alarm = moment;
            alarmNumber = number;
        }
    }

    @Override
    public void sleep(long number) {
        if (number > alarmNumber) {
            alarm = -1;
            alarmNumber = number;
        }
    }

    // ---- Port

    @Override
    public boolean isPlain(Object object) {
        return !facts.validatesAlways;
    }

    @Override
    public void activates() {
        facts.activates = true;
    }

    @Override
    public boolean destroys(Object object) {
        return object.hashCode() % 2 == 0;
    }

    @Override
    public void forget(Object object) {
        assertThat(alive.remove(object)).as("an object leaves the pool once").isTrue();
    }

    @Override
    public int abandonedCreations() {
        return hanging.size();
    }

    @Override
    public void healthMayHaveChanged() {}

    @Override
    public void withdraw(Slot<Object> slot) {}

    @Override
    public void foundNothingIdle() {}

    @Override
    public String toString() {
        return facts.config + ", idle " + (index.find(Take.PEEK, 0) != null) + ", size " + ledger.size() + ", attempts "
                + attempts.size() + ", leased " + leased.size() + ", waiting "
                + waiting.stream()
                        .map(each -> each.state + (each.isThread ? " thread" : " future"))
                        .toList()
                + ", down " + outage.isDown();
    }
}
