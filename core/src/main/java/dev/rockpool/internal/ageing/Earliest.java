package dev.rockpool.internal.ageing;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * Picks out of many the few whose time is the earliest. The time of each is told once: so it may change while it is picked, as
 * a sort that asks again could not bear. Confined to one thread.
 *
 * @param <E> what is picked
 */
public final class Earliest<E> {

    /** The latest first. Made here, as what links one of its parts may be the end of memory. */
    private static final Comparator<Offer<?>> LATEST =
            Comparator.<Offer<?>>comparingLong(Offer::time).reversed();

    private final int most;
    private final PriorityQueue<Offer<E>> kept = new PriorityQueue<>(1, LATEST);

    private record Offer<E>(E element, long time) {}

    /** Keeps so many at the most. */
    public Earliest(int most) {
        this.most = most;
    }

    /** One to pick from. */
    public void offer(E element, long time) {
        if (kept.size() < most) {
            kept.add(new Offer<>(element, time));
            return;
        }
        Offer<E> latest = kept.peek();
        if (latest != null && time < latest.time) {
            kept.poll();
            kept.add(new Offer<>(element, time));
        }
    }

    /** Takes out what was picked, the earliest first. */
    public Deque<E> take() {
        Deque<E> picked = new ArrayDeque<>(kept.size());
        for (Offer<E> latest = kept.poll(); latest != null; latest = kept.poll()) {
            picked.addFirst(latest.element);
        }
        return picked;
    }
}
