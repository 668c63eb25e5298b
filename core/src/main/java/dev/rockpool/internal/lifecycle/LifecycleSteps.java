package dev.rockpool.internal.lifecycle;

import dev.rockpool.Action;
import dev.rockpool.AsyncLifecycle;
import dev.rockpool.KeyedLifecycle;
import dev.rockpool.Lifecycle;
import dev.rockpool.Reusable;
import dev.rockpool.Work;
import dev.rockpool.internal.process.UserText;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The user's code about an object, each step from where it comes: the builder, else the {@link Lifecycle}, whose default
 * methods ask a {@link Reusable} object.
 *
 * <p>Whether a lifecycle overrides a step is looked up once, only to spare the engine a step that does nothing. Where
 * the look-up fails (a native image without that metadata) the step counts as overridden and is called: slower, and the
 * same.
 *
 * @param <T> the objects' type
 */
public final class LifecycleSteps<T> {

    private static final int MOST_WRAPPINGS = 16;

    private final Lifecycle<T> lifecycle;
    private final @Nullable AsyncLifecycle<T> staged;
    private final StepsInCode<T> inCode;
    private final @Nullable Predicate<? super Throwable> invalidateOn;
    private final boolean alwaysActivates;
    private final boolean alwaysResets;
    private final boolean alwaysValidates;
    private final boolean alwaysDestroys;
    private volatile @Nullable Known known; // of the last object that was asked about; by any thread

    /** Whether the objects of a class prepare themselves: looked up once, as long as they are all of one class. */
    private record Known(Class<?> objects, boolean isActivated) {}

    /** The lifecycle, and what the builder puts in the place of its steps. */
    public LifecycleSteps(
            Lifecycle<T> lifecycle, StepsInCode<T> inCode, @Nullable Predicate<? super Throwable> invalidateOn) {
        this(lifecycle, null, inCode, invalidateOn, step -> overrides(lifecycle, Lifecycle.class, step, Object.class));
    }

    /** Steps that are stages, and what the builder adds to them. */
    public static <T> LifecycleSteps<T> ofStages(
            AsyncLifecycle<T> lifecycle, StepsInCode<T> inCode, @Nullable Predicate<? super Throwable> invalidateOn) {
        return new LifecycleSteps<>(
                new Unblocked<>(lifecycle),
                lifecycle,
                inCode,
                invalidateOn,
                step -> !step.equals("activate") && overrides(lifecycle, AsyncLifecycle.class, step, Object.class));
    }

    private LifecycleSteps(
            Lifecycle<T> lifecycle,
            @Nullable AsyncLifecycle<T> staged,
            StepsInCode<T> inCode,
            @Nullable Predicate<? super Throwable> invalidateOn,
            Predicate<String> overrides) {
        this.lifecycle = lifecycle;
        this.staged = staged;
        this.inCode = inCode;
        this.invalidateOn = invalidateOn;
        this.alwaysActivates = inCode.onAcquire() != null || overrides.test("activate");
        this.alwaysResets = inCode.onReset() != null || overrides.test("reset");
        this.alwaysValidates = inCode.validateWith() != null || overrides.test("validate");
        this.alwaysDestroys = inCode.onDestroy() != null || overrides.test("destroy");
    }

    private LifecycleSteps(Lifecycle<T> lifecycle, LifecycleSteps<T> like) {
        this.lifecycle = lifecycle;
        this.staged = like.staged;
        this.inCode = like.inCode;
        this.invalidateOn = like.invalidateOn;
        this.alwaysActivates = like.alwaysActivates;
        this.alwaysResets = like.alwaysResets;
        this.alwaysValidates = like.alwaysValidates;
        this.alwaysDestroys = like.alwaysDestroys;
    }

    /** What the keys of a keyed pool have in common; {@link #with} makes those of one key of it. */
    public static <T> LifecycleSteps<T> ofKeys(
            Lifecycle<T> ofNoKey,
            KeyedLifecycle<?, T> keyed,
            StepsInCode<T> inCode,
            @Nullable Predicate<? super Throwable> invalidateOn) {
        return new LifecycleSteps<>(
                ofNoKey,
                null,
                inCode,
                invalidateOn,
                step -> overrides(keyed, KeyedLifecycle.class, step, Object.class, Object.class));
    }

    /** The same steps with the lifecycle of one key, which calls the one that was looked at here. */
    public LifecycleSteps<T> with(Lifecycle<T> ofOneKey) {
        return new LifecycleSteps<>(ofOneKey, this);
    }

