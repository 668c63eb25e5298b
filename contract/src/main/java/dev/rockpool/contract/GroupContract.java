package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rockpool.Lease;
import dev.rockpool.LeaseGroup;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.Pools;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Several objects at once: all or none, and never in a circle. */
abstract class GroupContract extends ContractBase {

    GroupContract(ContractSuite suite) {
        super(suite);
    }

    /** A thread that acquires a group; may be anywhere yet. */
    private Threads.Actor<LeaseGroup> group(Duration timeout, Pool<?>... pools) {
        return act(() -> keptAll(Pools.acquireAll(timeout, pools), pools));
    }

    @SuppressWarnings("unchecked") // all pools here are of items
    private LeaseGroup keptAll(LeaseGroup group, Pool<?>... pools) {
        for (Pool<?> pool : pools) {
            group.leases((Pool<Item>) pool).forEach(this::kept);
        }
        return group;
    }

    /** "Acquires one object for each mention of a pool." */
    @Test
    void thereIsOneObjectForEachMention() {
        Pool<Item> one = open(1);
        Pool<Item> three = open(3);
        LeaseGroup group = group(HOUR, three, one, three).result();
        assertThat(group.all(three)).hasSize(2).doesNotHaveDuplicates();
        assertThat(group.get(three)).isSameAs(group.all(three).get(0));
        assertThat(group.all(one)).containsExactly(group.get(one));
        assertThat(one.stats().leased()).isEqualTo(1);
        assertThat(three.stats().leased()).isEqualTo(2);
        group.close();
        group.close();
        assertThat(one.stats().idle()).isEqualTo(1);
        assertThat(three.stats().idle()).isEqualTo(2);
        assertThatIllegalStateException().isThrownBy(() -> group.get(one));
    }

