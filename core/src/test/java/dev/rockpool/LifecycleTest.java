package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the default methods of the user's interfaces do. */
class LifecycleTest {

    private final List<String> calls = new ArrayList<>();

    private static class Plain {}

    private class Closeable implements AutoCloseable {
        @Override
        public void close() {
            calls.add("close");
        }
    }

    private class Picky implements Reusable {
        @Override
        public void reset() {
            calls.add("reset");
        }

        @Override
        public boolean isValid() {
            calls.add("isValid");
            return false;
        }
    }

    private static final Lifecycle<Object> LAMBDA = Object::new;

    @Test
    void aPlainObjectNeedsNothing() throws Exception {
        Plain plain = new Plain();
        LAMBDA.reset(plain);
        assertThat(LAMBDA.validate(plain)).isTrue();
        assertThat(LAMBDA.isHealthy(plain)).isTrue();
        LAMBDA.destroy(plain);
        assertThat(calls).isEmpty();
    }

    @Test
    void aReusableObjectIsAsked() throws Exception {
        Picky picky = new Picky();
        LAMBDA.reset(picky);
        assertThat(LAMBDA.validate(picky)).isFalse();
        assertThat(LAMBDA.isHealthy(picky)).isFalse();
        assertThat(calls).containsExactly("reset", "isValid", "isValid");
    }

    @Test
    void aReusableObjectMayTellHealthFromValidity() throws Exception {
        Reusable healthy = new Picky() {
            @Override
            public boolean isHealthy() {
                return true;
            }
        };
        assertThat(LAMBDA.validate(healthy)).isFalse();
        assertThat(LAMBDA.isHealthy(healthy)).isTrue();
    }

    @Test
    void aReusableObjectIsFineUnlessItSaysOtherwise() throws Exception {
        Reusable reusable = new Reusable() {};
        reusable.reset();
        assertThat(reusable.isValid()).isTrue();
        assertThat(reusable.isHealthy()).isTrue();
    }

    @Test
    void healthIsValidityUnlessSaidOtherwise() throws Exception {
        Lifecycle<Object> strict = new Lifecycle<>() {
            @Override
            public Object create() {
                return new Object();
            }

            @Override
            public boolean validate(Object object) {
                return false;
            }
        };
        assertThat(strict.isHealthy(new Plain())).isFalse();
    }

    @Test
    void destroyClosesWhatCanBeClosed() throws Exception {
        LAMBDA.destroy(new Closeable());
        assertThat(calls).containsExactly("close");
    }
}
