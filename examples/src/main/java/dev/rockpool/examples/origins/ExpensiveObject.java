package dev.rockpool.examples.origins;

import dev.rockpool.Reusable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Expensive to make: a thousand items and what is calculated from them. Its reset clears what a use has left behind and
 * keeps what every use needs; a reset that did the construction again would make pooling pointless.
 */
public final class ExpensiveObject implements Reusable {

    private static final int ITEMS = 1_000;

    private final List<String> items =
            IntStream.range(0, ITEMS).mapToObj(i -> "item_" + i).toList();
    private final int sum = items.stream().mapToInt(String::length).sum();
    private final List<String> recent = new ArrayList<>();

    /**
     * Does its work.
     *
     * @param input what to work on
     * @return what came out
     */
    public String process(String input) {
        recent.add(input);
        return "Processed: " + input + " with " + items.size() + " items, " + sum;
    }

    /**
     * What was processed since the last reset.
     *
     * @return the inputs
     */
    public List<String> recent() {
        return List.copyOf(recent);
    }

    @Override
    public void reset() {
        recent.clear();
    }
}
