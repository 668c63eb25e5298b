package dev.rockpool.internal.explain;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.SourceExhaustedException;
import dev.rockpool.config.Creation;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.explain.Symptoms.Cleaning;
import dev.rockpool.internal.explain.Symptoms.Lost;
import dev.rockpool.internal.explain.Symptoms.Usual;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.Durations;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.Explanation.Verdict;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is most likely the matter with a pool: a pure function of its symptoms. The causes are tried from the certain to
 * the likely, and the first that fits is named:
 *
 * <ol>
 *   <li>closed, suspended: the pool knows.
 *   <li>factory hung, down, without more to give, or repeating objects: where there is room for an object, and a creation
 *       overran, is far older than is usual, or failed.
 *   <li>nested acquire: all objects are out, and a thread that holds one waits for another.
 *   <li>leak: the thread of a lease has ended, and the lease is long or somebody misses the object. (One that was handed
 *       to another thread, and is soon closed, is none.)
 *   <li>cleanup hung: an acquire's time went by in a validation; or all objects are in use, and some are in reset,
 *       validation or destroy for a second, or none is leased.
 *   <li>all objects are in use, and somebody misses one: leak or slow holder, if some leases are far older than is usual
 *       ({@link #slowHold}): a leak, if the thread has left the method that acquired; else the pool is too small.
 *   <li>somebody waits, and creations are in flight: lifetime too short or expiry storm, if most objects went by their age
 *       or use ({@link AgeingDiagnosis}); else factory slow.
 *   <li>objects rejected: most objects that come back are thrown away.
 *   <li>lifetime too short, health checks fail, objects die early: most objects that were made went so.
 *   <li>leak: the collector found some within the last hour, and took their capacity back.
 *   <li>leases reclaimed: one in an hour at least.
 * </ol>
 */
public final class Diagnosis {

    private static final long SECOND = 1_000_000_000L;
    static final long HOUR = 3600 * SECOND;
    private static final int FAR_LONGER = 10;
    private static final int MOST_REJECTED_BY_CHANCE = 3;
    private static final List<String> NOT_THE_USERS =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "dev.rockpool.internal.");

    private final Symptoms symptoms;
    private final PoolStats stats;
    private final Usual usual;
    private final long slowNanos;

    private Diagnosis(Symptoms symptoms) {
        this.symptoms = symptoms;
        this.stats = symptoms.stats();
        this.usual = symptoms.usual();
        this.slowNanos = slowHold(usual.hold(), symptoms.config());
    }

    /** The verdict. */
    public static Verdict of(Symptoms symptoms) {
        return new Diagnosis(symptoms).verdict();
    }

    /**
     * The verdict about one key of a keyed pool.
     *
     * @param fullTotal maxTotal, if all its places are used; else 0
     */
    public static Verdict of(Symptoms symptoms, int fullTotal) {
        Verdict own = of(symptoms);
        boolean isShort = own.cause() == Cause.NONE && fullTotal > 0 && symptoms.isWanted() && symptoms.hasRoom();
        return isShort ? totalTooSmall(fullTotal) : own;
    }

    private static Verdict totalTooSmall(int total) {
        return verdict(
                Cause.POOL_TOO_SMALL,
                "all " + total
                        + " places of maxTotal are used, by this key and others, and no idle object could give way",
                "raise maxTotal, or hold objects for a shorter time");
    }

    /**
     * From when on a hold is far longer than is usual, in nanoseconds: ten times the median of the holds that were
     * measured, and not less than a second, which is how exactly upkeep's sweeps see it, or than {@code holdWarning}, if
     * that makes them look more often. Where none was measured, {@code holdWarning}, or else a second.
     */
    public static long slowHold(LatencySummary holds, PoolConfig config) {
        long warning = Nanos.of(config.holdWarning());
        if (holds.count() == 0) {
            return warning > 0 ? warning : SECOND;
        }
        return farLonger(holds.p50(), warning > 0 ? Math.min(warning, SECOND) : SECOND);
    }

    private static long farLonger(Duration median, long least) {
        return Math.max(least, FAR_LONGER * Math.min(Nanos.of(median), Nanos.FOREVER / FAR_LONGER));
    }

    private Verdict verdict() {
        if (symptoms.state().isClosed()) {
            return closed();
        }
        if (symptoms.state().isSuspended()) {
            return verdict(
                    Cause.SUSPENDED,
                    "the pool is suspended, so acquires wait until it is resumed",
                    "call control().resume()");
        }
        Verdict factory = factory();
        if (factory != null) {
            return factory;
        }
        if (symptoms.holds().nested() > 0 && symptoms.isExhausted()) {
            return nested();
        }
        Holder left = symptoms.holds().longestEnded();
        if (left != null && (symptoms.isWanted() || Nanos.of(left.heldAtLeast()) >= slowNanos)) {
            return leftBehind(left);
        }
        Verdict cleanup = cleanup();
        if (cleanup != null) {
            return cleanup;
        }
        return symptoms.isExhausted() && symptoms.isWanted() ? exhausted() : rest();
    }

    private Verdict rest() {
        AgeingDiagnosis ageing = new AgeingDiagnosis(symptoms);
        if (symptoms.isWanted() && stats.idle() == 0 && stats.creating() > 0) {
            Verdict ofAge = ageing.whileWaiting();
            return ofAge == null ? slowFactory() : ofAge;
        }
        long rejected = rejected();
        if (rejected >= MOST_REJECTED_BY_CHANCE && rejected * 2 >= stats.released()) {
            return rejecting(rejected);
        }
        Verdict ofAge = ageing.atRest();
        if (ofAge != null) {
            return ofAge;
        }
        Lost lost = symptoms.lastLost();
        if (stats.leaks() > 0 && lost != null && lost.agoNanos() < HOUR) {
            return lost(lost);
        }
        Verdict reclaimed = ageing.reclaimed();
        if (reclaimed != null) {
            return reclaimed;
        }
        return verdict(Cause.NONE, "nothing is the matter that the pool knows of", "");
    }

    private static Verdict verdict(Cause cause, String summary, String cure) {
        return new Verdict(cause, summary, cure);
    }

    private Verdict closed() {
        return verdict(
                Cause.CLOSED,
                "the pool is closed" + (stats.leased() > 0 ? "; " + stats.leased() + " leases are still out" : ""),
                "build a new pool, and look for who closed this one before its users had ended");
    }

    private Verdict nested() {
        return verdict(
                Cause.NESTED_ACQUIRE,
                counted(
                                symptoms.holds().nested(),
                                "thread that holds an object waits",
                                "threads that hold an object wait")
                        + " for another one of the same pool; " + out(),
                "acquire once and hand the lease on to the code that needs it; or let the pool have at least threads x"
                        + " (objects each - 1) + 1 objects; nestedAcquire(FAIL) finds the place at once");
    }

    // ---- the factory

    private @Nullable Verdict factory() {
        if (!symptoms.hasRoom() && stats.creating() == 0) {
            return null; // no creation would help
        }
        int abandoned = symptoms.creations().abandoned();
        long oldest = symptoms.creations().oldestNanos();
        if (abandoned > 0) {
            return hungFactory(counted(abandoned, "creation hangs", "creations hang") + " beyond createTimeout ("
                    + Durations.inWords(symptoms.config().createTimeout()) + ")");
        }
        if (oldest >= hungLimit()) {
            return hungFactory("a creation has hung for " + Durations.inWords(oldest) + ", where "
                    + inWords(usual.create(), "creation"));
        }
        CapturedFailure failure = symptoms.state().failure();
        if (failure != null && stats.leased() < stats.maxSize()) {
            if (symptoms.state().repeats()) {
                return repeating();
            }
            if (failure.failure() instanceof SourceExhaustedException) {
                return sourceExhausted(failure);
            }
            return verdict(
                    Cause.FACTORY_DOWN,
                    "creation fails: " + failure + "; " + stats.createFailures() + " attempts have failed, and "
                            + (stats.size() == 0 ? "no object is" : counted(stats.size(), "object is", "objects are"))
                            + " left",
                    "bring back what the factory connects to; the pool tries again by itself, at the latest "
                            + Durations.inWords(symptoms.config().creationBackOffLongest())
                            + " after the last attempt");
        }
        return null;
    }

    private Verdict sourceExhausted(CapturedFailure failure) {
        return verdict(
                Cause.SOURCE_EXHAUSTED,
                "there are no more objects to be had for now: " + failure + "; " + stats.createFailures()
                        + " attempts have failed, and "
                        + (stats.size() == 0 ? "no object is" : counted(stats.size(), "object is", "objects are"))
                        + " left, where there may be " + stats.maxSize(),
                "look who else takes them, let all pools together have fewer (maxSize), or let the other side give more;"
                        + " the pool goes on with what it has, and asks again after pauses that become longer");
    }

    private Verdict repeating() {
        return verdict(
                Cause.FACTORY_REPEATS,
                "the factory returns objects that are in the pool already, where it must make new ones; "
                        + counted(
                                (int) Math.min(Integer.MAX_VALUE, stats.createFailures()),
                                "attempt has",
                                "attempts have")
                        + " failed, and " + counted(stats.size(), "object is", "objects are") + " in the pool",
                "make a new object in each create(), as Parser::new does and () -> parser does not; waiting does not help");
    }

    private Verdict hungFactory(String evidence) {
        boolean isOnCallers = symptoms.config().creation() == Creation.CALLER;
        String threads = isOnCallers ? "those that acquire" : "named rockpool-" + stats.name() + "-creator";
        return verdict(
                Cause.FACTORY_HUNG,
                evidence,
                "give what the factory calls a time limit of its own (a connect and a read timeout), shorter than"
                        + " createTimeout; look at the threads " + threads);
    }

    private long hungLimit() {
        long timeout = Nanos.of(symptoms.config().createTimeout());
        LatencySummary create = usual.create();
        return Math.min(timeout, create.count() > 0 ? farLonger(create.p50(), SECOND) : timeout / 2);
    }

    private Verdict slowFactory() {
        return verdict(
                Cause.FACTORY_SLOW,
                counted(stats.creating(), "object is", "objects are") + " being created, for up to "
                        + Durations.inWords(Math.max(0, symptoms.creations().oldestNanos())) + ", where "
                        + inWords(usual.create(), "creation"),
                "look why creations take that long; wait longer than one takes (acquireTimeout), or have objects ready (minIdle,"
                        + " warmUp)");
    }

    // ---- reset, validation, destroy

    private @Nullable Verdict cleanup() {
        Cleaning cleaning = symptoms.cleaning();
        Phase phase = symptoms.need().phase();
        boolean isActivated = phase == Phase.ACTIVATING;
        boolean isChecked = isActivated || phase == Phase.VALIDATING;
        if (isChecked && cleaning.count() == 0 && rejected() > 0) {
            return rejecting(rejected());
        }
        boolean isLong = cleaning.oldestNanos() >= SECOND || stats.leased() == 0;
        if (isChecked || (cleaning.count() > 0 && isLong && symptoms.isExhausted())) {
            String objects = counted(cleaning.count(), "object is", "objects are")
                    + " in reset, validation, activation or destroy, for up to "
                    + Durations.inWords(cleaning.oldestNanos());
            return verdict(
                    Cause.CLEANUP_HUNG,
                    (isChecked
                                    ? "the time of the acquire went by in "
                                            + (isActivated ? "an activation; " : "a validation; ")
                                    : "")
                            + objects + "; " + out(),
                    isActivated
                            ? "give what onAcquire or activate calls a time limit of its own, shorter than acquireTimeout;"
                                    + " for a future createTimeout bounds it, for a thread nothing does"
                            : "give what reset, validation and destroy call a time limit of its own; validationTimeout"
                                    + " bounds a validation, and resetInBackground has createTimeout bound a reset");
        }
        if (cleaning.promised() > 0 && cleaning.promisedNanos() >= SECOND && symptoms.isExhausted()) {
            return verdict(
                    Cause.SLOW_HOLDER,
                    counted(cleaning.promised(), "object was", "objects were") + " given to futures that have not been"
                            + " completed for up to " + Durations.inWords(cleaning.promisedNanos()) + "; " + out(),
                    "look at the callbackExecutor: its threads are busy or blocked");
        }
        return null;
    }

    private long rejected() {
        return stats.destroyed(DestroyCause.RESET_FAILED)
                + stats.destroyed(DestroyCause.INVALID)
                + stats.destroyed(DestroyCause.ACTIVATION_FAILED);
    }

    private Verdict rejecting(long rejected) {
        return verdict(
                Cause.OBJECTS_REJECTED,
                rejected + " objects failed their reset, validation or activation, where " + stats.released()
                        + " came back: the pool creates nearly as often as it is used",
                "look at the last failure of reset, validate and activate; a validation must hold for an object that was just"
                        + " reset");
    }

    // ---- all objects in use

    private Verdict exhausted() {
        int slow = symptoms.holds().slow();
        if (slow > 0 && !symptoms.holders().isEmpty()) {
            Holder longest = symptoms.holders().get(0);
            return hasMovedOn(longest) ? movedOn(longest) : slow(slow, longest);
        }
        int more = stats.waiting() + (symptoms.need().phase() == null && stats.waiting() > 0 ? 0 : 1);
        return verdict(
                Cause.POOL_TOO_SMALL,
                out() + ", none for unusually long (" + inWords(usual.hold(), "hold") + "), and "
                        + counted(more, "more is", "more are") + " wanted: that makes " + (stats.leased() + more)
                        + " at once; average wait " + Durations.inWords(stats.averageWait()) + ", " + stats.timeouts()
                        + " timed out and " + stats.rejected() + " were refused so far",
                "raise maxSize, if what is pooled can bear it, or hold objects for a shorter time; maxWaiters sheds load"
                        + " that cannot be served");
    }

    private Verdict slow(int slow, Holder longest) {
        Lost lost = symptoms.lastLost();
        String orLost = lost == null
                ? ""
                : "; or it was never closed: " + counted(leaks(), "lease was", "leases were") + " lost before"
                        + place(lost.holder().acquiredAt(), ", the last acquired at ");
        return verdict(
                Cause.SLOW_HOLDER,
                out() + ", " + slow + " of them for longer than " + Durations.inWords(slowNanos) + ", where "
                        + inWords(usual.hold(), "hold") + "; the longest " + longest
                        + place(longest.standsAt(), ", which stands at ") + orLost,
                "look at what that thread waits for, and give it a time limit; hold objects only while they are used"
                        + (lost == null ? "" : "; leakStacks(1) tells a slow holder from a leak"));
    }

    /** Whether the holder's thread has left the method that acquired. */
    private static boolean hasMovedOn(Holder holder) {
        StackTraceElement acquired = usersOwn(holder.acquiredAt());
        return acquired != null
                && !holder.standsAt().isEmpty()
                && holder.standsAt().stream()
                        .noneMatch(frame -> frame.getClassName().equals(acquired.getClassName())
                                && frame.getMethodName().equals(acquired.getMethodName()));
    }

    private Verdict movedOn(Holder longest) {
        return verdict(
                Cause.LEAK,
                out() + ", the longest " + longest + ", which has left the method that acquired it"
                        + place(longest.acquiredAt(), " at "),
                leakCure(longest) + "; if that method hands objects to its caller, look at what the caller waits for"
                        + place(longest.standsAt(), ": it stands at "));
    }

    // ---- leaks

    private int leaks() {
        return (int) Math.min(Integer.MAX_VALUE, stats.leaks());
    }

    private Verdict leftBehind(Holder longest) {
        return verdict(
                Cause.LEAK,
                counted(symptoms.holds().ended(), "lease was", "leases were")
                        + " acquired by threads that have ended since, and not closed; the longest is held " + longest
                        + place(longest.acquiredAt(), ", acquired at "),
                leakCure(longest));
    }

    private Verdict lost(Lost lost) {
        return verdict(
                Cause.LEAK,
                counted(leaks(), "lease was", "leases were")
                        + " lost and found by the collector, so that the capacity is back; the last was found "
                        + Durations.inWords(lost.agoNanos()) + " ago, and held " + lost.holder()
                        + place(lost.holder().acquiredAt(), ", acquired at "),
                leakCure(lost.holder()));
    }

    private static String leakCure(Holder holder) {
        return (holder.isFuture()
                        ? "call useAsync() in place of acquireAsync(), where a stage that is derived from it and cancelled or"
                                + " dropped loses the lease; "
                        : "")
                + "close every lease: try-with-resources, use or run; what nobody refers to any more, the collector gives back when"
                + " it next looks at the old generation"
                + (holder.acquiredAt().isEmpty() ? "; leakStacks(1) shows where they are acquired" : "");
    }

    // ---- words

    private String out() {
        int cleaning = symptoms.cleaning().count();
        return stats.leased() + " of " + stats.maxSize() + " objects are out"
                + (cleaning == 0 ? "" : " and " + cleaning + (cleaning == 1 ? " is" : " are") + " being cleaned");
    }

    private static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private String inWords(LatencySummary summary, String what) {
        if (summary.count() > 0) {
            return "half of all " + what + "s end within " + Durations.inWords(summary.p50());
        }
        return symptoms.config().histograms()
                ? "no " + what + " to compare with was measured yet"
                : what + "s are not measured (histograms is off)";
    }

    /** The first frame that is the user's own, or else the first; null for an empty stack. */
    private static @Nullable StackTraceElement usersOwn(List<StackTraceElement> stack) {
        return stack.stream()
                .filter(frame -> NOT_THE_USERS.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .or(() -> stack.stream().findFirst())
                .orElse(null);
    }

    private static String place(List<StackTraceElement> stack, String prefix) {
        StackTraceElement frame = usersOwn(stack);
        return frame == null ? "" : prefix + frame;
    }
}
