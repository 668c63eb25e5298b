package dev.rockpool.internal.engine;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/** A slot's weak hold on its token. */
final class TokenReference<T> extends WeakReference<LeaseToken> {

    final Slot<T> slot;

    TokenReference(LeaseToken token, ReferenceQueue<LeaseToken> dead, Slot<T> slot) {
        super(token, dead);
        this.slot = slot;
    }
}
