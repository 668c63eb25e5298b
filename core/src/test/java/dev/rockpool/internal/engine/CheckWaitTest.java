package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Soon;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CheckWaitTest {

    private final List<Boolean> ifLeft = new ArrayList<>();
    private final CheckWait wait = new CheckWait(ifLeft::add);

    @Test
    void aVerdictEndsTheWait() {
        assertThat(wait.isPending()).isTrue();
        assertThat(wait.hasPassed()).isFalse();
        wait.accept(true);
        assertThat(wait.isPending()).isFalse();
        assertThat(wait.hasPassed()).isTrue();
        assertThat(ifLeft).isEmpty();
    }

    @Test
    void aVerdictMayBeNo() {
        wait.accept(false);
        assertThat(wait.isPending()).isFalse();
        assertThat(wait.hasPassed()).isFalse();
        assertThat(ifLeft).isEmpty();
    }

    @Test
    void whoLeavesHandsTheVerdictOn() {
        assertThat(wait.leave()).isTrue();
        assertThat(wait.isPending()).isFalse();
        wait.accept(true);
        assertThat(ifLeft).containsExactly(true);
        assertThat(wait.hasPassed()).isFalse();
    }

    @Test
    void whoLeavesTooLateHasTheVerdict() {
        wait.accept(true);
        assertThat(wait.leave()).isFalse();
        assertThat(wait.hasPassed()).isTrue();
    }

    @Test
    void aVerdictWakesTheThreadThatWaits() {
        AtomicReference<CheckWait> waited = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            CheckWait mine = new CheckWait(verdict -> {});
            waited.set(mine);
            while (mine.isPending()) {
                LockSupport.park(mine);
            }
        });
        thread.setDaemon(true);
        thread.start();
        Soon.until("the thread to wait", () -> waited.get() != null && LockSupport.getBlocker(thread) == waited.get());
        waited.get().accept(true);
        Soon.ended(thread);
        assertThat(waited.get().hasPassed()).isTrue();
    }
}
