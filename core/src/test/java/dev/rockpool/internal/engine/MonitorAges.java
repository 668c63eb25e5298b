package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.internal.ageing.Fitness.Origin;
import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.monitor.DestroyCause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A {@link MonitorWorld} whose objects age: what a sweep finds, and health checks, which end when the random numbers say so. */
class MonitorAges extends MonitorWorld {

    final List<Slot<Object>> healthChecks = new ArrayList<>();

    MonitorAges(Random random, @Nullable Budget budget) {
        super(random, budget);
    }

    final void settle(Runnable event) {
        if (monitor.mindsTime()) {
            monitor.at(now);
        }
        event.run();
        monitor.serve();
        perform();
        left();
    }

    /** A section has ended, and its effects have been performed. */
    void left() {}

    final void perform() {
        for (Effect<Object> effect = effects.takeActions(); effect != null; effect = effect.next()) {
            effect.perform(this);
        }
        for (Effect<Object> effect = effects.takeCompletions(); effect != null; effect = effect.next()) {
            effect.perform(this);
        }
    }

    final <E> @Nullable E any(List<E> all) {
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    /** A sweep that looks for what has had its time. */
    final void sweep() {
        List<Aged<Object>> expired =
                seen(slot -> !slot.resident().isOld() && facts.ageLimits.isExpired(slot.resident(), now));
        settle(() -> monitor.demand().renewal().found(expired));
        settle(monitor::sweep);
    }

    /** All have had their time. */
    final void renewAll() {
        List<Aged<Object>> all = seen(slot -> true);
        settle(() -> monitor.demand().renewal().found(all));
    }

    /** Some idle ones are to have their health checked, or have rested for too long. */
    final void sweepOverIdle() {
        List<Aged<Object>> idle = seen(slot -> Snapshot.isIdle(slot.look()));
        Collections.shuffle(idle, random);
        Deque<Aged<Object>> candidates = new ArrayDeque<>(idle.subList(0, random.nextInt(idle.size() + 1)));
        if (random.nextBoolean()) {
            settle(() -> monitor.health().plan(candidates, !leased.isEmpty(), now));
            return;
        }
        int before = ledger.living();
        int most = random.nextInt(3);
        settle(() -> assertThat(monitor.retirement().shed(candidates, most, 10, DestroyCause.IDLE))
                .isEqualTo(before - ledger.living())
                .isLessThanOrEqualTo(most));
    }

    private List<Aged<Object>> seen(Predicate<Slot<Object>> condition) {
        List<Aged<Object>> seen = new ArrayList<>();
        table.forEach(slot -> {
            long word = slot.look();
            if (!Snapshot.isFree(word) && !Snapshot.isCreating(word) && condition.test(slot)) {
                seen.add(new Aged<>(slot, slot.resident(), word));
            }
        });
        return seen;
    }

    @Override
    public final void checkHealth(Slot<Object> slot) {
        assertThat(healthChecks).as("health checks at a time").isEmpty();
        assertThat(Snapshot.isInHand(slot.look())).isTrue();
        healthChecks.add(slot);
    }

    final void endHealthCheck() {
        Slot<Object> slot = any(healthChecks);
        if (slot != null) {
            healthChecks.remove(slot);
            boolean isHealthy = random.nextInt(3) == 0;
            settle(() -> {
                if (isHealthy) {
                    monitor.place(slot, Origin.RESTED);
                } else {
                    monitor.retirement().goOn(slot, DestroyCause.UNHEALTHY);
                }
            });
        }
    }

    /** Whether there is an object that had had its time at a moment. */
    final boolean isAnyOlderThan(long moment) {
        return table.first(slot -> {
                    long word = slot.look();
                    return !Snapshot.isFree(word)
                            && !Snapshot.isCreating(word)
                            && facts.ageLimits.isExpired(slot.resident(), moment);
                })
                != null;
    }

    @Override
    void check() {
        super.check();
        int[] old = {0};
        table.forEach(slot -> {
            long word = slot.look();
            boolean isThere = !Snapshot.isFree(word) && !Snapshot.isCreating(word);
            if (isThere && slot.resident().isOld()) {
                assertThat(Snapshot.isDead(word)).as("an old one that is gone").isFalse();
                old[0] += slot.resident().isOverflow() ? 0 : 1;
            }
        });
        assertThat(monitor.demand().renewal().isSound(old[0]))
                .as(() -> "old objects, of " + old[0] + " " + monitor.demand().renewal() + ": " + this)
                .isTrue();
    }
}
