package dev.rockpool.internal.engine;

import dev.rockpool.Soon;

/**
 * Goes down a small stack to its end, and on the way back makes a call in each of the last frames: so the call meets the
 * end of the stack at each of its own frames in turn.
 */
final class Descent {

    static final int FRAMES = 200; // from the end, in which the call is made
    private static final long STACK = 256 * 1024;

    /** What is done in each of the frames. */
    interface Call {
        void make() throws Exception;
    }

    /** Hears of what a call throws, but for the end of the stack; may meet that itself. */
    interface Listener {
        void thrown(Throwable other);
    }

    private final Call call;
    private final Listener listener;
    private int left; // frames; by the descending thread

    Descent(Call call, Listener listener) {
        this.call = call;
        this.listener = listener;
    }

    /** How many frames are left, the present one not counted. */
    int left() {
        return left;
    }

    /** Goes down, and comes back. */
    void run() {
        Thread descending = new Thread(null, this::descend, "descending", STACK);
        descending.start();
        Soon.ended(descending);
    }

    private void descend() {
        left = FRAMES;
        try {
            goDown(1, 2, 3, 4, 5, 6);
        } catch (StackOverflowError end) {
            left = 0;
        }
    }

    /** The numbers make the frame larger: 30 kB for the last frames, twice what a probe asks for. */
    @SuppressWarnings("InfiniteRecursion") // until the stack is full
    private void goDown(long a, long b, long c, long d, long e, long f) {
        try {
            goDown(b, c, d, e, f, a + 1);
        } catch (StackOverflowError end) {
            // this was the last frame
        }
        if (left > 0 && a + b + c + d + e + f > 0) {
            left--;
            try {
                call.make();
            } catch (StackOverflowError end) {
                // as it must be
            } catch (Throwable other) {
                tell(other);
            }
        }
    }

    private void tell(Throwable other) {
        try {
            listener.thrown(other);
        } catch (StackOverflowError end) {
            // nothing can be said
        }
    }
}
