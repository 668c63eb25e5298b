package dev.rockpool.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Soon;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DaemonThreadTest {

    /** Makes a thread on another one, which has all that could be inherited. */
    @SuppressWarnings("ThreadPriorityCheck") // what it is about
    private static Thread madeByAnother(ThreadGroup group, ClassLoader loader) {
        AtomicReference<Thread> made = new AtomicReference<>();
        Thread maker =
                new Thread(group, () -> made.set(DaemonThread.of("owner", "made", loader, () -> {})), "the maker");
        maker.setPriority(Thread.MIN_PRIORITY);
        maker.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        maker.start();
        Soon.until("the thread", () -> made.get() != null);
        return made.get();
    }

    @Test
    void aThreadHasNothingOfTheOneThatMadeIt() {
        ThreadGroup group = new ThreadGroup("of the maker");
        ClassLoader loader = new ClassLoader("given", null) {};
        Thread made = madeByAnother(group, loader);
        assertThat(made.isDaemon()).isTrue();
        assertThat(made.getName()).isEqualTo("made");
        assertThat(made.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
        assertThat(made.getContextClassLoader()).isSameAs(loader);
        assertThat(made.getThreadGroup()).isNotSameAs(group);
        assertThat(made.getThreadGroup().getParent()).isNull();
    }
}
