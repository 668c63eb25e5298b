package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.slot.IdleIndex.Take;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random events for several monitors that share a budget, which is tight: each has a plain pool beside it, as in {@link
 * MonitorFuzzTest}. What a keyed pool does between sections is done here at a moment that the random numbers choose.
 */
class SharedBudgetFuzzTest {

    private static final int EVENTS = 600_000;
    private static final int EVENTS_OF_A_BUDGET = 600;

    /** Some pools, and what happens between them. */
    private static final class Pools {
        private final Random random;
        private final Budget budget;
        private final List<One> all = new ArrayList<>();
        private final List<Object> told = new ArrayList<>(); // have been handed a place, and do not know it yet
        private int scans; // somebody stands in line anew, or looks again
        private int total;

        Pools(Random random) {
            this.random = random;
            this.total = 1 + random.nextInt(6);
            this.budget = new Budget(total);
            int pools = 2 + random.nextInt(3);
            for (int i = 0; i < pools; i++) {
                all.add(new One(random));
            }
        }

        /** A pool of them. */
        private final class One extends MonitorEvents {
            private final Budget.Share share;

            One(Random random) {
                super(random, budget);
                this.share = ledger.share();
            }

            @Override
            void left() {
                ledger.giveBackSpare();
                if (share.standInLine(monitor.demand().shortWaiter())) {
                    scans++;
                }
            }

            /** What came to rest without a look at the budget gives way. */
            void lookAgain() {
                boolean[] gave = {true};
                while (gave[0] && budget.isShort() && index.find(Take.PEEK, 0) != null) {
                    settle(() -> gave[0] = monitor.giveWay());
                }
            }
        }

        void step() {
            int what = random.nextInt(100);
            if (what < 88) {
                One one = all.get(random.nextInt(all.size()));
                one.step();
                if (random.nextBoolean()) {
                    between();
                }
            } else if (what < 97) {
                between();
            } else if (what < 98) {
                total = 1 + random.nextInt(6);
                budget.resize(total);
                scans++;
            } else {
                budget.sweep();
                scans++;
            }
            assertWithin();
        }

        /** All that a keyed pool does when no lock is held. */
        private void between() {
            while (true) {
                Object next = budget.nextToTell();
                if (next != null) {
                    told.add(next);
                } else if (!told.isEmpty()) {
                    One one = (One) told.remove(random.nextInt(told.size()));
                    one.settle(() -> {});
                } else if (scans > 0) {
                    scans = 0;
                    all.forEach(One::lookAgain);
                } else {
                    break;
                }
            }
            all.forEach(One::lookAgain); // each does so after each of its own sections
            if (budget.nextToTell() instanceof One one) {
                told.add(one);
                between();
            }
        }

        private void assertWithin() {
            int places = 0;
            for (One one : all) {
                places += one.ledger.size() - one.ledger.overflowSize();
            }
            assertThat(budget.used()).as("places beside objects").isGreaterThanOrEqualTo(places);
        }

        /** Nothing is in motion between the pools: nobody stands in line beside a free place or an idle object of another. */
        void assertNobodyIsForgotten(String where) {
            between();
            boolean isLacking = all.stream().anyMatch(one -> one.share.isLacking());
            if (isLacking) {
                assertThat(budget.isFull())
                        .as("%s: a line beside a free place", where)
                        .isTrue();
            }
        }

        void calm(String where) {
            budget.resize(6);
            scans++;
            for (One one : all) {
                one.change(() -> one.monitor.suspend(false));
            }
            for (int round = 0; round < 400; round++) {
                between();
                for (One one : all) {
                    one.goOn();
                }
                if (round % 10 == 0) {
                    budget.sweep();
                    scans++;
                    for (One one : all) {
                        one.sweep();
                    }
                }
                if (all.stream().allMatch(one -> one.waiting.isEmpty())) {
                    return;
                }
            }
            assertThat(all).as(where + ": who waits for ever").allMatch(one -> one.waiting.isEmpty());
        }

        void close(String where) {
            for (One one : all) {
                one.close(where);
                between();
            }
            assertThat(budget.used()).as(where + ": places that nobody has").isZero();
        }
    }

    @Test
    void whoeverLacksAPlaceGetsOneInTurnAndNoPlaceIsLost() {
        Seed seed = Seed.next(SharedBudgetFuzzTest.class);
        Random seeds = seed.random();
        for (int done = 0; done < EVENTS; done += EVENTS_OF_A_BUDGET) {
            long worldSeed = seeds.nextLong();
            Pools pools = new Pools(new Random(worldSeed));
            String where = seed + ", after " + done + " events";
            try {
                for (int event = 0; event < EVENTS_OF_A_BUDGET; event++) {
                    pools.step();
                    if (event % 50 == 0) {
                        pools.assertNobodyIsForgotten(where);
                    }
                }
                if (pools.random.nextBoolean()) {
                    pools.calm(where);
                }
                pools.close(where);
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError(where + ": " + wrong.getMessage() + "; " + pools.all, wrong);
            }
        }
    }
}
