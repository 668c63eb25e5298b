package dev.rockpool.internal.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.Snapshots;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.Explanation.Verdict;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.PoolStats.Counts;
import dev.rockpool.monitor.PoolStats.Gauges;
import dev.rockpool.monitor.PoolStats.Latencies;
import dev.rockpool.monitor.PoolStats.Peaks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The judge alone, on made-up symptoms: what is named first, which numbers it gives, and when it keeps quiet. */
class DiagnosisTest {

    private static final long SECOND = 1_000_000_000L;

    /** Symptoms of a pool of four that is well; each test makes some of them worse. */
    private static final class Patient {
        private PoolConfig config =
                Pool.builder(Object::new).name("orders").maxSize(4).config();
        private Gauges gauges = new Gauges(4, 1, 3, 0, 0, 4, 0);
        private Map<DestroyCause, Long> destroyed = Map.of();
        private long released = 100;
        private long leaks;
        private long created = 4;
        private int peakSize = 4;
        private Duration window = Duration.ofMinutes(10);
        private LatencySummary hold = summary(Duration.ofMillis(35));
        private LatencySummary create = summary(Duration.ofMillis(5));
        private boolean isClosed;
        private boolean isSuspended;
        private @Nullable CapturedFailure failure;
        private boolean repeats;
        private Symptoms.Creations creations = new Symptoms.Creations(0, -1);
        private Symptoms.Holds holds = new Symptoms.Holds(0, 0, 0, null);
        private Symptoms.Cleaning cleaning = new Symptoms.Cleaning(0, 0, 0, 0);
        private @Nullable Phase phase;
        private boolean wasRecent;
        private List<Holder> holders = List.of(held(Duration.ofMillis(200), false));
        private Symptoms.@Nullable Lost lastLost;

        Patient exhausted(int waiting) {
            gauges = new Gauges(4, 0, 4, 0, waiting, 4, 0);
            return this;
        }

        Patient withRoom(int waiting) {
            gauges = new Gauges(1, 0, 1, 1, waiting, 4, 0);
            return this;
        }

        private PoolStats stats() {
            Counts counts = Snapshots.counts(Map.of(
                    "acquired",
                    released + gauges.leased(),
                    "released",
                    released,
                    "waited",
                    9,
                    "timeouts",
                    7,
                    "created",
                    created,
                    "createFailures",
                    5,
                    "destroyed",
                    destroyed,
                    "leaks",
                    leaks));
            Latencies latencies = new Latencies(
                    summary(Duration.ofMillis(80)), hold, create, LatencySummary.NONE, LatencySummary.NONE);
            return new PoolStats(
                    "orders",
                    Instant.EPOCH.plus(window),
                    Instant.EPOCH,
                    gauges,
                    new Peaks(peakSize, 0, 0, 0),
                    counts,
                    latencies);
        }

        Verdict verdict() {
            return Diagnosis.of(new Symptoms(
                    stats(),
                    config,
                    new Symptoms.State(isClosed, isSuspended, failure, repeats),
                    new Symptoms.Need(phase, wasRecent),
                    new Symptoms.Usual(hold, create),
                    creations,
                    holds,
                    cleaning,
                    holders,
                    lastLost));
        }
    }

    private static LatencySummary summary(Duration each) {
        return new LatencySummary(1, each, each, each, each, each, each, each);
    }

    private static Holder held(Duration duration, boolean hasEnded) {
        return new Holder(31, hasEnded ? null : "http-7", false, hasEnded, duration, List.of(), List.of());
    }

    private final Patient patient = new Patient();

    private void names(Cause cause, String... words) {
        Verdict verdict = patient.verdict();
        assertThat(verdict.cause()).as(verdict.toString()).isEqualTo(cause);
        assertThat(List.of(words))
                .allSatisfy(word -> assertThat(verdict.summary()).contains(word));
    }

    @Test
    void aPoolThatIsWellHasNothing() {
        names(Cause.NONE);
        patient.exhausted(0);
        names(Cause.NONE); // all out, and nobody misses one
    }

    @Test
    void aPoolThatIsTooSmallSaysHowManyAreWanted() {
        patient.exhausted(12);
        names(
                Cause.POOL_TOO_SMALL,
                "4 of 4 objects are out",
                "half of all holds end within 35 ms",
                "12 more are wanted",
                "16 at once",
                "average wait 80 ms",
                "7 timed out");
    }

