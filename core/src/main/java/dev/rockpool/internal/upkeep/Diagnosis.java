package dev.rockpool.internal.upkeep;

import dev.rockpool.DestroyCause;
import dev.rockpool.Explanation.Cause;
import dev.rockpool.Explanation.Verdict;
import dev.rockpool.Holder;
import dev.rockpool.PoolConfig;
import dev.rockpool.PoolStats;
import dev.rockpool.internal.time.Durations;
import dev.rockpool.internal.time.Nanos;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is most likely the matter with a pool: a pure function of its symptoms. The causes are tried from the certain to
 * the likely, and the first that fits is named:
 *
 * <ol>
 *   <li>closed, suspended: the pool knows.
 *   <li>nested acquire: a thread that waits holds an object, and none is idle.
 *   <li>factory hung or down: where there is room for an object, and a creation overran, is far older than is usual, or
 *       failed.
 *   <li>leak: the thread of a lease has ended, and the lease is long or somebody misses the object. (One that was handed
 *       to another thread, and is soon closed, is none.)
 *   <li>all objects out: cleanup hung, if some are in reset, validation or destroy for a second; slow holder, if some
 *       leases are far older than is usual ({@link #slowHold}); else the pool is too small for those who want one.
 *   <li>factory slow: somebody waits, and creations are in flight.
 *   <li>objects rejected: most objects that come back are thrown away.
 *   <li>leak: the collector found some, and took their capacity back.
 * </ol>
 */
public final class Diagnosis {

    private static final long SECOND = 1_000_000_000L;
    private static final int FAR_LONGER = 10;
    private static final int MOST_REJECTED_BY_CHANCE = 3;

    private static final List<String> NOT_THE_USERS =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "dev.rockpool.internal.");

    private final Symptoms symptoms;
    private final PoolStats stats;

    private Diagnosis(Symptoms symptoms) {
        this.symptoms = symptoms;
        this.stats = symptoms.stats();
    }

    /** The verdict. */
    public static Verdict of(Symptoms symptoms) {
        return new Diagnosis(symptoms).verdict();
    }

    /**
     * From when on a hold is far longer than is usual, in nanoseconds: {@code holdWarning} if that is set, else ten times
     * the median of the holds that have ended, and not less than a second, which is how exactly upkeep's sweeps see it.
     */
    public static long slowHold(PoolStats stats, PoolConfig config) {
        long warning = Nanos.of(config.holdWarning());
        return warning > 0 ? warning : farLonger(stats.hold().p50());
    }

    private static long farLonger(Duration usual) {
        return Math.max(SECOND, FAR_LONGER * Math.min(Nanos.of(usual), Nanos.FOREVER / FAR_LONGER));
    }

    private Verdict verdict() {
        if (symptoms.isClosed()) {
            return closed();
        }
        if (symptoms.isSuspended()) {
            return verdict(
                    Cause.SUSPENDED,
                    "the pool is suspended, so acquires wait until it is resumed",
                    "call control().resume()");
        }
        if (symptoms.holds().nested() > 0 && stats.idle() == 0) {
            return nested();
        }
        Verdict factory = factory();
        if (factory != null) {
            return factory;
        }
        List<Holder> dead = heldByTheDead();
        if (!dead.isEmpty()) {
            return leftBehind(dead);
        }
        if (symptoms.isExhausted()) {
            Verdict exhausted = exhausted();
            if (exhausted != null) {
                return exhausted;
            }
        }
        return rest();
    }

    private Verdict rest() {
        if (symptoms.isWanted() && stats.idle() == 0 && stats.creating() > 0) {
            return slowFactory();
        }
        long rejected = stats.destroyed(DestroyCause.RESET_FAILED) + stats.destroyed(DestroyCause.INVALID);
        if (rejected >= MOST_REJECTED_BY_CHANCE && rejected * 2 >= stats.released()) {
            return verdict(
                    Cause.OBJECTS_REJECTED,
                    rejected + " objects failed their reset or validation, where " + stats.released()
                            + " came back: the pool creates nearly as often as it is used",
                    "look at the last failure of reset and validate; a validation must hold for an object that was just"
                            + " reset");
        }
        Holder lost = symptoms.lastLost();
        if (stats.leaks() > 0 && lost != null) {
            return lost(lost);
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
                people(
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
            return hungFactory(people(abandoned, "creation has", "creations have") + " overrun createTimeout ("
                    + Durations.inWords(symptoms.config().createTimeout()) + ") and not come back");
        }
        if (oldest >= hungLimit()) {
            return hungFactory("a creation has been running for " + Durations.inWords(oldest) + ", where "
                    + usual(stats.create().count(), stats.create().p50(), "creation"));
        }
        if (symptoms.failure() != null && stats.leased() < stats.maxSize()) {
            return verdict(
                    Cause.FACTORY_DOWN,
                    "creation fails: " + symptoms.failure() + "; " + stats.createFailures()
                            + " attempts have failed, and " + living() + " left",
                    "bring back what the factory connects to; the pool tries again by itself, at the latest 30 s after"
                            + " the last attempt");
        }
        return null;
    }

    private String living() {
        return stats.size() == 0 ? "no object is" : people(stats.size(), "object is", "objects are");
    }

    private Verdict hungFactory(String evidence) {
        return verdict(
                Cause.FACTORY_HUNG,
                evidence,
                "give what the factory calls a time limit of its own (a connect and a read timeout), shorter than"
                        + " createTimeout; look at the threads named rockpool-" + stats.name() + "-creator");
    }

    private long hungLimit() {
        long timeout = Nanos.of(symptoms.config().createTimeout());
        long unusual = stats.create().count() > 0 ? farLonger(stats.create().p50()) : timeout / 2;
        return Math.min(timeout, unusual);
    }

    private Verdict slowFactory() {
        return verdict(
                Cause.FACTORY_SLOW,
                people(stats.creating(), "object is", "objects are") + " being created, for up to "
                        + Durations.inWords(Math.max(0, symptoms.creations().oldestNanos())) + ", where "
                        + usual(stats.create().count(), stats.create().p50(), "creation"),
                "wait longer than a creation takes (acquireTimeout), or have objects ready (minIdle, warmUp)");
    }

    // ---- all objects out

    private @Nullable Verdict exhausted() {
        Symptoms.Cleaning cleaning = symptoms.cleaning();
        if (cleaning.count() > 0 && cleaning.oldestNanos() >= SECOND) {
            return verdict(
                    Cause.CLEANUP_HUNG,
                    people(cleaning.count(), "object is", "objects are")
                            + " in reset, validation or destroy, for up to " + Durations.inWords(cleaning.oldestNanos())
                            + "; "
                            + out(),
                    "give what reset, validation and destroy call a time limit of its own; resetInBackground bounds a"
                            + " reset by createTimeout");
        }
        int slow = symptoms.holds().slow();
        if (slow > 0 && !symptoms.holders().isEmpty()) {
            Holder longest = symptoms.holders().get(0);
            return verdict(
                    Cause.SLOW_HOLDER,
                    out() + ", " + slow + " of them for longer than "
                            + Durations.inWords(slowHold(stats, symptoms.config()))
                            + ", where "
                            + usual(stats.hold().count(), stats.hold().p50(), "hold") + "; the longest "
                            + longest + place(longest.standsAt(), ", which stands at "),
                    "look at what that thread waits for, and give it a time limit; hold objects only while they are used");
        }
        if (!symptoms.isWanted()) {
            return null;
        }
        int wanted = stats.leased() + Math.max(1, stats.waiting());
        return verdict(
                Cause.POOL_TOO_SMALL,
                out() + ", none for unusually long ("
                        + usual(stats.hold().count(), stats.hold().p50(), "hold") + "), and "
                        + people(Math.max(1, stats.waiting()), "more is", "more are") + " wanted: that makes " + wanted
                        + " at once; average wait " + Durations.inWords(stats.averageWait()) + ", " + stats.timeouts()
                        + " timeouts so far",
                "raise maxSize, if what is pooled can bear it, or hold objects for a shorter time; maxWaiters sheds load"
                        + " that cannot be served");
    }

    // ---- leaks

    private List<Holder> heldByTheDead() {
        long slow = slowHold(stats, symptoms.config());
        return symptoms.holders().stream()
                .filter(Holder::hasEnded)
                .filter(holder -> symptoms.isWanted() || Nanos.of(holder.heldAtLeast()) >= slow)
                .toList();
    }

    private static Verdict leftBehind(List<Holder> dead) {
        Holder longest = dead.get(0);
        return verdict(
                Cause.LEAK,
                people(dead.size(), "lease was", "leases were")
                        + " acquired by threads that have ended since, and not closed; the longest is held " + longest
                        + place(longest.acquiredAt(), ", acquired at "),
                leakCure(longest));
    }

    private Verdict lost(Holder lost) {
        return verdict(
                Cause.LEAK,
                people((int) Math.min(Integer.MAX_VALUE, stats.leaks()), "lease was", "leases were")
                        + " lost and found by the collector, so that the capacity is back; the last was held " + lost
                        + place(lost.acquiredAt(), ", acquired at "),
                leakCure(lost));
    }

    private static String leakCure(Holder holder) {
        return "close every lease: try-with-resources, use or run"
                + (holder.acquiredAt().isEmpty() ? "; leakStacks(1) shows where they are acquired" : "");
    }

    // ---- words

    private String out() {
        return stats.leased() + " of " + stats.maxSize() + " objects are out";
    }

    private static String people(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static String usual(long count, Duration median, String what) {
        return count == 0
                ? "no " + what + " to compare with has ended yet"
                : "half of all " + what + "s end within " + Durations.inWords(median);
    }

    /** The first frame that is the user's own, or else the first. */
    private static String place(List<StackTraceElement> stack, String prefix) {
        return stack.stream()
                .filter(frame -> NOT_THE_USERS.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .or(() -> stack.stream().findFirst())
                .map(frame -> prefix + frame)
                .orElse("");
    }
}
