package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.SourceExhaustedException;
import dev.rockpool.internal.ageing.Fitness.Origin;
import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.lifecycle.Made;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.waiting.Queued.State;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.monitor.DestroyCause;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random events for a {@link MonitorWorld}, what is in motion for it, and its end. */
class MonitorEvents extends MonitorAges {

    private static final int MOST_WAITERS = 12;

    MonitorEvents(Random random) {
        this(random, null);
    }

    /** One of several pools that share a budget. */
    MonitorEvents(Random random, @Nullable Budget budget) {
        super(random, budget);
    }

    // ---- events

    /** One event, whichever is possible; and what must hold after it. */
    void step() {
        int what = random.nextInt(100);
        if (what < 30) {
            acquire();
        } else if (what < 48) {
            giveBack();
        } else if (what < 60) {
            endAttempt();
        } else if (what < 72) {
            run();
        } else if (what < 78) {
            deliver();
        } else if (what < 82) {
            cancel();
        } else if (what < 83) {
            walkOn();
        } else if (what < 85) {
            count();
            endCheck();
            endHealthCheck();
        } else if (what < 89) {
            endDestroy();
        } else if (what < 93) {
            passTime(random.nextInt(200));
            if (random.nextInt(4) == 0) {
                sweep();
            }
            if (random.nextInt(8) == 0) {
                sweepOverIdle();
            }
        } else {
            operate(what);
        }
        check();
    }