    @Test
    void whoHasJustWaitedInVainIsOneMore() {
        patient.exhausted(0).phase = Phase.WAITING;
        names(Cause.POOL_TOO_SMALL, "1 more is wanted", "5 at once");
        patient.exhausted(2);
        names(Cause.POOL_TOO_SMALL, "3 more are wanted", "7 at once");
        patient.exhausted(0).phase = null;
        patient.wasRecent = true;
        names(Cause.POOL_TOO_SMALL, "1 more is wanted");
    }

    @Test
    void holdsFarLongerThanUsualAreSlow() {
        patient.exhausted(2);
        patient.holds = new Symptoms.Holds(3, 0, 0, null);
        patient.holders = List.of(new Holder(
                31,
                "http-7",
                false,
                false,
                Duration.ofMillis(12_400),
                List.of(),
                List.of(frame("java.net.Socket"), frame("dev.rockpool.internal.X"), frame("org.acme.Orders"))));
        names(
                Cause.SLOW_HOLDER,
                "3 of them for longer than 1 s",
                "at least 12.4 s by thread \"http-7\"",
                "which stands at org.acme.Orders");
    }

    private static StackTraceElement frame(String type) {
        return new StackTraceElement(type, "call", "File.java", 5);
    }

    @Test
    void aHolderThatHasLeftTheMethodThatAcquiredHasLostItsLease() {
        patient.exhausted(2);
        patient.holds = new Symptoms.Holds(1, 0, 0, null);
        patient.holders = List.of(standing(frame("org.acme.Orders"), frame("org.acme.Idle")));
        names(Cause.LEAK, "which has left the method that acquired it at org.acme.Orders");
        patient.holders = List.of(standing(frame("org.acme.Orders"), frame("org.acme.Orders")));
        names(Cause.SLOW_HOLDER);
    }

    private static Holder standing(StackTraceElement acquired, StackTraceElement now) {
        return new Holder(31, "http-7", false, false, Duration.ofSeconds(9), List.of(acquired), List.of(now));
    }

    @Test
    void aSlowHolderAfterLostLeasesMayBeOneMore() {
        patient.exhausted(2);
        patient.holds = new Symptoms.Holds(1, 0, 0, null);
        patient.holders = List.of(held(Duration.ofSeconds(9), false));
        patient.leaks = 3;
        patient.lastLost = new Symptoms.Lost(held(Duration.ofSeconds(9), false), SECOND);
        names(Cause.SLOW_HOLDER, "or it was never closed: 3 leases were lost before");
    }

    @Test
    void whatIsSlowIsMeasuredByWhatIsUsual() {
        PoolConfig config = patient.config;
        PoolConfig warned =
                Pool.builder(Object::new).holdWarning(Duration.ofMillis(400)).config();
        assertThat(Diagnosis.slowHold(summary(Duration.ofSeconds(3)), config)).isEqualTo(30 * SECOND);
        assertThat(Diagnosis.slowHold(summary(Duration.ofMillis(1)), config)).isEqualTo(SECOND);
        assertThat(Diagnosis.slowHold(summary(Duration.ofMillis(1)), warned)).isEqualTo(400_000_000L);
        assertThat(Diagnosis.slowHold(summary(Duration.ofSeconds(3)), warned)).isEqualTo(30 * SECOND);
        PoolConfig lateWarned =
                Pool.builder(Object::new).holdWarning(Duration.ofHours(1)).config();
        assertThat(Diagnosis.slowHold(summary(Duration.ofMillis(1)), lateWarned))
                .isEqualTo(SECOND);
        assertThat(Diagnosis.slowHold(LatencySummary.NONE, warned)).isEqualTo(400_000_000L);
        assertThat(Diagnosis.slowHold(LatencySummary.NONE, config)).isEqualTo(SECOND);
        assertThat(Diagnosis.slowHold(summary(Duration.ofSeconds(Long.MAX_VALUE)), config))
                .isPositive();
    }

    @Test
    void anAcquireWhoseTimeWentByInAValidationSaysSo() {
        patient.phase = Phase.VALIDATING;
        patient.cleaning = new Symptoms.Cleaning(1, 0, 0, 0);
        names(Cause.CLEANUP_HUNG, "the time of the acquire went by in a validation; 1 object is in reset");
        patient.cleaning = new Symptoms.Cleaning(0, 0, 0, 0);
        patient.destroyed = Map.of(DestroyCause.INVALID, 1L);
        names(Cause.OBJECTS_REJECTED, "1 objects failed");
    }

