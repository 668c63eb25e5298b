package dev.rockpool.internal.explain;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.slot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Where a pool's objects are, in words, for an acquire that is refused. A walk over all slots, so never under the lock. */
public final class Whereabouts implements Consumer<Slot<?>> {

    private int leased;
    private int idle;
    private int promised;
    private int inReset;
    private int inValidation;
    private int dying;

    private Whereabouts() {}

    /**
     * Such as {@code 0 of 1 objects are leased, 1 is being reset}.
     *
     * @param maxSize the bound
     * @param creating how many objects are being created
     */
    public static <T> String of(SlotTable<T> table, int maxSize, int creating) {
        Whereabouts found = new Whereabouts();
        table.forEach(found);
        return found.inWords(maxSize, creating);
    }

    /** Visits one. */
    @Override
    public void accept(Slot<?> slot) {
        long seen = slot.look();
        if (Snapshot.isLeased(seen)) {
            leased++;
        } else if (Snapshot.isAtRest(seen)) {
            idle++;
        } else if (Snapshot.isDead(seen)) {
            dying++;
        } else if (Snapshot.isInHand(seen)) {
            if (slot.promisedTo() != null) {
                promised++;
            } else if (Snapshot.isResetting(seen)) {
                inReset++;
            } else {
                inValidation++;
            }
        } // else it is free, or being created, which the ledger counts
    }

    private String inWords(int maxSize, int creating) {
        List<String> words = new ArrayList<>();
        words.add(leased + " of " + maxSize + " objects " + are(leased) + " leased");
        add(words, idle, "idle");
        add(words, promised, "given to futures that are not complete yet");
        add(words, inReset, "being reset");
        add(words, inValidation, "being validated");
        add(words, dying, "being destroyed");
        add(words, creating, "being created");
        return String.join(", ", words);
    }

    private static void add(List<String> words, int count, String what) {
        if (count > 0) {
            words.add(count + " " + are(count) + " " + what);
        }
    }

    private static String are(int count) {
        return count == 1 ? "is" : "are";
    }
}
