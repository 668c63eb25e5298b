package dev.rockpool.testkit;

import dev.rockpool.Lifecycle;
import dev.rockpool.testkit.Behaviour.Answer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A lifecycle that does what a test tells it, and keeps an eye on the pool.
 *
 * <pre>{@code
 * ScriptedLifecycle lifecycle = new ScriptedLifecycle();
 * Gate gate = lifecycle.gate();
 * lifecycle.create().next(pass(gate), fail(new IOException("refused"))); // the first waits, the second fails
 * lifecycle.validate().always(no());
 * }</pre>
 *
 * <p>It counts every call, and writes down as a violation what a pool must never do: destroy an item twice, run a step
 * on a destroyed item, run two steps of an item at once (a destroy may overtake a step that hangs), reset, check or
 * destroy an item that somebody uses. Thread-safe.
 */
public final class ScriptedLifecycle implements Lifecycle<Item> {

    /** The steps of a lifecycle. */
    public enum Step {
        /** {@link Lifecycle#create()}. */
        CREATE,
        /** {@link ScriptedLifecycle#prepare}, for {@code onAcquire}. */
        ACTIVATE,
        /** {@link Lifecycle#reset(Object)}. */
        RESET,
        /** {@link Lifecycle#validate(Object)}. */
        VALIDATE,
        /** {@link Lifecycle#isHealthy(Object)}. */
        IS_HEALTHY,
        /** {@link Lifecycle#destroy(Object)}. */
        DESTROY
    }

    private final Map<Step, Script> scripts = new EnumMap<>(Step.class);
    private final List<Item> items = new CopyOnWriteArrayList<>();
    private final Set<Item> busy = ConcurrentHashMap.newKeySet(); // in activation, reset, validate or isHealthy
    private final List<String> journal = new CopyOnWriteArrayList<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<Step, Queue<String>> late = new EnumMap<>(Step.class); // begun on an item that is destroyed
    private final Queue<Gate> gates = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile boolean keepsJournal;
    private volatile @Nullable Runnable probe;
    private volatile ToIntFunction<Step> overruns = step -> 0;

    /** A lifecycle whose steps all end well. */
    public ScriptedLifecycle() {
        for (Step step : Step.values()) {
            scripts.put(step, new Script(step.name()));
            late.put(step, new ConcurrentLinkedQueue<>());
        }
    }

    /**
     * The script of a step.
     *
     * @param step the step
     * @return its script
     */
    public Script on(Step step) {
        Script script = scripts.get(step);
        if (script == null) {
            throw new IllegalArgumentException("no script for " + step);
        }
        return script;
    }

    /**
     * The script of create.
     *
     * @return the script
     */
    public Script onCreate() {
        return on(Step.CREATE);
    }

    /**
     * The script of the activation, see {@link #prepare}.
     *
     * @return the script
     */
    public Script onActivate() {
        return on(Step.ACTIVATE);
    }

    /**
     * The script of reset.
     *
     * @return the script
     */
    public Script onReset() {
        return on(Step.RESET);
    }

    /**
     * The script of validate.
     *
     * @return the script
     */
    public Script onValidate() {
        return on(Step.VALIDATE);
    }

    /**
     * The script of destroy.
     *
     * @return the script
     */
    public Script onDestroy() {
        return on(Step.DESTROY);
    }

    @Override
    public Item create() throws Exception {
        note(Step.CREATE, null);
        Answer answer = on(Step.CREATE).call();
        if (answer == Answer.NO) {
            return nothing();
        }
        if (answer == Answer.DUPLICATE && !items.isEmpty()) {
            return items.get(items.size() - 1);
        }
        Item item = new Item(ids.incrementAndGet());
        items.add(item);
        return item;
    }

    @SuppressWarnings("NullAway") // a factory that breaks the rules is what this is for
    private static Item nothing() {
        return null;
    }

    /**
     * What is done before each lease, in pools that are told so: {@code builder.onAcquire(lifecycle::prepare)}.
     *
     * @param item what is about to be leased
     * @throws Exception what the script says
     */
    public void prepare(Item item) throws Exception {
        check(Step.ACTIVATE, item);
    }