    @Test
    void anAcquireWhoseTimeWentByInAnActivationIsTold() {
        patient.phase = Phase.ACTIVATING;
        patient.cleaning = new Symptoms.Cleaning(1, 0, 0, 0);
        names(Cause.CLEANUP_HUNG, "the time of the acquire went by in an activation; 1 object is in reset");
        assertThat(patient.verdict().cure()).contains("onAcquire or activate").doesNotContain("validationTimeout");
        patient.cleaning = new Symptoms.Cleaning(0, 0, 0, 0);
        patient.destroyed = Map.of(DestroyCause.ACTIVATION_FAILED, 1L);
        names(Cause.OBJECTS_REJECTED, "1 objects failed");
    }

    @Test
    void anObjectThatAFutureDoesNotTakeIsHeldByItsExecutor() {
        patient.gauges = new Gauges(4, 0, 3, 0, 1, 4, 0);
        patient.cleaning = new Symptoms.Cleaning(0, 0, 1, 3 * SECOND);
        names(Cause.SLOW_HOLDER, "1 object was given to futures that have not been completed for up to 3 s");
        assertThat(patient.verdict().cure()).contains("callbackExecutor");
    }

    @Test
    void aFactoryIsDownOnlyWhereOneMoreObjectWouldHelp() {
        patient.failure = CapturedFailure.of(new IllegalStateException("connection refused"));
        patient.exhausted(3);
        names(Cause.POOL_TOO_SMALL);
        patient.withRoom(3);
        names(Cause.FACTORY_DOWN, "connection refused", "5 attempts have failed", "1 object is left");
    }

    @Test
    void aFactoryHangsWhenACreationIsFarOlderThanIsUsual() {
        patient.withRoom(1);
        patient.creations = new Symptoms.Creations(0, SECOND - 1);
        names(Cause.FACTORY_SLOW, "1 object is being created", "half of all creations end within 5 ms");
        patient.creations = new Symptoms.Creations(0, SECOND);
        names(Cause.FACTORY_HUNG, "hung for 1 s", "half of all creations end within 5 ms");
        patient.create = LatencySummary.NONE;
        names(Cause.FACTORY_SLOW, "no creation to compare with");
        patient.creations = new Symptoms.Creations(0, 15 * SECOND); // half of createTimeout
        names(Cause.FACTORY_HUNG, "hung for 15 s");
        patient.creations = new Symptoms.Creations(2, -1);
        patient.failure = CapturedFailure.of(new IllegalStateException("overrun"));
        names(Cause.FACTORY_HUNG, "2 creations hang beyond createTimeout (30 s)");
    }

    @Test
    void anObjectInCleaningForASecondHangs() {
        patient.gauges = new Gauges(4, 0, 2, 0, 3, 4, 0);
        patient.cleaning = new Symptoms.Cleaning(2, SECOND - 1, 0, 0);
        names(Cause.POOL_TOO_SMALL);
        patient.cleaning = new Symptoms.Cleaning(2, SECOND, 0, 0);
        names(Cause.CLEANUP_HUNG, "2 objects are in reset, validation, activation or destroy, for up to 1 s");
    }

    @Test
    void aThreadThatHasEndedLeftItsLeaseBehind() {
        patient.holds = new Symptoms.Holds(0, 0, 1, held(Duration.ofMillis(999), true));
        names(Cause.NONE);
        patient.wasRecent = true;
        names(Cause.LEAK, "1 lease was acquired by threads that have ended since");
        patient.wasRecent = false;
        patient.holds = new Symptoms.Holds(0, 0, 2, held(Duration.ofSeconds(1), true));
        names(Cause.LEAK, "2 leases were acquired", "#31, which has ended");
        assertThat(patient.verdict().cure()).contains("leakStacks(1)");
    }

    @Test
    void leaksThatTheCollectorFoundAreNamedForAnHourWhenNothingElseIs() {
        patient.leaks = 3;
        patient.lastLost = new Symptoms.Lost(held(Duration.ofSeconds(9), false), 60 * SECOND);
        names(Cause.LEAK, "3 leases were lost", "found 60 s ago", "held at least 9 s by thread \"http-7\"");
        patient.exhausted(1);
        names(Cause.POOL_TOO_SMALL);
        patient.gauges = new Gauges(4, 1, 3, 0, 0, 4, 0);
        patient.lastLost = new Symptoms.Lost(held(Duration.ofSeconds(9), false), 3600 * SECOND);
        names(Cause.NONE);
    }

