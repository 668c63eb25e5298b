package dev.rockpool.internal.slot;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/** A slot's weak hold on its token. */
public final class TokenReference<T> extends WeakReference<Object> {

    private final Slot<T> slot;

    TokenReference(Object token, ReferenceQueue<Object> dead, Slot<T> slot) {
        super(token, dead);
        this.slot = slot;
    }

    /** The slot, which may have another reference by now. */
    public Slot<T> slot() {
        return slot;
    }
}
