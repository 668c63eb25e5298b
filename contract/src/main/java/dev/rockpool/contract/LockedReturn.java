package dev.rockpool.contract;

import static dev.rockpool.contract.LockedParts.State.RETURNING;

import dev.rockpool.contract.LockedParts.Entry;
import dev.rockpool.monitor.DestroyCause;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The way of one object back into a {@link LockedPool}: reset, validate, publish. */
final class LockedReturn<T> {

    private final LockedEngine<T> engine;
    private final LockedState<T> state;
    private final Entry<T> entry;

    LockedReturn(LockedEngine<T> engine, Entry<T> entry) {
        this.engine = engine;
        this.state = engine.state;
        this.entry = entry;
    }

    void begin() {
        boolean inBackground = state.section(() -> {
            if (state.closed || entry.epoch != state.epoch) { // not worth cleaning
                engine.publish(entry);
                return true;
            }
            if (!state.config.resetInBackground()) {
                return false;
            }
            state.start("worker", this::cleanInTime);
            return true;
        });
        if (!inBackground) {
            clean();
        }
    }

    private void cleanInTime() {
        Duration timeout = state.config.createTimeout();
        state.section(() -> {
            entry.deadline = state.timer.at(state.in(timeout), () -> {
                state.hanging++;
                resetFailed(new TimeoutException("reset took longer than " + timeout));
            });
        });
        clean();
    }

    private void clean() {
        long began = state.ticker.nanoTime();
        Throwable failure = state.failureOf(() -> state.lifecycle.reset(entry.object));
        boolean clean = state.section(() -> {
            if (entry.state != RETURNING) { // it took too long, and is being destroyed
                state.hanging--;
                engine.dispatch();
                return false;
            }
            state.timer.cancel(entry.deadline);
            state.counts.reset.add(state.ticker.nanoTime() - began);
            if (failure != null) {
                resetFailed(failure);
            }
            return failure == null;
        });
        if (clean) {
            validate();
        }
    }

    private void resetFailed(Throwable failure) {
        state.counts.resetFailures++;
        state.tell(to -> to.resetFailed(state.name, failure));
        engine.supply.destroy(entry, DestroyCause.RESET_FAILED);
    }

    private void validate() {
        if (!state.config.validateOnReturn()) {
            state.section(() -> engine.publish(entry));
        } else if (state.config.validationTimeout().isZero()) {
            check();
        } else {
            checkOnWorker();
        }
    }

    private void checkOnWorker() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Duration timeout = state.config.validationTimeout();
        state.start("worker", () -> {
            state.section(() -> {
                entry.deadline = state.timer.at(state.in(timeout), () -> {
                    state.hanging++;
                    checked(false, new TimeoutException("validate took longer than " + timeout));
                    done.complete(true);
                });
            });
            check();
            done.complete(true);
        });
        done.join(); // not interruptible, and keeps the flag
    }

    private void check() {
        long began = state.ticker.nanoTime();
        boolean[] valid = new boolean[1];
        Throwable failure = state.failureOf(() -> valid[0] = state.lifecycle.validate(entry.object));
        state.section(() -> {
            if (entry.state != RETURNING) {
                state.hanging--;
                engine.dispatch();
                return;
            }
            state.timer.cancel(entry.deadline);
            state.counts.validate.add(state.ticker.nanoTime() - began);
            checked(valid[0], failure);
        });
    }

    private void checked(boolean valid, @Nullable Throwable failure) {
        if (valid) {
            engine.publish(entry);
        } else {
            engine.supply.invalid(failure);
            engine.supply.destroy(entry, DestroyCause.INVALID);
        }
    }
}