    @Test
    void objectsThatAreThrownAwayAsFastAsTheyAreMadeAreNamed() {
        patient.released = 5;
        patient.destroyed = Map.of(DestroyCause.INVALID, 1L, DestroyCause.RESET_FAILED, 1L);
        names(Cause.NONE); // two may be chance
        patient.destroyed = Map.of(DestroyCause.INVALID, 2L, DestroyCause.RESET_FAILED, 1L);
        names(Cause.OBJECTS_REJECTED, "3 objects failed their reset, validation or activation, where 5 came back");
        patient.released = 7;
        names(Cause.NONE);
    }

    @Test
    void theCertainComesBeforeTheLikely() {
        patient.exhausted(2);
        patient.holds = new Symptoms.Holds(4, 2, 0, null);
        patient.gauges = new Gauges(3, 0, 3, 1, 1, 4, 0);
        patient.failure = CapturedFailure.of(new IllegalStateException("connection refused"));
        names(Cause.FACTORY_DOWN); // there is room: that a thread holds one object is not why it waits
        patient.exhausted(2);
        names(Cause.NESTED_ACQUIRE, "2 threads that hold an object wait for another one", "4 of 4 objects are out");
        patient.isSuspended = true;
        names(Cause.SUSPENDED);
        patient.isClosed = true;
        names(Cause.CLOSED, "4 leases are still out");
    }

    @Test
    void aFactoryThatRepeatsObjectsHasACauseAndACureOfItsOwn() {
        patient.withRoom(0);
        patient.failure = CapturedFailure.of(new IllegalStateException("again"));
        patient.repeats = true;
        names(Cause.FACTORY_REPEATS, "already", "5 attempts have failed", "1 object is in the pool");
        assertThat(patient.verdict().cure()).contains("Parser::new");
    }

    @Test
    void anOutageSaysWhenThePoolTriesAgain() {
        patient.withRoom(0);
        patient.failure = CapturedFailure.of(new IllegalStateException("refused"));
        patient.config = Pool.builder(Object::new)
                .creationBackOff(Duration.ofMillis(10), Duration.ofMillis(500))
                .config();
        names(Cause.FACTORY_DOWN, "refused");
        assertThat(patient.verdict().cure()).contains("at the latest 500 ms after the last attempt");
    }

    @Test
    void objectsThatAreAllBeingCleanedAreNotSaidToBeOut() {
        patient.gauges = new Gauges(4, 0, 0, 0, 1, 4, 0);
        patient.cleaning = new Symptoms.Cleaning(4, SECOND / 5, 0, 0);
        names(Cause.CLEANUP_HUNG, "for up to 200 ms", "0 of 4 objects are out and 4 are being cleaned");
    }

    @Test
    void someThatAreBeingCleanedForAShortTimeAreNamedWithThoseThatAreOut() {
        patient.gauges = new Gauges(4, 0, 3, 0, 1, 4, 0);
        patient.cleaning = new Symptoms.Cleaning(1, SECOND / 5, 0, 0);
        names(Cause.POOL_TOO_SMALL, "3 of 4 objects are out and 1 is being cleaned");
    }

    // ---- ageing

    private void lives(Duration maxLifetime) {
        patient.config = Pool.builder(Object::new)
                .name("orders")
                .maxSize(4)
                .maxLifetime(maxLifetime)
                .config();
    }

    @Test
    void callersWhoWaitWhileOldObjectsAreReplacedAreInAnExpiryStorm() {
        lives(Duration.ofMinutes(1));
        patient.withRoom(3);
        patient.created = 40;
        patient.destroyed = Map.of(DestroyCause.EXPIRED, 12L, DestroyCause.WORN, 8L);
        names(Cause.EXPIRY_STORM, "20 of 40 objects had their time", "callers wait while 1 is being replaced");
        assertThat(patient.verdict().cure()).contains("lifetimeJitter", "parallelCreations", "minIdle");
        patient.destroyed = Map.of(DestroyCause.EXPIRED, 12L, DestroyCause.WORN, 7L);
        names(Cause.FACTORY_SLOW); // most were made for other reasons
        patient.destroyed = Map.of(DestroyCause.EXPIRED, 40L);
        patient.withRoom(0);
        names(Cause.NONE); // they are renewed, and nobody waits
        patient.created = 4;
        patient.withRoom(3);
        patient.destroyed = Map.of(DestroyCause.EXPIRED, 2L);
        names(Cause.FACTORY_SLOW); // two may be chance
    }

