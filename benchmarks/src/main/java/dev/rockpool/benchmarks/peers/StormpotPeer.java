package dev.rockpool.benchmarks.peers;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;
import stormpot.Allocator;
import stormpot.BasePoolable;
import stormpot.Expiration;
import stormpot.Pool;
import stormpot.PoolTap;
import stormpot.Poolable;
import stormpot.Slot;
import stormpot.Timeout;

/**
 * Stormpot, 3.2 or 4: the second made interfaces of the first's classes, so what is compiled for one does not link with
 * the other. What differs is called by reflection, except the claim, whose constant handle the compiler inlines.
 */
final class StormpotPeer extends Peer {

    private static final MethodHandle CLAIM;

    static {
        try {
            CLAIM = MethodHandles.publicLookup()
                    .findVirtual(PoolTap.class, "claim", MethodType.methodType(Poolable.class, Timeout.class))
                    .asType(MethodType.methodType(Object.class, Object.class, Timeout.class));
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** What Stormpot pools: the object knows its slot. */
    static final class Thing extends BasePoolable {
        Thing(Slot slot) {
            super(slot);
        }
    }

    private static final class Things implements Allocator<Thing> {
        @Override
        public Thing allocate(Slot slot) {
            return new Thing(slot);
        }

        @Override
        public void deallocate(Thing thing) {}
    }

    private final Object pool;
    private final Object tap;
    private final Timeout timeout = new Timeout(30, TimeUnit.SECONDS);

    private StormpotPeer(Object pool, Object tap) {
        this.pool = pool;
        this.tap = tap;
    }

    /** As it comes: objects expire after some minutes, precise leak detection. */
    static StormpotPeer defaults(int size) throws ReflectiveOperationException {
        Object built = call(sized(size), "build");
        return new StormpotPeer(built, built);
    }

    /** No expiry, no leak detection, slots padded. */
    static StormpotPeer fast(int size) throws ReflectiveOperationException {
        Object built = bare(size);
        return new StormpotPeer(built, built);
    }

    /** The same with the tap that 4 has for virtual threads. */
    static StormpotPeer virtualThreadTap(int size) throws ReflectiveOperationException {
        Object built = bare(size);
        return new StormpotPeer(built, call(built, "getVirtualThreadSafeTap"));
    }

    private static Object sized(int size) throws ReflectiveOperationException {
        Object builder = Pool.class.getMethod("from", Allocator.class).invoke(null, new Things());
        for (Method method : builder.getClass().getMethods()) {
            if (method.getName().equals("setSize")) { // of an int in 3.2, of a long in 4
                Class<?> type = method.getParameterTypes()[0];
                publicMethod(builder, "setSize", type).invoke(builder, type == int.class ? (Object) size : (long) size);
                return builder;
            }
        }
        throw new NoSuchMethodException("setSize");
    }

    private static Object bare(int size) throws ReflectiveOperationException {
        Object builder = sized(size);
        publicMethod(builder, "setExpiration", Expiration.class).invoke(builder, Expiration.never());
        publicMethod(builder, "setPreciseLeakDetectionEnabled", boolean.class).invoke(builder, false);
        publicMethod(builder, "setBackgroundExpirationEnabled", boolean.class).invoke(builder, false);
        if (Runtime.version().feature() >= 21) { // 4 leaves the padding out, unless it is asked for; 3.2 always has it
            publicMethod(builder, "setOptimizeForReducedMemoryUsage", boolean.class)
                    .invoke(builder, false);
        }
        return call(builder, "build");
    }

    /** The implementing classes are not public, so the method is looked for in the types that are. */
    private static Method publicMethod(Object target, String name, Class<?>... types) throws NoSuchMethodException {
        Class<?> owner = target instanceof PoolTap ? Pool.class : stormpot.PoolBuilder.class;
        return owner.getMethod(name, types);
    }

    private static Object call(Object target, String name) throws ReflectiveOperationException {
        return publicMethod(target, name).invoke(target);
    }

    /** Each thread its own tap. */
    static final class Tapped extends Peer {

        private final StormpotPeer shared;

        Tapped(int size) throws ReflectiveOperationException {
            this.shared = fast(size);
        }

        @Override
        public Object take() {
            return shared.take();
        }

        @Override
        public void give(Object held) {
            shared.give(held);
        }

        @Override
        public Peer forThread() {
            String name = Runtime.version().feature() >= 21 ? "getSingleThreadedTap" : "getThreadLocalTap";
            try {
                return new StormpotPeer(shared.pool, call(shared.pool, name));
            } catch (ReflectiveOperationException broken) {
                throw new IllegalStateException("Stormpot has no " + name, broken);
            }
        }

        @Override
        public void close() {
            shared.close();
        }
    }

    @Override
    public Object take() {
        try {
            return (Object) CLAIM.invokeExact(tap, timeout);
        } catch (Throwable thrown) {
            throw new IllegalStateException("claim failed", thrown);
        }
    }

    @Override
    public void give(Object held) {
        ((Thing) held).release();
    }

    @Override
    public void close() {
        try {
            call(pool, "shutdown");
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("shutdown failed", broken);
        }
    }
}
