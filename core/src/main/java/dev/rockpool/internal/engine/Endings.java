package dev.rockpool.internal.engine;

/** Sees to it that a future which there was no memory to complete is completed later. */
interface Endings {

    /** The completion of one future. */
    interface Debt {
        /** It could not be completed now. Needs no memory. */
        void isOwed();
    }

    /** Made before it is needed. The completion may be called twice. */
    Debt ending(Runnable completion);
}
