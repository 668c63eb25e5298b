package dev.rockpool.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lifecycle;
import dev.rockpool.Reusable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleStepsTest {

    private final List<String> calls = new ArrayList<>();

    /** An object that knows itself, and can be closed. */
    private final class Thing implements Reusable, AutoCloseable {
        @Override
        public void reset() {
            calls.add("object.reset");
        }

        @Override
        public boolean isValid() {
            calls.add("object.isValid");
            return false;
        }

        @Override
        public void close() {
            calls.add("object.close");
        }
    }

    /** A lifecycle with all steps. */
    private final class Full implements Lifecycle<Thing> {
        @Override
        public Thing create() {
            return new Thing();
        }

        @Override
        public void reset(Thing object) {
            calls.add("lifecycle.reset");
        }

        @Override
        public boolean validate(Thing object) {
            calls.add("lifecycle.validate");
            return true;
        }

        @Override
        public void activate(Thing object) {
            calls.add("lifecycle.activate");
        }

        @Override
        public boolean isHealthy(Thing object) {
            calls.add("lifecycle.isHealthy");
            return true;
        }

        @Override
        public void destroy(Thing object) {
            calls.add("lifecycle.destroy");
        }
    }

    /** A user's own interface, which a lambda may implement. */
    private interface WithReset extends Lifecycle<String> {
        @Override
        default void reset(String object) {}
    }

    private abstract static class Base implements Lifecycle<String> {
        @Override
        public void destroy(String object) {}
    }

    private static final class Derived extends Base {
        @Override
        public String create() {
            return "derived";
        }
    }

    private static <T> LifecycleSteps<T> of(Lifecycle<T> lifecycle) {
        return new LifecycleSteps<>(lifecycle, StepsInCode.none(), null);
    }

    @Test
    void theBuildersStepsComeFirst() throws Exception {
        LifecycleSteps<Thing> steps = new LifecycleSteps<>(
                new Full(),
                new StepsInCode<>(
                        object -> calls.add("builder.activate"),
                        object -> calls.add("builder.reset"),
                        object -> calls.add("builder.validate"),
                        object -> calls.add("builder.healthy"),
                        object -> calls.add("builder.destroy")),
                null);
        Thing thing = steps.create();
        steps.activate(thing);
        steps.reset(thing);
        assertThat(steps.validate(thing)).isTrue();
        assertThat(steps.isHealthy(thing)).isTrue();
        steps.destroy(thing);
        assertThat(calls)
                .containsExactly(
                        "builder.activate", "builder.reset", "builder.validate", "builder.healthy", "builder.destroy");
    }

    @Test
    void theLifecyclesStepsComeSecond() throws Exception {
        LifecycleSteps<Thing> steps = of(new Full());
        Thing thing = steps.create();
        steps.activate(thing);
        steps.reset(thing);
        assertThat(steps.validate(thing)).isTrue();
        assertThat(steps.isHealthy(thing)).isTrue();
        steps.destroy(thing);
        assertThat(calls)
                .containsExactly(
                        "lifecycle.activate",
                        "lifecycle.reset",
                        "lifecycle.validate",
                        "lifecycle.isHealthy",
                        "lifecycle.destroy");
    }

    @Test
    void theObjectsOwnStepsComeLast() throws Exception {
        LifecycleSteps<Thing> steps = of(Thing::new);
        Thing thing = steps.create();
        steps.reset(thing);
        assertThat(steps.validate(thing)).isFalse();
        steps.destroy(thing);
        assertThat(calls).containsExactly("object.reset", "object.isValid", "object.close");
    }

    @Test
    void eachStepIsReplacedByItself() throws Exception {
        LifecycleSteps<Thing> steps =
                new LifecycleSteps<>(Thing::new, new StepsInCode<>(null, null, object -> true, null, null), null);
        Thing thing = steps.create();
        steps.reset(thing);
        assertThat(steps.validate(thing)).isTrue();
        steps.destroy(thing);
        assertThat(calls).containsExactly("object.reset", "object.close");
    }

    @Test
    void whatAStepThrowsComesThrough() {
        IOException failure = new IOException("gone");
        LifecycleSteps<Object> steps = new LifecycleSteps<>(
                () -> {
                    throw failure;
                },
                new StepsInCode<>(
                        object -> {
                            throw failure;
                        },
                        object -> {
                            throw failure;
                        },
                        object -> {
                            throw failure;
                        },
                        object -> {
                            throw failure;
                        },
                        object -> {
                            throw failure;
                        }),
                null);
        assertThatThrownBy(steps::create).isSameAs(failure);
        assertThatThrownBy(() -> steps.reset("x")).isSameAs(failure);
        assertThatThrownBy(() -> steps.activate("x")).isSameAs(failure);
        assertThatThrownBy(() -> steps.validate("x")).isSameAs(failure);
        assertThatThrownBy(() -> steps.isHealthy("x")).isSameAs(failure);
        assertThatThrownBy(() -> steps.destroy("x")).isSameAs(failure);
    }

    @Test
    void aPlainObjectOfALambdaNeedsNeitherResetNorDestroy() {
        LifecycleSteps<Object> steps = of(Object::new);
        assertThat(steps.resets("plain")).isFalse();
        assertThat(steps.destroys("plain")).isFalse();
    }

    @Test
    void anObjectThatKnowsItselfNeedsItsSteps() {
        LifecycleSteps<Object> steps = of(Object::new);
        Reusable reusable = new Reusable() {};
        AutoCloseable closeable = () -> {};
        assertThat(steps.resets(reusable)).isTrue();
        assertThat(steps.destroys(reusable)).isFalse();
        assertThat(steps.resets(closeable)).isFalse();
        assertThat(steps.destroys(closeable)).isTrue();
    }

    @Test
    void whatTheBuilderSetsIsAlwaysDone() {
        LifecycleSteps<Object> resets =
                new LifecycleSteps<>(Object::new, new StepsInCode<>(null, object -> {}, null, null, null), null);
        assertThat(resets.resets("plain")).isTrue();
        assertThat(resets.destroys("plain")).isFalse();
        LifecycleSteps<Object> destroys =
                new LifecycleSteps<>(Object::new, new StepsInCode<>(null, null, null, null, object -> {}), null);
        assertThat(destroys.resets("plain")).isFalse();
        assertThat(destroys.destroys("plain")).isTrue();
    }

    @Test
    void anOverriddenStepIsFoundWhereverItIsOverridden() {
        LifecycleSteps<Thing> full = of(new Full());
        assertThat(full.resets(new Thing())).isTrue();
        assertThat(full.destroys(new Thing())).isTrue();
        WithReset lambda = () -> "made by a lambda";
        assertThat(of(lambda).resets("x")).isTrue();
        assertThat(of(lambda).destroys("x")).isFalse();
        assertThat(of(new Derived()).resets("x")).isFalse();
        assertThat(of(new Derived()).destroys("x")).isTrue();
        assertThat(of(new Lifecycle<String>() {
                            @Override
                            public String create() {
                                return "anonymous";
                            }

                            @Override
                            public void reset(String object) {}
                        })
                        .resets("x"))
                .isTrue();
    }

    @Test
    void validatingAloneMakesNeitherResetNorDestroyNecessary() {
        Lifecycle<String> validating = new Lifecycle<>() {
            @Override
            public String create() {
                return "x";
            }

            @Override
            public boolean validate(String object) {
                return false;
            }
        };
        assertThat(of(validating).resets("x")).isFalse();
        assertThat(of(validating).destroys("x")).isFalse();
    }
}