    @Override
    public void reset(Item item) throws Exception {
        check(Step.RESET, item);
        item.clean();
    }

    @Override
    public boolean validate(Item item) throws Exception {
        return check(Step.VALIDATE, item) != Answer.NO;
    }

    @Override
    public boolean isHealthy(Item item) throws Exception {
        return check(Step.IS_HEALTHY, item) != Answer.NO;
    }

    @Override
    public void destroy(Item item) throws Exception {
        note(Step.DESTROY, item);
        if (!item.markDestroyed()) {
            violations.add(item + " was destroyed twice");
        }
        if (item.isOwned()) {
            violations.add(item + " was destroyed while somebody used it");
        }
        on(Step.DESTROY).call();
    }

    private Answer check(Step step, Item item) throws Exception {
        note(step, item);
        if (item.isDestroyed()) {
            Objects.requireNonNull(late.get(step)).add(step + " of " + item + ", which is destroyed");
        }
        if (item.isOwned()) {
            violations.add(step + " of " + item + " while somebody used it");
        }
        if (!busy.add(item)) {
            violations.add(step + " of " + item + " during another step of it");
        }
        try {
            return on(step).call();
        } finally {
            busy.remove(item);
        }
    }

    private void note(Step step, @Nullable Item item) {
        if (keepsJournal) {
            journal.add(item == null ? step.name() : step + " " + item.id());
        }
        Runnable check = probe;
        if (check != null) {
            probe(step, check);
        }
    }

    private void probe(Step step, Runnable check) {
        Threads.Actor<Boolean> actor = Threads.PLATFORM.act(() -> {
            check.run();
            return true;
        });
        try {
            actor.result();
        } catch (AssertionError e) {
            violations.add("in " + step + ": the pool did not answer another thread, so a lock is held: " + e);
        }
    }

    /**
     * From now on, each step has another thread run the probe, and waits for it: if the pool holds a lock while it runs
     * the step, the probe gets stuck, and that is a violation.
     *
     * @param check uses the pool, in a way that runs no step
     */
    public void probeEachStep(Runnable check) {
        probe = check;
    }

    /**
     * Allows calls of reset, validate and isHealthy to begin on a destroyed item, as many as overran their time limit: a
     * thread that is held up may make a call after the pool has given that call up. By default none may.
     *
     * @param count how many calls of a step have overrun so far; asked by {@link #violations()}
     */
    public void allowLate(ToIntFunction<Step> count) {
        overruns = count;
    }

    /** From now on, the calls are written into {@link #journal()}. */
    public void keepJournal() {
        keepsJournal = true;
    }

    /**
     * The calls in their order: {@code CREATE}, {@code RESET 1}, {@code VALIDATE 1}, …
     *
     * @return a copy
     */
    public List<String> journal() {
        return List.copyOf(journal);
    }

    /**
     * A gate that {@link #heal()} opens at the latest.
     *
     * @return a closed gate
     */
    public Gate gate() {
        Gate gate = new Gate();
        gates.add(gate);
        return gate;
    }

    /**
     * A call that does not end, until {@link #heal()}.
     *
     * @return the behaviour
     */
    public Behaviour never() {
        return Behaviour.pass(gate());
    }

    /** Opens all gates, ends what never ends, and lets all steps end well from now on. */
    public void heal() {
        scripts.values().forEach(Script::heal);
        probe = null;
        gates.forEach(Gate::open);
    }

    /**
     * All items that were made.
     *
     * @return a copy, in the order of creation
     */
    public List<Item> items() {
        return new ArrayList<>(items);
    }

    /**
     * The items that were destroyed.
     *
     * @return a copy, in the order of creation
     */
    public List<Item> destroyed() {
        return items.stream().filter(Item::isDestroyed).toList();
    }

    /**
     * What the pool did that it must not do.
     *
     * @return a copy; empty if all is well
     */
    public List<String> violations() {
        List<String> all = new ArrayList<>(violations);
        late.forEach((step, calls) -> {
            if (calls.size() > overruns.applyAsInt(step)) {
                all.addAll(calls);
            }
        });
        return List.copyOf(all);
    }
}
