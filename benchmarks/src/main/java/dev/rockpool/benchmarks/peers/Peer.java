package dev.rockpool.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One pool in one configuration, as all benchmarks see it. A process measures one peer, so the calls here have one
 * target and the compiler inlines them.
 */
public abstract class Peer implements AutoCloseable {

    private static final int COLLECTIONS = 3; // the first moves all that lives; the others are for collectors that wait

    private final List<Object> occupied = new ArrayList<>();

    /**
     * Takes an object, waiting if there is none.
     *
     * @return what {@link #give} takes back: the object, or the handle that stands for it
     * @throws Exception as the pool does
     */
    public abstract Object take() throws Exception;

    /**
     * Gives back what {@link #take} returned.
     *
     * @param held what was taken
     * @throws Exception as the pool does
     */
    public abstract void give(Object held) throws Exception;

    /**
     * The pooled object.
     *
     * @param held what was taken
     * @return the object
     */
    public Object object(Object held) {
        return held;
    }

    /**
     * Takes an object, looks at it, gives it back: written as a user of this pool would write it.
     *
     * @param blackhole where the object goes
     * @throws Exception as the pool does
     */
    public void pair(Blackhole blackhole) throws Exception {
        Object held = take();
        blackhole.consume(object(held));
        give(held);
    }

    /**
     * What one thread should use, for pools that give each thread an access of its own.
     *
     * @return this, unless the pool has such a thing
     */
    public Peer forThread() {
        return this;
    }

    /**
     * Has the pool make all its objects.
     *
     * @param size how many it holds
     * @throws Exception as the pool does
     */
    public void fill(int size) throws Exception {
        Object[] held = new Object[size];
        for (int i = 0; i < size; i++) {
            held[i] = take();
        }
        for (Object one : held) {
            give(one);
        }
    }

    /**
     * Has the collector move what the pool has of its objects, and of their leases, to its old generation. Leased
     * meanwhile, as what belongs to a lease may be made anew else.
     *
     * @param size how many the pool holds
     * @throws Exception as the pool does
     */
    public void age(int size) throws Exception {
        Object[] held = new Object[size];
        for (int i = 0; i < size; i++) {
            held[i] = take();
        }
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        for (Object one : held) {
            give(one);
        }
    }

    /**
     * Takes objects that will not come back, and keeps them: what nobody has any more is a leak, and would be found.
     *
     * @param count how many
     * @throws Exception as the pool does
     */
    public void occupy(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            occupied.add(take());
        }
    }

    @Override
    public void close() {}
}
