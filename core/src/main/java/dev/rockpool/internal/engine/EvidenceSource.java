package dev.rockpool.internal.engine;

import dev.rockpool.internal.explain.Diagnosis;
import dev.rockpool.internal.explain.Holders;
import dev.rockpool.internal.explain.Holders.Seen;
import dev.rockpool.internal.explain.LeaseSurvey;
import dev.rockpool.internal.explain.Symptoms;
import dev.rockpool.monitor.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Gathers {@link Evidence}: the verdict and the queue under the lock, then the slots and the threads without it. */
final class EvidenceSource<T> {

    private final PoolState<T> state;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final HealthWatch<T> healthWatch;

    EvidenceSource(PoolState<T> state, Platform<T> platform, EngineLock<T> lock, HealthWatch<T> healthWatch) {
        this.state = state;
        this.platform = platform;
        this.lock = lock;
        this.healthWatch = healthWatch;
    }

    /** What has to be read under the lock. */
    private record Seized(HealthWatch.Finding health, QueueView view) {}

    private final class Seize implements Supplier<Seized> {
        @Override
        public Seized get() {
            healthWatch.update();
            return new Seized(
                    healthWatch.finding(),
                    QueueView.of(state.queue, lock.monitor().demand(), platform.ticker.nanoTime()));
        }
    }

    /** Gathers it. Without the lock. */
    Evidence gather(Symptoms.Usual usual, int mostStacks) {
        Seized seized = lock.get(new Seize());
        QueueView view = seized.view;
        Holders describer = new Holders();
        long slowNanos = Diagnosis.slowHold(usual.hold(), state.facts.config);
        LeaseSurvey<T> survey =
                new LeaseSurvey<>(state.table, platform.ticker.nanoTime(), view.threads(), slowNanos, describer).walk();
        List<Holder> holders = new ArrayList<>();
        for (Seen seen : survey.longest()) {
            holders.add(describer.describe(seen, holders.size() < mostStacks));
        }
        return new Evidence(
                seized.health,
                view.waiters(),
                view.attempts(),
                view.oldestAttemptNanos(),
                holders,
                survey.threads(),
                survey.holds(),
                survey.cleaning(),
                state.ledger.dying());
    }
}