    /** What a pool of stages does on a thread that waits for nothing: it only ever begins a destroy, without memory for more. */
    private record Unblocked<T>(AsyncLifecycle<T> lifecycle) implements Lifecycle<T> {
        @Override
        public T create() {
            throw new IllegalStateException(
                    "an object that is made by a stage cannot be made by the thread that acquires");
        }

        @Override
        public void activate(T object) {}

        @Override
        public void destroy(T object) {
            lifecycle.destroy(object);
        }
    }

    /** Puts objects in order when a lease of them begins; null if nothing is to be done then. */
    public @Nullable OrderlyLifecycle<T> orderly() {
        return lifecycle instanceof OrderlyLifecycle<T> orderly ? orderly : null;
    }

    /** The steps, if they are stages; or null. */
    @Nullable
    AsyncLifecycle<T> staged() {
        return staged;
    }

    /** How many threads so many attempts at once need. Stages need none while they are pending. */
    public int creators(int attempts) {
        return staged == null ? attempts : 1;
    }

    private static boolean overrides(Object lifecycle, Class<?> declares, String step, Class<?>... parameters) {
        try {
            return lifecycle.getClass().getMethod(step, parameters).getDeclaringClass() != declares;
        } catch (NoSuchMethodException | LinkageError unknown) {
            return true;
        }
    }

    /** Makes an object. */
    T create() throws Exception {
        return lifecycle.create();
    }

    /** Whether there is anything to do before each object is leased, whatever it is. */
    public boolean alwaysActivates() {
        return alwaysActivates;
    }

    /**
     * Whether there is anything to do before this object is leased. Looks at its class the first time, which may load others:
     * so this is asked when an object has been made, under no lock.
     */
    boolean activates(T object) {
        if (alwaysActivates || !(object instanceof Reusable)) {
            return alwaysActivates;
        }
        Known asked = known;
        if (asked == null || asked.objects != object.getClass()) {
            asked = new Known(object.getClass(), activatesItself(object.getClass()));
            known = asked;
        }
        return asked.isActivated;
    }

    private static boolean activatesItself(Class<?> objects) {
        try {
            return objects.getMethod("activate").getDeclaringClass() != Reusable.class;
        } catch (NoSuchMethodException | LinkageError unknown) {
            return true;
        }
    }

    /** Prepares an object for a lease. */
    void activate(T object) throws Exception {
        Action<? super T, ?> onAcquire = inCode.onAcquire();
        if (onAcquire != null) {
            onAcquire.with(object);
        } else {
            lifecycle.activate(object);
        }
    }

    /** Whether there is anything to do when this object comes back. */
    public boolean resets(T object) {
        return alwaysResets || object instanceof Reusable;
    }

    /** Cleans an object. */
    void reset(T object) throws Exception {
        Action<? super T, ?> onReset = inCode.onReset();
        if (onReset != null) {
            onReset.with(object);
        } else {
            lifecycle.reset(object);
        }
    }

    /** Whether there is anything to ask about this object. */
    public boolean validates(T object) {
        return alwaysValidates || object instanceof Reusable;
    }

    /** Checks an object. */
    boolean validate(T object) throws Exception {
        Work<? super T, Boolean, ?> validateWith = inCode.validateWith();
        return validateWith != null ? validateWith.with(object) : lifecycle.validate(object);
    }

    /** Checks whether an idle object is still fit for service. */
    boolean isHealthy(T object) throws Exception {
        Work<? super T, Boolean, ?> healthWith = inCode.healthWith();
        return healthWith != null ? healthWith.with(object) : lifecycle.isHealthy(object);
    }

    /** Whether an object is broken by what the work with it threw; also if nobody can say. What a completion wraps counts. */
    public boolean invalidates(Throwable failure) {
        if (invalidateOn == null) {
            return false;
        }
        try {
            return isInvalidating(invalidateOn, failure);
        } catch (Throwable unknown) {
            return true;
        }
    }

    private static boolean isInvalidating(Predicate<? super Throwable> invalidateOn, Throwable failure) {
        return invalidateOn.test(unwrapped(failure));
    }

    /** What a stage failed with: inside completion exceptions their cause, if there is one. */
    static @Nullable Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < MOST_WRAPPINGS && cause instanceof CompletionException; depth++) {
            cause = UserText.causeOf(cause);
        }
        return cause;
    }

    /** Whether there is anything to do when this object goes. */
    public boolean destroys(T object) {
        return alwaysDestroys || object instanceof AutoCloseable;
    }

    /** Lets go of an object. */
    void destroy(T object) throws Exception {
        Action<? super T, ?> onDestroy = inCode.onDestroy();
        if (onDestroy != null) {
            onDestroy.with(object);
        } else {
            lifecycle.destroy(object);
        }
    }
}
