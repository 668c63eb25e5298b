package dev.rockpool.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rockpool.testkit.ScriptedLifecycle.Step;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScriptedLifecycleTest {

    private final ScriptedLifecycle lifecycle = new ScriptedLifecycle();

    private Item destroyed() throws Exception {
        Item item = lifecycle.create();
        lifecycle.destroy(item);
        return item;
    }

    @Test
    void aStepOnADestroyedItemIsAViolation() throws Exception {
        lifecycle.validate(destroyed());
        assertThat(lifecycle.violations()).containsExactly("VALIDATE of item 1, which is destroyed");
    }

    @Test
    void asManyStepsAsOverranMayBeginOnADestroyedItem() throws Exception {
        lifecycle.allowLate(step -> step == Step.VALIDATE ? 1 : 0);
        Item item = destroyed();
        lifecycle.validate(item);
        assertThat(lifecycle.violations()).isEmpty();
        lifecycle.validate(item);
        assertThat(lifecycle.violations()).hasSize(2);
    }

    @Test
    void anotherStepMayNotBeginOnADestroyedItem() throws Exception {
        lifecycle.allowLate(step -> step == Step.VALIDATE ? 1 : 0);
        lifecycle.reset(destroyed());
        assertThat(lifecycle.violations()).containsExactly("RESET of item 1, which is destroyed");
    }

    @Test
    void aSecondDestroyIsAViolationWhateverOverran() throws Exception {
        lifecycle.allowLate(step -> 9);
        lifecycle.destroy(destroyed());
        assertThat(lifecycle.violations()).containsExactly("item 1 was destroyed twice");
    }

    @Test
    void stepsDoWhatTheScriptSaysOneAfterTheOther() throws Exception {
        lifecycle.onCreate().next(Behaviour.fail(new IOException("refused")), Behaviour.ok());
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(lifecycle::create)
                .withMessage("refused");
        assertThat(lifecycle.create().id()).isEqualTo(1);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
    }

    @Test
    void auditMissesAnItemThatIsNotDestroyed() throws Exception {
        lifecycle.create();
        assertThat(lifecycle.destroyed()).isEmpty();
        PoolAudit.checkItems(lifecycle, 1); // one was detached
    }
}
