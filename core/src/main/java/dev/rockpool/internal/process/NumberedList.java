package dev.rockpool.internal.process;

import org.jspecify.annotations.Nullable;

/**
 * A list in the order of its members' numbers. The members are linked through their own fields: any of them leaves at once, and
 * nothing in here allocates. Has no lock: list and links are guarded by the lock of whoever has the list.
 *
 * <p>Whoever joins or leaves is never between two links when the way from the first to the last is followed by {@code next}: so
 * {@link #correct} finds all others, wherever somebody was cut short.
 *
 * @param <M> the members
 */
public final class NumberedList<M extends NumberedList.Member<M>> {

    /** What can be in a list, in one at a time. */
    public abstract static class Member<M extends Member<M>> {

        /** Its place in the order, which stays while it is in the list; 0 before it has one. */
        public long number;

        /** The one behind it in the list; null for the last. */
        public @Nullable M next;

        @Nullable
        M previous;

        /** In no list yet. */
        protected Member() {}
    }

    private @Nullable M first;
    private @Nullable M last;

    /** An empty one. */
    public NumberedList() {}

    /** The one with the lowest number, or null. */
    @Nullable
    public M first() {
        return first;
    }

    /** Whether a member is in it, that could be in no other. */
    public boolean contains(M member) {
        return member.previous != null || first == member;
    }

    /** A member joins. Its place is looked for from the end, as who joins has mostly the highest number. */
    public void add(M member, long number) {
        M before = last;
        M after = null;
        while (before != null && before.number > number) {
            after = before;
            before = before.previous;
        }
        member.number = number;
        link(member, after);
        link(before, member);
    }

    /** A member leaves, and keeps its number. */
    public void remove(M member) {
        link(member.previous, member.next);
        member.previous = null;
        member.next = null;
    }

    private void link(@Nullable M before, @Nullable M after) {
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
    }

    /** Whether it is in one piece and in order. */
    public boolean isSound() {
        M before = null;
        for (M member = first; member != null; member = member.next) {
            if (member.previous != before || (before != null && before.number >= member.number)) {
                return false;
            }
            before = member;
        }
        return before == last;
    }

    /** Makes it sound again. */
    public void correct() {
        M before = null;
        for (M member = first; member != null; member = member.next) {
            member.previous = before;
            before = member;
        }
        last = before;
    }
}
