package dev.rockpool.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Soon;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PoolRuntimeTest extends LifecycleFixture {

    @Test
    void threadsBearThePoolsNameAndTheirTask() {
        List<String> names = new CopyOnWriteArrayList<>();
        onCreate = () -> {
            names.add(Thread.currentThread().getName());
            return "object";
        };
        onValidate = () -> names.add(Thread.currentThread().getName());
        lifecycle.create(creation);
        Soon.until("creator", () -> names.size() == 1);
        lifecycle.validate("x", passed -> {});
        Soon.until("worker", () -> names.size() == 2);
        runtime.callBack(() -> names.add(Thread.currentThread().getName()));
        Soon.until("callback", () -> names.size() == 3);
        assertThat(names)
                .containsExactly("rockpool-calls-creator-1", "rockpool-calls-worker-1", "rockpool-calls-callback-1");
    }

    @Test
    void interruptReachesWhatHangsInUserCode() {
        AtomicReference<Thread> creator = new AtomicReference<>();
        onCreate = () -> {
            creator.set(Thread.currentThread());
            begun.countDown();
            gate.await();
            return "not interrupted";
        };
        lifecycle.create(creation);
        Soon.opened(begun);
        lifecycle.interrupt();
        awaitOutcomes("ended null java.lang.InterruptedException");
        Soon.ended(creator.get());
    }

    @Test
    void anEngineThatEndsInterruptsNothingOfAnotherOnTheSameThreads() {
        runtime.join();
        LifecyclePort<Object> other = lifecycle(runtime, VALIDATE);
        AtomicReference<Thread> creator = new AtomicReference<>();
        onCreate = () -> {
            creator.set(Thread.currentThread());
            begun.countDown();
            gate.await();
            return "not interrupted";
        };
        lifecycle.create(creation);
        Soon.opened(begun);
        runtime.leave();
        other.interrupt();
        gate.countDown();
        awaitOutcomes("ended not interrupted null");
        assertThat(creator.get().isAlive()).isTrue();
        runtime.leave();
        Soon.ended(creator.get());
    }

    @Test
    void manyLateDestroysHaveAsManyThreadsAsOthers() {
        runtime.leave();
        onDestroy = () -> {
            Soon.openedDespiteInterrupts(gate);
            return true;
        };
        for (int i = 0; i < 900; i++) {
            lifecycle.destroy("object", () -> outcomes.add("freed"));
        }
        Soon.until("the destroyers", () -> threadsOf("destroyer") == 64);
        assertThat(outcomes).isEmpty();
        gate.countDown();
        Soon.until("all to be destroyed", () -> outcomes.size() == 900);
        Soon.until("the threads to end", () -> threadsOf("destroyer") == 0);
    }

    @Test
    void threadsHaveTheClassLoaderOfWhoBuiltThePoolAndLetGoOfItInTheEnd() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = new URLClassLoader(new URL[0], null);
        List<Object> seen = new CopyOnWriteArrayList<>();
        onDestroy = () -> seen.add(Thread.currentThread().getContextClassLoader());
        PoolRuntime built;
        Thread.currentThread().setContextClassLoader(loader);
        try {
            built = new PoolRuntime("built", ticker, 1);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        lifecycle(built, VALIDATE).destroy("object", () -> {});
        Soon.until("the destroy", () -> seen.size() == 1);
        assertThat(seen).containsExactly(loader);
        seen.clear();
        built.leave();
        WeakReference<ClassLoader> gone = new WeakReference<>(loader);
        loader = null;
        Soon.until("the loader to go", () -> {
            System.gc();
            return gone.get() == null;
        });
        lifecycle(built, VALIDATE).destroy("late", () -> {});
        Soon.until("the late destroy", () -> seen.size() == 1);
    }
}
