package dev.rockpool.testkit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A pooled object that notices when two have it, or when somebody uses it after its end. */
public final class Item {

    private final int id;
    private final AtomicReference<@Nullable Object> owner = new AtomicReference<>();
    private final AtomicBoolean destroyed = new AtomicBoolean();
    private volatile boolean dirty;

    Item(int id) {
        this.id = id;
    }

    /**
     * The number of the call to create that made this one, from 1.
     *
     * @return the number
     */
    public int id() {
        return id;
    }

    /**
     * Uses the item as its holder: stamps it, makes it dirty, runs the action, takes the stamp away.
     *
     * @param action what happens meanwhile
     * @throws AssertionError if somebody else's stamp is on it, or it is destroyed
     */
    public void use(Runnable action) {
        Object me = new Object();
        if (!owner.compareAndSet(null, me)) {
            throw new AssertionError(this + " has two holders");
        }
        if (isDestroyed()) {
            throw new AssertionError(this + " was leased although it is destroyed");
        }
        dirty = true;
        action.run();
        if (!owner.compareAndSet(me, null)) {
            throw new AssertionError(this + " had two holders");
        }
    }

    /** Uses the item for a moment. */
    public void use() {
        use(Thread::onSpinWait);
    }

    /**
     * Was it used since it was made or last reset?
     *
     * @return whether it was
     */
    public boolean isDirty() {
        return dirty;
    }

    /**
     * Was it destroyed?
     *
     * @return whether it was
     */
    public boolean isDestroyed() {
        return destroyed.get();
    }

    void clean() {
        dirty = false;
    }

    /** Marks it destroyed; false if it was already. */
    boolean markDestroyed() {
        return destroyed.compareAndSet(false, true);
    }

    boolean isOwned() {
        return owner.get() != null;
    }

    @Override
    public String toString() {
        return "item " + id;
    }
}