    @Test
    void aGroupOfNothingIsEmptyAndAskedForAnotherPoolItSaysSo() throws InterruptedException {
        Pool<Item> pool = open(1);
        try (LeaseGroup empty = Pools.acquireAll(Duration.ZERO)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> empty.get(pool))
                    .withMessageContaining(pool.config().name());
        }
    }

    /** Each lease "may also be ended alone". */
    @Test
    void oneOfTheGroupCanBeInvalidated() {
        Pool<Item> pool = open(2);
        LeaseGroup group = group(HOUR, pool, pool).result();
        group.leases(pool).get(0).invalidate();
        group.close();
        awaitSize(pool, 1);
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void badArgumentsAreRefused() {
        Pool<Item> pool = open(2);
        assertThatIllegalArgumentException().isThrownBy(() -> Pools.acquireAll(Duration.ofNanos(-1), pool));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pools.acquireAll(HOUR, pool, pool, pool))
                .withMessageContaining("at most 2 objects, and can never give 3 at once");
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> Pools.acquireAll(HOUR, pool, (Pool<?>) null));
        assertThat(pool.stats().acquired()).isZero();
    }

    /** "If an acquire fails, all that was acquired before is given back … which pool was missing." */
    @Test
    void aGroupThatTimesOutGivesBackAllAndNamesWhatWasMissing() {
        for (boolean isFirst : new boolean[] {true, false}) {
            Pool<Item> free = open(2);
            Pool<Item> empty = open(1);
            Lease<Item> out = acquire(empty);
            Threads.Actor<LeaseGroup> group =
                    isFirst ? group(MINUTE, empty, free, free) : group(MINUTE, free, free, empty);
            awaitWaiting(empty, 1);
            Waits.until("the waiter to be late", () -> {
                advance(MINUTE);
                return group.isDone();
            });
            assertThat(timedOut(group.outcome(), PoolTimeoutException.Phase.WAITING)
                            .poolName())
                    .isEqualTo(empty.config().name());
            assertThat(free.stats().leased()).isZero();
            out.close();
        }
    }

    @Test
    void anInterruptedGroupGivesBackAll() {
        Pool<Item> free = openFirst(1);
        Pool<Item> empty = open(1);
        Lease<Item> out = acquire(empty);
        Threads.Actor<LeaseGroup> group = group(HOUR, empty, free);
        awaitWaiting(empty, 1);
        assertThat(free.stats().leased()).isEqualTo(1);
        group.interrupt();
        assertThat(group.failure()).isInstanceOf(InterruptedException.class);
        assertThat(free.stats().leased()).isZero();
        assertThat(empty.stats().waiting()).isZero();
        out.close();
    }

    @Test
    void aGroupOfAPoolThatIsClosedMeanwhileGivesBackAll() {
        Pool<Item> free = openFirst(1);
        Pool<Item> empty = open(1);
        Lease<Item> out = acquire(empty);
        Threads.Actor<LeaseGroup> group = group(HOUR, empty, free);
        awaitWaiting(empty, 1);
        CompletableFuture<ShutdownReport> closed = empty.control().shutdown(HOUR);
        assertThat(group.failure())
                .isInstanceOfSatisfying(
                        PoolClosedException.class,
                        refusal -> assertThat(refusal.poolName())
                                .isEqualTo(empty.config().name()));
        assertThat(free.stats().leased()).isZero();
        out.close();
        assertThat(Waits.result(closed).isClean()).isTrue();
    }

    @Test
    void aGroupWhoseObjectCannotBeCreatedGivesBackAll() {
        Pool<Item> free = openFirst(2);
        Pool<Item> broken = open(1);
        lifecycle.onCreate().always(Behaviour.fail(new IllegalStateException("scripted")));
        Threads.Actor<LeaseGroup> group = group(HOUR, broken, free, free);
        assertThat(group.failure()).isInstanceOf(ObjectCreationException.class);
        assertThat(free.stats().leased()).isZero();
        assertThat(free.stats().idle()).isEqualTo(2);
    }

    /** "zero does not wait, and takes what is idle" */
    @Test
    void aGroupThatDoesNotWaitTakesWhatIsIdleAlsoWhileAnotherCollects() {
        Pool<Item> pool = open(4);
        fill(pool, 4);
        List<Lease<Item>> three = acquire(pool, 3);
        Threads.Actor<LeaseGroup> collects = group(HOUR, pool, pool);
        awaitWaiting(pool, 1);
        assertThat(group(Duration.ZERO, pool, pool).failure()).isInstanceOf(PoolTimeoutException.class);
        three.get(0).close();
        collects.result().close();
        group(Duration.ZERO, pool, pool).result();
    }

    /** "Groups acquire in one order … whatever the order in which callers name the pools." */
    @Test
    void groupsThatNameTheirPoolsTheOtherWayRoundDoNotWaitForEachOther() {
        Pool<Item> first = open(1);
        Pool<Item> second = open(1);
        Lease<Item> firstOut = acquire(first);
        Lease<Item> secondOut = acquire(second);
        Threads.Actor<LeaseGroup> one = group(HOUR, first, second);
        Waits.until("a group to wait", () -> waiting(first, second) == 1);
        Threads.Actor<LeaseGroup> other = group(HOUR, second, first);
        Waits.until("both groups to wait", () -> waiting(first, second) == 2);
        firstOut.close();
        secondOut.close();
        endOneAfterTheOther(one, other);
    }

    private static int waiting(Pool<?> first, Pool<?> second) {
        return first.stats().waiting() + second.stats().waiting();
    }

    /** "Only one group at a time collects several objects of the same pool." */
    @Test
    void groupsThatWantAllObjectsOfAPoolDoNotHoldHalfEach() {
        Pool<Item> pool = open(2);
        twoGroupsOfAll(pool, pool, pool);
    }

    /** "A pool that hands on the control of another counts as that other." */
    @Test
    void poolsThatShowAnotherCountAsThatOther() {
        Pool<Item> pool = open(2);
        twoGroupsOfAll(pool, new PoolView<>(pool), new PoolView<>(pool));
    }

    private void twoGroupsOfAll(Pool<Item> pool, Pool<Item> seen, Pool<Item> seenAlso) {
        List<Lease<Item>> out = acquire(pool, 2);
        Threads.Actor<LeaseGroup> one = group(HOUR, seen, seenAlso);
        awaitWaiting(pool, 1);
        Threads.Actor<LeaseGroup> other = group(HOUR, seenAlso, seen);
        Waits.until("the other to wait, in line or for an object", () -> isWaiting(other.thread()));
        out.get(0).close();
        out.get(1).close();
        endOneAfterTheOther(one, other);
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static void endOneAfterTheOther(Threads.Actor<LeaseGroup> one, Threads.Actor<LeaseGroup> other) {
        Waits.until("a group to be complete", () -> one.isDone() || other.isDone());
        boolean isOneFirst = one.isDone();
        (isOneFirst ? one : other).result().close();
        (isOneFirst ? other : one).result().close();
    }

    @Test
    void aGroupThatStandsInLineMindsItsTimeAndInterrupts() {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 2);
        Threads.Actor<LeaseGroup> collects = group(HOUR, pool, pool);
        awaitWaiting(pool, 1);
        assertThat(group(Duration.ofMillis(1), pool, pool).failure())
                .isInstanceOfSatisfying(PoolTimeoutException.class, late -> {
                    assertThat(late.poolName()).isEqualTo(pool.config().name());
                    assertThat(late).hasMessageContaining("no object within 1 ms (WAITING)");
                });
        Threads.Actor<LeaseGroup> interrupted = group(HOUR, pool, pool);
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        out.forEach(Lease::close);
        collects.result().close();
        group(HOUR, pool, pool).result();
    }

    /** A pool with all its objects idle, for which groups ask before those that are named later. */
    private Pool<Item> openFirst(int size) {
        Pool<Item> pool = open(size);
        fill(pool, size);
        group(Duration.ZERO, pool).result().close();
        return pool;
    }
}
