package dev.rockpool.testkit;

import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what it hears, and can be made to fail or hang. Thread-safe. */
public final class RecordingListener implements PoolListener {

    /**
     * What was heard.
     *
     * @param name the name of the listener's method
     * @param pool the name of the pool
     * @param detail the method's other argument, if it is not a duration; a list of two if there are two
     */
    public record Event(String name, String pool, @Nullable Object detail) {}

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile @Nullable Runnable reaction;

    /** A listener that has heard nothing. */
    public RecordingListener() {}

    /**
     * What the listener does at each event from now on, after writing it down.
     *
     * @param action the action, on the pool's thread; null for nothing
     */
    public void react(@Nullable Runnable action) {
        reaction = action;
    }

    /**
     * All events.
     *
     * @return a copy, in the order of hearing
     */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /**
     * The events of one kind.
     *
     * @param name the name of the listener's method
     * @return a copy, in the order of hearing
     */
    public List<Event> events(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    /**
     * Waits for so many events of one kind.
     *
     * @param name the name of the listener's method
     * @param count how many
     * @return those events
     */
    public List<Event> await(String name, int count) {
        Waits.untilEquals("events " + name, count, () -> events(name).size());
        return events(name);
    }

    private void heard(String name, String pool, @Nullable Object detail) {
        events.add(new Event(name, pool, detail));
        Runnable action = reaction;
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void created(String pool, Duration took) {
        heard("created", pool, null);
    }

    @Override
    public void createFailed(String pool, Throwable cause) {
        heard("createFailed", pool, cause);
    }

    @Override
    public void destroyed(String pool, DestroyCause cause) {
        heard("destroyed", pool, cause);
    }

    @Override
    public void resetFailed(String pool, Throwable cause) {
        heard("resetFailed", pool, cause);
    }

    @Override
    public void validationFailed(String pool, @Nullable Throwable cause) {
        heard("validationFailed", pool, cause);
    }

    @Override
    public void activationFailed(String pool, Throwable cause) {
        heard("activationFailed", pool, cause);
    }

    @Override
    public void reclaimed(String pool, Holder holder) {
        heard("reclaimed", pool, holder);
    }

    @Override
    public void destroyFailed(String pool, Throwable cause) {
        heard("destroyFailed", pool, cause);
    }

    @Override
    public void leaked(String pool, Holder holder) {
        heard("leaked", pool, holder);
    }

    @Override
    public void heldTooLong(String pool, Holder holder) {
        heard("heldTooLong", pool, holder);
    }

    @Override
    public void heldTooLongEnded(String pool, Holder holder) {
        heard("heldTooLongEnded", pool, holder);
    }

    @Override
    public void nestedAcquire(String pool, Holder holder) {
        heard("nestedAcquire", pool, holder);
    }

    @Override
    public void timedOut(String pool, Throwable timeout) {
        heard("timedOut", pool, timeout);
    }

    @Override
    public void healthChanged(String pool, PoolHealth before, PoolHealth after) {
        heard("healthChanged", pool, List.of(before, after));
    }

    @Override
    public void resized(String pool, int before, int after) {
        heard("resized", pool, List.of(before, after));
    }
}
