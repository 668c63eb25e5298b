package dev.rockpool.examples.gameserver.fault;

import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a pool tells its listener on the timeline: changes of health each time, of all else the first of its kind in
 * full, and how many there were.
 */
public final class PoolTalk implements PoolListener {

    private static final int MOST_FRAMES = 12;

    private final Timeline timeline;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /**
     * Has heard nothing yet.
     *
     * @param timeline where it is told
     */
    public PoolTalk(Timeline timeline) {
        this.timeline = timeline;
    }

    /**
     * How often what was heard.
     *
     * @return such as {@code {lost lease=8}}
     */
    public Map<String, LongAdder> counts() {
        return Map.copyOf(counts);
    }

    @Override
    public void healthChanged(String pool, PoolHealth before, PoolHealth after) {
        timeline.say("health of pool \"" + pool + "\": " + before.state() + " -> " + after.state() + ", "
                + after.reason() + nextAttempt(after.nextAttempt()));
    }

    private static String nextAttempt(@Nullable Instant at) {
        if (at == null) {
            return "";
        }
        Duration left = Duration.between(Instant.now(), at);
        return String.format(Locale.ROOT, "; next attempt in %.1f s", Math.max(0, left.toMillis() / 1e3));
    }

    @Override
    public void createFailed(String pool, Throwable cause) {
        tellFirst("failed creation", "pool \"" + pool + "\": no object could be created: " + cause);
    }

    @Override
    public void resetFailed(String pool, Throwable cause) {
        tellFirst("failed reset", "pool \"" + pool + "\": a reset failed, the object is destroyed: " + cause);
    }

    @Override
    public void validationFailed(String pool, @Nullable Throwable cause) {
        tellFirst(
                "failed validation",
                "pool \"" + pool + "\": an object was found invalid and is destroyed"
                        + (cause == null ? "" : ": " + cause));
    }

    @Override
    public void heldTooLong(String pool, Holder holder) {
        tellFirst("hold warning", "pool \"" + pool + "\": a lease has been out for long: " + inWords(holder));
    }

    @Override
    public void nestedAcquire(String pool, Holder holder) {
        tellFirst(
                "nested acquire",
                "pool \"" + pool + "\": a thread that holds an object acquires one more: " + inWords(holder));
    }

    @Override
    public void leaked(String pool, Holder holder) {
        tellFirst("lost lease", "pool \"" + pool + "\": a lease was lost, its object is destroyed: " + inWords(holder));
    }

    private void tellFirst(String kind, String text) {
        LongAdder fresh = new LongAdder();
        LongAdder known = counts.putIfAbsent(kind, fresh);
        (known == null ? fresh : known).increment();
        if (known == null) {
            timeline.say(text);
        }
    }

    private static String inWords(Holder holder) {
        StringBuilder words = new StringBuilder("held " + holder);
        append(words, "acquired at", holder.acquiredAt());
        append(words, "stands at", holder.standsAt());
        return words.toString();
    }

    private static void append(StringBuilder words, String title, List<StackTraceElement> stack) {
        if (!stack.isEmpty()) {
            words.append("\n  ").append(title).append(':');
            stack.stream()
                    .limit(MOST_FRAMES)
                    .forEach(frame -> words.append("\n    ").append(frame));
        }
    }
}
