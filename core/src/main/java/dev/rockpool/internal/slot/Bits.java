package dev.rockpool.internal.slot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Up to 64 children and a bit for each: slots under a {@link Chunk}, chunks under a {@link Block}. A set bit says "look
 * here", a clear one "nothing idle below".
 *
 * <p><b>Hint, not truth.</b> The bits may say yes too often, as an acquire by hint does not touch them; a look at the
 * slot's word decides. They never say no for long: whoever makes a slot idle publishes the word first and sets the bit
 * after it; whoever clears a bit because it found nothing looks again after it, and sets it again if that was wrong. So
 * either the one or the other sees (the pattern of Dekker's algorithm), and both look at the queue of waiters only after
 * that.
 */
abstract class Bits {

    static final int WIDTH = 64;

    private static final VarHandle SET;

    static {
        try {
            SET = MethodHandles.lookup()
                    .findVarHandle(Bits.class, "set", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    @SuppressWarnings("unused") // by SET only
    private volatile long set;

    final long get() {
        return (long) SET.getVolatile(this);
    }

    /** Sets a bit; says whether it was clear. Writes only then. */
    final boolean raise(int position) {
        long bit = 1L << position;
        return (get() & bit) == 0 && ((long) SET.getAndBitwiseOr(this, bit) & bit) == 0;
    }

    final void lower(int position) {
        long unused = (long) SET.getAndBitwiseAnd(this, ~(1L << position));
    }
}