    @Test
    void aLifetimeIsTooShortWhenCreationsCannotFollow() {
        lives(Duration.ofSeconds(10)); // by the jitter 9 s at the least
        patient.peakSize = 3;
        patient.created = 40;
        patient.destroyed = Map.of(DestroyCause.EXPIRED, 36L);
        patient.create = summary(Duration.ofSeconds(12)); // three objects, four creators
        names(Cause.NONE);
        patient.create = summary(Duration.ofMillis(12_010));
        names(
                Cause.LIFETIME_TOO_SHORT,
                "objects live for 10 s at the most",
                "to make 3 of them takes 9 s",
                "4 at once; half of all creations end within 12 s");
        assertThat(patient.verdict().cure()).contains("parallelCreations");
        patient.withRoom(2);
        names(Cause.LIFETIME_TOO_SHORT); // and so while somebody waits
        patient.destroyed = Map.of(DestroyCause.IDLE, 36L);
        names(Cause.FACTORY_SLOW);
        patient.create = LatencySummary.NONE;
        patient.destroyed = Map.of(DestroyCause.EXPIRED, 36L);
        patient.withRoom(0);
        names(Cause.NONE); // how long a creation takes is not known
    }

    @Test
    void aFullPoolRenewsOneAfterTheOther() {
        lives(Duration.ofSeconds(10));
        patient.created = 40;
        patient.destroyed = Map.of(DestroyCause.EXPIRED, 36L);
        patient.create = summary(Duration.ofMillis(2250));
        names(Cause.NONE);
        patient.create = summary(Duration.ofMillis(2251));
        names(Cause.LIFETIME_TOO_SHORT, "to make 4 of them takes 9 s (1 at once, as the pool is full; half of all");
        assertThat(patient.verdict().cure()).contains("maxSize");
    }

    @Test
    void healthChecksThatFailEverythingAreNamed() {
        patient.config = Pool.builder(Object::new)
                .maxSize(4)
                .healthCheckInterval(Duration.ofMinutes(1))
                .config();
        patient.created = 24;
        patient.destroyed = Map.of(DestroyCause.UNHEALTHY, 20L);
        names(Cause.HEALTH_CHECKS_FAIL, "20 of 24 objects failed a health check");
        assertThat(patient.verdict().cure()).contains("healthWith or isHealthy");
        patient.window = Duration.ofMinutes(21);
        names(Cause.NONE); // a bad day among good ones
        patient.window = Duration.ofMinutes(10);
        patient.created = 41;
        names(Cause.NONE); // most pass
        patient.created = 3;
        patient.window = Duration.ZERO;
        patient.destroyed = Map.of(DestroyCause.UNHEALTHY, 2L);
        names(Cause.NONE); // two may be chance
    }

    @Test
    void objectsThatNeverLiveToTheirAgeAreNamedWithWhatEndsThem() {
        lives(Duration.ofMinutes(10));
        patient.created = 24;
        patient.released = 1_000;
        patient.destroyed = Map.of(DestroyCause.INVALID, 8L, DestroyCause.INVALIDATED, 12L, DestroyCause.EXPIRED, 2L);
        names(
                Cause.OBJECTS_DIE_EARLY,
                "20 of 24 objects failed or were invalidated, and 2 lived for their maxLifetime (600 s)");
        assertThat(patient.verdict().cure()).contains("maxLifetime", "healthCheckInterval");
        patient.window = Duration.ofMinutes(9);
        names(Cause.NONE); // none can be that old yet
        patient.window = Duration.ofMinutes(10);
        patient.destroyed = Map.of(DestroyCause.INVALID, 8L, DestroyCause.INVALIDATED, 12L, DestroyCause.EXPIRED, 3L);
        names(Cause.NONE);
        patient.destroyed = Map.of(DestroyCause.IDLE, 24L);
        names(Cause.NONE); // nobody needed them
    }

    @Test
    void reclaimedLeasesAreNamedWhileTheyAreNotRare() {
        patient.config = Pool.builder(Object::new)
                .maxSize(4)
                .reclaimAfter(Duration.ofMinutes(1))
                .config();
        patient.destroyed = Map.of(DestroyCause.RECLAIMED, 2L);
        names(
                Cause.LEASES_RECLAIMED,
                "2 leases were out for longer than reclaimAfter (60 s)",
                "of 100 that have ended");
        assertThat(patient.verdict().cure()).contains("leakStacks(1)", "raise reclaimAfter");
        patient.window = Duration.ofHours(3);
        names(Cause.NONE);
        patient.destroyed = Map.of(DestroyCause.RECLAIMED, 3L);
        names(Cause.LEASES_RECLAIMED);
        patient.exhausted(2);
        names(Cause.POOL_TOO_SMALL); // what hurts now comes first
    }

    @Test
    void clocksThatWentBackMakeNoVerdict() {
        patient.window = Duration.ofHours(-5);
        names(Cause.NONE);
    }
}
