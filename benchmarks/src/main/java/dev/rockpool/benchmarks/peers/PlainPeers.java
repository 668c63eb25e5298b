package dev.rockpool.benchmarks.peers;

import io.netty.util.Recycler;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/** What people use instead of a pool with settings: a queue, a semaphore, a recycler, or nothing. */
final class PlainPeers {

    private PlainPeers() {}

    /** A bounded queue of the JDK. */
    static final class Queue extends Peer {

        private final ArrayBlockingQueue<Item> queue;

        Queue(int size) {
            this.queue = new ArrayBlockingQueue<>(size);
            for (int i = 0; i < size; i++) {
                queue.add(new Item());
            }
        }

        @Override
        public Object take() throws InterruptedException {
            return queue.take();
        }

        @Override
        public void give(Object held) throws InterruptedException {
            queue.put((Item) held);
        }
    }

    /** A semaphore for the bound and a deque for the objects. */
    static final class SemaphoreAndDeque extends Peer {

        private final Semaphore permits;
        private final ConcurrentLinkedDeque<Item> items = new ConcurrentLinkedDeque<>();

        SemaphoreAndDeque(int size, boolean isFair) {
            this.permits = new Semaphore(size, isFair);
            for (int i = 0; i < size; i++) {
                items.add(new Item());
            }
        }

        @Override
        public Object take() throws InterruptedException {
            permits.acquire();
            return Objects.requireNonNull(items.pollFirst());
        }

        @Override
        public void give(Object held) {
            items.addFirst((Item) held);
            permits.release();
        }
    }

    /** Netty's recycler: caches for each thread, no bound, nobody waits. */
    static final class NettyRecycler extends Peer {

        /** Knows where it came from. */
        static final class Recycled {
            private final Recycler.Handle<Recycled> handle;

            Recycled(Recycler.Handle<Recycled> handle) {
                this.handle = handle;
            }
        }

        private final Recycler<Recycled> recycler = new Recycler<>() {
            @Override
            protected Recycled newObject(Handle<Recycled> handle) {
                return new Recycled(handle);
            }
        };

        @Override
        public Object take() {
            return recycler.get();
        }

        @Override
        public void give(Object held) {
            Recycled recycled = (Recycled) held;
            recycled.handle.recycle(recycled);
        }
    }

    /** The ceiling: each thread has an object of its own, so there is no pool at all. */
    static final class OwnObject extends Peer {

        @SuppressWarnings("ThreadLocalUsage") // one pool in one process, and this is what is to be measured
        private final ThreadLocal<Item> own = ThreadLocal.withInitial(Item::new);

        @Override
        public Object take() {
            return own.get();
        }

        @Override
        public void give(Object held) {}
    }

    /** No pool: a new object each time, one that costs a little. */
    static final class NewArray extends Peer {

        @Override
        public Object take() {
            return new byte[1024];
        }

        @Override
        public void give(Object held) {}
    }
}
