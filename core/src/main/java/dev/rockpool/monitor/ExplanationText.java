package dev.rockpool.monitor;

import dev.rockpool.internal.process.Durations;
import dev.rockpool.monitor.Explanation.Attempt;
import dev.rockpool.monitor.Explanation.Failure;
import dev.rockpool.monitor.Explanation.Waiter;
import java.util.List;

/** An explanation as text: the verdict first, then the evidence, and in the end the settings that somebody has set. */
final class ExplanationText {

    private static final int MOST_FRAMES = 12;

    private final StringBuilder text = new StringBuilder();
    private final Explanation explanation;

    private ExplanationText(Explanation explanation) {
        this.explanation = explanation;
    }

    static String of(Explanation explanation) {
        ExplanationText made = new ExplanationText(explanation);
        made.verdict();
        made.numbers();
        made.holders();
        made.waiters();
        made.attempts();
        made.failures();
        made.line("configuration: " + explanation.config().changes());
        return made.text.toString();
    }

    private void line(String line) {
        if (text.length() > 0) {
            text.append(System.lineSeparator()).append("  ");
        }
        text.append(line);
    }

    private void verdict() {
        PoolStats stats = explanation.stats();
        line("pool \"" + stats.name() + "\" at " + stats.takenAt() + ": " + explanation.cause());
        line("likely cause: " + explanation.verdict().summary());
        if (!explanation.verdict().cure().isEmpty()) {
            line("cure: " + explanation.verdict().cure());
        }
    }

    private void numbers() {
        PoolHealth health = explanation.health();
        PoolStats stats = explanation.stats();
        line("now: " + stats.gauges());
        line("health: " + health.state() + " since " + health.since() + ", " + health.reason());
        line("since " + stats.lastReset() + ": " + stats.acquired() + " acquired, " + stats.timeouts() + " timed out, "
                + stats.created() + " created, " + stats.destroyed() + " destroyed, " + stats.leaks() + " leaked");
        line("waits: " + inWords(stats.waits()) + "; holds: " + inWords(stats.hold()) + "; creations: "
                + inWords(stats.create()));
    }

    private static String inWords(LatencySummary summary) {
        return summary.count() == 0
                ? "none measured"
                : "half under " + Durations.inWords(summary.p50()) + ", longest " + Durations.inWords(summary.max());
    }

    private void holders() {
        List<Holder> holders = explanation.holders();
        if (!holders.isEmpty()) {
            line("held now (" + listed(holders.size(), explanation.stats().leased()) + ", the longest first):");
        }
        for (Holder holder : holders) {
            line("  " + holder);
            stack("acquired at", holder.acquiredAt());
            stack("stands at", holder.standsAt());
        }
    }

    private static String listed(int listed, int all) {
        return listed < all ? listed + " of " + all : String.valueOf(listed);
    }

    private void stack(String title, List<StackTraceElement> stack) {
        if (stack.isEmpty()) {
            return;
        }
        line("    " + title + ":");
        stack.stream().limit(MOST_FRAMES).forEach(frame -> line("      " + frame));
        if (stack.size() > MOST_FRAMES) {
            line("      ... " + (stack.size() - MOST_FRAMES) + " more");
        }
    }

    private void waiters() {
        List<Waiter> waiters = explanation.waiters();
        if (!waiters.isEmpty()) {
            line("waiting (" + listed(waiters.size(), explanation.stats().waiting()) + ", the oldest first):");
        }
        for (Waiter waiter : waiters) {
            String thread = waiter.threadName() == null ? "#" + waiter.threadId() : "\"" + waiter.threadName() + "\"";
            line("  " + (waiter.isFuture() ? "a future asked for by thread " : "thread ") + thread + " for "
                    + Durations.inWords(waiter.waited()) + " of " + Durations.inWords(waiter.timeout()));
        }
    }

    private void attempts() {
        for (Attempt attempt : explanation.attempts()) {
            line("being created " + (attempt.onCaller() ? "by the thread that acquires, " : "") + "for "
                    + Durations.inWords(attempt.since()));
        }
    }

    private void failures() {
        for (Failure failure : explanation.failures()) {
            line("last failure of " + failure.step().name().toLowerCase(java.util.Locale.ROOT) + ", at " + failure.at()
                    + ": " + failure.text());
        }
    }
}