    private void acquire() {
        if (turn.mayBarge() && !facts.activates) {
            Slot<Object> idle = index.find(Take.LEASE, random.nextInt(64));
            if (idle != null) {
                lease(idle);
                return;
            }
        }
        if (turn.mayBarge() && facts.activates && random.nextBoolean()) {
            Slot<Object> idle = index.find(Take.NOT_DUE, random.nextInt(64));
            if (idle != null) {
                activateHere(idle);
                return;
            }
        }
        if (random.nextInt(5) == 0) {
            settle(monitor::askForOne);
            return;
        }
        if (waiting.size() >= MOST_WAITERS) {
            return;
        }
        boolean isThread = random.nextBoolean();
        if (facts.callersCreate && isThread) {
            Attempt<Object>[] permit = attempt();
            boolean isPassed = facts.isStrict && turn.next() != null;
            settle(() -> permit[0] = monitor.permitCaller());
            assertThat(isPassed && permit[0] != null)
                    .as("a caller passes those who wait")
                    .isFalse();
            if (permit[0] != null && createHere(permit[0])) {
                return;
            }
        }
        Asker asker = new Asker(isThread, random.nextInt(6) == 0 && !isThread ? 0 : 1_000);
        settle(() -> {
            if (monitor.refusal() == null) {
                waiting.add(asker);
                monitor.join(asker);
                monitor.serve();
                if (asker.timeoutNanos == 0 && asker.state == State.WAITING && !asker.isBeingChecked) {
                    monitor.leave(asker);
                    over(asker);
                }
            }
        });
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Attempt<Object>[] attempt() {
        return new Attempt[1];
    }

    /** With a permit; says whether the thread has a lease, or an error. */
    private boolean createHere(Attempt<Object> permit) {
        if (random.nextInt(8) == 0) {
            settle(() -> monitor.giveUp(permit));
            return true;
        }
        Made<Object> result = result();
        boolean[] isOver = {false};
        boolean[] isInHand = {false};
        settle(() -> {
            Refusal refusal = monitor.endedHere(permit, result, 1, now);
            if (refusal == null && result.object() != null && !permit.slot.activates()) {
                slotOfOldEpoch(permit.slot);
                lease(permit.slot);
            }
            isOver[0] = refusal != null || result.object() != null;
            isInHand[0] = refusal == null && result.object() != null && permit.slot.activates();
        });
        if (isInHand[0]) {
            activateHere(permit.slot);
        }
        return isOver[0];
    }

    private Made<Object> result() {
        if (isBroken ? random.nextInt(4) != 0 : random.nextInt(20) == 0) {
            Exception failure =
                    hasNoMore ? new SourceExhaustedException("no more", null) : new IllegalStateException("down");
            return new Made<>(null, CapturedFailure.of(failure), 0);
        }
        Object object = "object " + ++made;
        alive.add(object);
        return new Made<>(object, null, 0, activates);
    }

    /** A thread that is not in the queue activates an object in its hand, and leases it. */
    private void activateHere(Slot<Object> slot) {
        if (random.nextInt(5) == 0) {
            settle(() -> monitor.retirement().goOn(slot, DestroyCause.ACTIVATION_FAILED));
            return;
        }
        if (slot.tryLeaseInHand() != 0) {
            lease(slot);
            return;
        }
        settle(() -> {
            if (monitor.lease(slot, 1)) {
                slotOfOldEpoch(slot);
                lease(slot);
            }
        });
    }

    private void giveBack() {
        Object object = any(List.copyOf(leased.keySet()));
        if (object == null) {
            return;
        }
        Slot<Object> slot = leased.remove(object);
        long lease = slot.lease();
        int how = random.nextInt(20);
        if (how < 2) {
            assertThat(slot.endLease(lease)).isTrue();
            settle(() -> {
                if (how == 0) {
                    monitor.retirement().destroy(slot, DestroyCause.INVALIDATED);
                } else {
                    monitor.retirement().detached(slot);
                }
            });
        } else if (how > 4
                && slot.returnsPlainly(lease)
                && !ledger.isShort()
                && turn.signal != Turn.HAND_OVER
                && slot.tryGiveBack(lease)) {
            index.published(slot);
            if (turn.signal != Turn.NOBODY) {
                monitor.service().serveSignalled();
                perform();
                left();
            }
        } else {
            slot.resident().suspect(how == 3 && facts.seeksDue);
            assertThat(slot.endLease(lease)).isTrue();
            settle(() -> monitor.place(slot, Origin.RETURNED));
        }
    }

    private void endAttempt() {
        if (!hanging.isEmpty() && random.nextInt(4) == 0) {
            adopt(hanging.remove(random.nextInt(hanging.size())));
            return;
        }
        Attempt<Object> attempt = any(attempts);
        if (attempt == null) {
            return;
        }
        attempts.remove(attempt);
        if (random.nextInt(12) == 0) { // it overruns its time
            hanging.add(attempt);
            Made<Object> overrun = new Made<>(null, CapturedFailure.of(new IllegalStateException("hangs")), 0);
            settle(() -> monitor.ended(attempt, overrun, now));
            return;
        }
        Made<Object> result = result();
        settle(() -> monitor.ended(attempt, result, now));
    }

    private void adopt(Attempt<Object> late) {
        Made<Object> result = result();
        settle(() -> {
            Attempt<Object> adoption = result.object() == null ? null : monitor.adopt(result, late.epoch);
            if (adoption != null) {
                monitor.ended(adoption, result, now);
            } else if (result.object() != null) {
                alive.remove(result.object());
            }
        });
    }

    /** A nudged thread looks at its state. */
    private void run() {
        Asker asker = any(nudged);
        if (asker == null) {
            return;
        }
        nudged.remove(asker);
        if (asker.isOver) {
            return;
        }
        if (asker.state == State.GRANTED || asker.state == State.FAILED) {
            over(asker);
        } else if (asker.state == State.CREATE) {
            over(asker);
            createHere(asker.permit);
        } else if (asker.state == State.WAITING) {
            if (asker.isPassedOver) {
                settle(() -> turn.comeBack(asker));
            }
            if (turn.hasWoken(asker)) {
                Slot<Object> slot = index.find(Take.NOT_DUE, random.nextInt(64));
                settle(() -> {
                    monitor.answer(asker, slot, 1);
                    if (asker.state == State.GRANTED && asker.slot == slot && slot != null) {
                        lease(slot);
                    }
                });
                if (asker.state == State.GRANTED) {
                    nudged.remove(asker);
                    over(asker);
                }
            }
        }
    }

    private void deliver() {
        Asker asker = any(delivered);
        if (asker == null) {
            return;
        }
        delivered.remove(asker);
        Slot<Object> slot = asker.slot;
        if (!asker.isOver && slot != null) {
            over(asker);
            slot.leaseTo(2);
            slotOfOldEpoch(slot);
            lease(slot);
        }
    }

    /** A deadline, an interrupt, a cancel. */
    private void cancel() {
        Asker asker = any(waiting);
        if (asker == null) {
            return;
        }
        settle(() -> {
            if (random.nextInt(3) == 0 && asker.state == State.WAITING && !asker.isThread) {
                monitor.service().serveAtLast(asker);
            } else if (monitor.leave(asker)) {
                over(asker);
            } else if (asker.state == State.GRANTED && !asker.isThread) {
                over(asker);
                delivered.remove(asker);
                monitor.takeBack(asker);
            } else if (asker.state == State.WAITING && asker.isThread) {
                turn.starve(asker);
            }
        });
    }

    private void endCheck() {
        Check<Object> check = any(checks);
        if (check != null) {
            checks.remove(check);
            check.isValid = random.nextInt(5) != 0;
            if (check.isActivation) {
                Asker asker = activations.remove(check.slot);
                if (check.isValid && asker != null) {
                    activated.put(check.slot, asker);
                }
            }
            settle(() -> monitor.checked(check));
            activated.remove(check.slot);
        }
        Slot<Object> slot = any(toClean);
        if (slot != null) {
            toClean.remove(slot);
            if (random.nextBoolean() && slot.tryPublish()) {
                index.published(slot);
                if (turn.signal != Turn.NOBODY) {
                    monitor.service().serveSignalled();
                    perform();
                }
            } else {
                settle(() -> monitor.place(slot, Origin.RETURNED));
            }
        }
    }

    private void endDestroy() {
        Slot<Object> slot = any(dying);
        if (slot != null) {
            dying.remove(slot);
            DestroyCause cause = causes.remove(slot);
            settle(() -> monitor.retirement().goOn(slot, cause));
        }
    }

    private void passTime(int nanos) {
        now += nanos;
        if (alarm >= 0 && now >= alarm) {
            alarm = -1;
            settle(() -> {});
        }
    }

    private void operate(int what) {
        switch (what) {
            case 93 -> {
                if (random.nextBoolean()) {
                    change(monitor::clear);
                } else {
                    renewAll();
                }
            }
            case 94 -> change(() -> monitor.suspend(random.nextInt(3) == 0));
            case 95 ->
                change(() -> {
                    bound = 1 + random.nextInt(5);
                    monitor.changeBound(bound);
                    monitor.placeAll();
                });
            case 96 -> {
                Wish wish = new Wish(random.nextInt(bound + 1));
                wishes.add(wish);
                settle(() -> monitor.warmUp(wish));
            }
            case 97 -> {
                Asker asker = any(waiting);
                if (asker != null && asker.isThread) {
                    settle(() -> turn.starve(asker));
                }
            }
            case 98 -> {
                isBroken = random.nextInt(3) == 0;
                hasNoMore = random.nextBoolean();
            }
            default -> sweep();
        }
    }

    /** An operation of which the parts, but for the first, are events of their own. */
    final void change(Runnable operation) {
        settle(operation);
        operations.add(new Operation(monitor.walk().goal(), facts.epoch));
        comeBack();
    }

    private void walkOn() {
        if (!operations.isEmpty()) {
            settle(monitor.walk()::step);
            comeBack();
        }
    }

    private void comeBack() {
        operations.removeIf(operation -> {
            boolean isDone = monitor.walk().hasReached(operation.goal());
            if (isDone) {
                clearedEpoch = Math.max(clearedEpoch, operation.epoch());
            }
            return isDone;
        });
    }

    private void count() {
        Stock.IdleCount<Object> count = any(counts);
        if (count != null) {
            counts.remove(count);
            count.run();
            settle(() -> monitor.demand().stock().counted(count));
        }
    }

    // ---- the end

    /** Everybody ends what is in motion, the pool works, and all are given back: then nobody waits any more. */
    void calm(String seed) {
        isBroken = false;
        change(() -> monitor.suspend(false));
        for (int round = 0; round < 2_000 && !waiting.isEmpty(); round++) {
            goOn();
            if (round % 10 == 0) {
                sweep();
            }
            check();
        }
        assertThat(waiting).as(() -> seed + ": who waits for ever; " + this).isEmpty();
        long from = now;
        for (int round = 0; round < 2_000 && isAnyOlderThan(from); round++) {
            passTime(round < 100 ? 500 : 0);
            run();
            deliver();
            endAll();
            sweep();
            check();
        }
        assertThat(isAnyOlderThan(from))
                .as(() -> seed + ": objects that live for ever; " + this)
                .isFalse();
    }

    private void endAll() {
        walkOn();
        count();
        endAttempt();
        endCheck();
        endHealthCheck();
        endDestroy();
        giveBack();
    }

    /** What is in motion goes on. */
    final void goOn() {
        isBroken = false;
        passTime(500);
        run();
        deliver();
        endAll();
    }

    /** The pool is closed, and everything goes. */
    void close(String seed) {
        change(monitor::close);
        for (int round = 0; round < 5_000 && !(ledger.isEmpty() && waiting.isEmpty()); round++) {
            run();
            deliver();
            endAll();
            check();
        }
        assertThat(waiting).as(() -> seed + ": who waits for a closed pool").isEmpty();
        assertThat(alive).as(() -> seed + ": what is left of a closed pool").isEmpty();
        assertThat(ledger.isEmpty())
                .as(() -> seed + ": the ledger of a closed pool")
                .isTrue();
        assertThat(wishes).as(() -> seed + ": warm-ups that never ended").isEmpty();
    }
}
