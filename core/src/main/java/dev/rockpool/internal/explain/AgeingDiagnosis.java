package dev.rockpool.internal.explain;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.process.Durations;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.Explanation.Verdict;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link Diagnosis} that is about objects that had their time, and leases that had theirs. It goes by counts
 * since the statistics were reset, and by how long ago that was.
 */
final class AgeingDiagnosis {

    private static final int MOST_BY_CHANCE = 2;
    private static final int HARDLY_ANY = 10;

    private final PoolStats stats;
    private final PoolConfig config;
    private final LatencySummary create;
    private final long windowNanos;

    AgeingDiagnosis(Symptoms symptoms) {
        this.stats = symptoms.stats();
        this.config = symptoms.config();
        this.create = symptoms.usual().create();
        this.windowNanos = Math.max(0, Nanos.of(Duration.between(stats.lastReset(), stats.takenAt())));
    }

    /** Somebody waits for a creation: whether that is because objects had their time. */
    @Nullable
    Verdict whileWaiting() {
        Verdict tooShort = lifetimeTooShort();
        if (tooShort != null) {
            return tooShort;
        }
        long gone = stats.destroyed(DestroyCause.EXPIRED) + stats.destroyed(DestroyCause.WORN);
        if (!isMost(gone)) {
            return null;
        }
        return new Verdict(
                Cause.EXPIRY_STORM,
                gone + " of " + stats.created() + " objects had their time, by age or by use, and callers wait while "
                        + stats.creating() + (stats.creating() == 1 ? " is" : " are") + " being replaced",
                "let fewer end together: raise maxLifetime or maxUses, or lifetimeJitter; let them be replaced sooner:"
                        + " raise parallelCreations, have some ready (minIdle), or let there be more (maxSize)");
    }

    /** Nobody waits for a creation. */
    @Nullable
    Verdict atRest() {
        Verdict tooShort = lifetimeTooShort();
        if (tooShort != null) {
            return tooShort;
        }
        Verdict unhealthy = healthChecksFail();
        return unhealthy != null ? unhealthy : dieEarly();
    }

    /** Whether leases were ended because they were out for too long, one an hour at least. */
    @Nullable
    Verdict reclaimed() {
        long reclaimed = stats.destroyed(DestroyCause.RECLAIMED);
        if (reclaimed == 0 || windowNanos / reclaimed > Diagnosis.HOUR) {
            return null;
        }
        return new Verdict(
                Cause.LEASES_RECLAIMED,
                reclaimed + (reclaimed == 1 ? " lease was" : " leases were") + " out for longer than reclaimAfter ("
                        + Durations.inWords(config.reclaimAfter()) + ") and ended by the pool, of " + stats.released()
                        + " that have ended",
                "close every lease: try-with-resources, use or run; give what its holder waits for a time limit, or raise"
                        + " reclaimAfter above the longest hold that is meant"
                        + (config.leakStacks() == 0 ? "; leakStacks(1) shows where they are acquired" : ""));
    }

    /** Whether most of all objects that were made went so, and not by chance. */
    private boolean isMost(long count) {
        return count > MOST_BY_CHANCE && count * 2 >= stats.created();
    }

    /**
     * Whether it takes longer than a lifetime to make as many objects as there are: by all creators together, or one after
     * the other where the pool is full, as then one goes at a time.
     */
    private @Nullable Verdict lifetimeTooShort() {
        long expired = stats.destroyed(DestroyCause.EXPIRED);
        long lifetime = Nanos.of(config.maxLifetime());
        if (lifetime == 0 || !isMost(expired) || create.count() == 0) {
            return null;
        }
        boolean isFull = stats.peakSize() >= stats.maxSize();
        int atOnce = isFull ? 1 : config.parallelCreations();
        double needed = (double) Nanos.of(create.p50()) / atOnce * stats.peakSize();
        if (needed <= lifetime * (1 - config.lifetimeJitter())) {
            return null;
        }
        return new Verdict(
                Cause.LIFETIME_TOO_SHORT,
                "objects live for " + Durations.inWords(lifetime) + " at the most, and to make "
                        + stats.peakSize() + " of them takes " + Durations.inWords((long) needed) + " ("
                        + atOnce + " at once" + (isFull ? ", as the pool is full" : "")
                        + "; half of all creations end within " + Durations.inWords(create.p50())
                        + "): they expire faster than they are replaced",
                "raise maxLifetime well above that time, or "
                        + (isFull ? "maxSize, so that replacements have a place" : "parallelCreations"));
    }

    /** Whether checks threw away most objects that were made, and one in each interval at least. */
    private @Nullable Verdict healthChecksFail() {
        long unhealthy = stats.destroyed(DestroyCause.UNHEALTHY);
        long interval = Nanos.of(config.healthCheckInterval());
        if (!isMost(unhealthy) || interval == 0 || unhealthy < windowNanos / interval) {
            return null;
        }
        return new Verdict(
                Cause.HEALTH_CHECKS_FAIL,
                unhealthy + " of " + stats.created()
                        + " objects failed a health check: nearly none is left after the next" + " one",
                "look at the last failure of the health check (healthWith or isHealthy; validate, where neither is there): it"
                        + " must say yes to an object that is idle and was just made");
    }

    /** Whether objects go for another cause before they are old enough to expire. */
    private @Nullable Verdict dieEarly() {
        long lifetime = Nanos.of(config.maxLifetime());
        long expired = stats.destroyed(DestroyCause.EXPIRED);
        long broken = stats.destroyed(DestroyCause.RESET_FAILED)
                + stats.destroyed(DestroyCause.INVALID)
                + stats.destroyed(DestroyCause.UNHEALTHY)
                + stats.destroyed(DestroyCause.ACTIVATION_FAILED)
                + stats.destroyed(DestroyCause.INVALIDATED);
        if (lifetime == 0 || windowNanos < lifetime || !isMost(broken) || expired * HARDLY_ANY > broken) {
            return null;
        }
        return new Verdict(
                Cause.OBJECTS_DIE_EARLY,
                broken + " of " + stats.created() + " objects failed or were invalidated, and " + expired
                        + " lived for their maxLifetime (" + Durations.inWords(lifetime) + ")",
                "something else ends them first, such as a server or a firewall that drops what is idle: set maxLifetime"
                        + " or healthCheckInterval below its time, or look at the last failures");
    }
}
