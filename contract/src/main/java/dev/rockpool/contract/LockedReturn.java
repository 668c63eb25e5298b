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
    private final LockedBooks<T> books;
    private final Entry<T> entry;

    LockedReturn(LockedEngine<T> engine, Entry<T> entry) {
        this.engine = engine;
        this.books = engine.books;
        this.entry = entry;
    }

    void begin() {
        boolean inBackground = books.section(() -> {
            if (books.closed || entry.epoch != books.epoch) { // not worth cleaning
                engine.publish(entry);
                return true;
            }
            if (!books.config.resetInBackground()) {
                return false;
            }
            books.start("worker", this::cleanInTime);
            return true;
        });
        if (!inBackground) {
            clean();
        }
    }

    private void cleanInTime() {
        Duration timeout = books.config.createTimeout();
        books.section(() -> {
            entry.deadline = books.timer.at(books.in(timeout), () -> {
                books.hanging++;
                resetFailed(new TimeoutException("reset took longer than " + timeout));
            });
        });
        clean();
    }

    private void clean() {
        long began = books.ticker.nanoTime();
        Throwable failure = books.failureOf(() -> books.lifecycle.reset(entry.object));
        boolean clean = books.section(() -> {
            if (entry.state != RETURNING) { // it took too long, and is being destroyed
                books.hanging--;
                engine.dispatch();
                return false;
            }
            books.timer.cancel(entry.deadline);
            books.counts.reset.add(books.ticker.nanoTime() - began);
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
        books.counts.resetFailures++;
        books.tell(to -> to.resetFailed(books.name, failure));
        engine.supply.destroy(entry, DestroyCause.RESET_FAILED);
    }

    private void validate() {
        if (!books.config.validateOnReturn()) {
            books.section(() -> engine.publish(entry));
        } else if (books.config.validationTimeout().isZero()) {
            check();
        } else {
            checkOnWorker();
        }
    }

    private void checkOnWorker() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Duration timeout = books.config.validationTimeout();
        books.start("worker", () -> {
            books.section(() -> {
                entry.deadline = books.timer.at(books.in(timeout), () -> {
                    books.hanging++;
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
        long began = books.ticker.nanoTime();
        boolean[] valid = new boolean[1];
        Throwable failure = books.failureOf(() -> valid[0] = books.lifecycle.validate(entry.object));
        books.section(() -> {
            if (entry.state != RETURNING) {
                books.hanging--;
                engine.dispatch();
                return;
            }
            books.timer.cancel(entry.deadline);
            books.counts.validate.add(books.ticker.nanoTime() - began);
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
