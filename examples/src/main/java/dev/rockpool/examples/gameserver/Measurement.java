package dev.rockpool.examples.gameserver;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one of the two runs of a comparison measured; it crosses from one process to the other as text.
 *
 * @param values by name
 */
record Measurement(Map<Value, Double> values) {

    /** What is measured, how it is called in the report, and which of two values is the better one. */
    enum Value {
        MESSAGES_PER_SECOND("messages stored per second", true),
        ALLOCATED_PER_SECOND("allocated per second, MB", false),
        ALLOCATED_PER_MESSAGE("allocated per message, bytes", false),
        COLLECTIONS("garbage collections", false),
        COLLECTION_MILLIS("time in collections, ms", false),
        COLLECTION_MILLIS_PER_MILLION("  the same per million messages", false),
        STORE_P50_MICROS("storing a message, p50, µs", false),
        STORE_P99_MICROS("storing a message, p99, µs", false);

        private final String title;
        private final boolean moreIsBetter;

        Value(String title, boolean moreIsBetter) {
            this.title = title;
            this.moreIsBetter = moreIsBetter;
        }
    }

    private static final String MARK = "measured ";
    private static final double EQUAL = 0.03; // what two runs of the same differ by anyway

    /** Writes it so that {@link #read} finds it between other lines. */
    void write(PrintWriter out) {
        values.forEach((value, number) -> out.println(MARK + value + '=' + number));
    }

    /** Finds it in the output of a process; null if it is not there, or not whole. */
    static @Nullable Measurement read(List<String> output) {
        Map<Value, Double> values = new TreeMap<>();
        for (String line : output) {
            int sign = line.indexOf('=');
            if (line.startsWith(MARK) && sign > 0) {
                Value value = Value.valueOf(line.substring(MARK.length(), sign));
                values.put(value, Double.parseDouble(line.substring(sign + 1)));
            }
        }
        return values.size() == Value.values().length ? new Measurement(values) : null;
    }

    /** Both side by side, a line for each value, with the better one named. */
    static List<String> sideBySide(Measurement with, Measurement without) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-30s%16s%16s%16s   better", "", "with pools", "without pools", "without / with"));
        for (Value value : Value.values()) {
            double one = with.of(value);
            double other = without.of(value);
            lines.add(String.format(
                    Locale.ROOT,
                    "%-30s%,16.0f%,16.0f%16s   %s",
                    value.title,
                    one,
                    other,
                    one == 0 ? "-" : String.format(Locale.ROOT, "%.2f", other / one),
                    better(value, one, other)));
        }
        return lines;
    }

    private double of(Value value) {
        return values.getOrDefault(value, 0.0);
    }

    private static String better(Value value, double with, double without) {
        if (Math.abs(with - without) <= EQUAL * Math.max(with, without)) {
            return "equal";
        }
        return with > without == value.moreIsBetter ? "with pools" : "WITHOUT pools";
    }
}
