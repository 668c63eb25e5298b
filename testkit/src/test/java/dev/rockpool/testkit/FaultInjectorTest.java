package dev.rockpool.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rockpool.Pool;
import dev.rockpool.testkit.FaultInjector.Mischief;
import dev.rockpool.testkit.FaultInjector.Pooled;
import dev.rockpool.testkit.FaultInjector.Site;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings({"FutureReturnValueIgnored", "ReturnValueIgnored"}) // calls are made for what they do to the pool
class FaultInjectorTest {

    private final FaultInjector faults = new FaultInjector();
    private final Pool<Object> pool =
            Pool.builder(Object::new).name("used-by-faults").maxSize(2).build();

    @AfterEach
    void close() {
        faults.disarm();
        pool.close();
    }

    @Test
    void nothingGoesWrongUntilItIsArmed() {
        assertThat(faults.strike(Site.CREATE)).isFalse();
        assertThat(faults.strikes(Site.CREATE)).isZero();
    }

    @Test
    void onlyThePlaceThatIsArmedGoesWrong() throws Exception {
        faults.arm(Site.RESET, Mischief.THROW, pool);
        Pooled object = faults.lifecycle().create();
        assertThatThrownBy(() -> faults.lifecycle().reset(object))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("injected at RESET");
        assertThat(faults.strikes(Site.RESET)).isEqualTo(1);
        assertThat(faults.strikes(Site.CREATE)).isZero();
    }

    @Test
    void whatIsDisarmedGoesWell() {
        faults.arm(Site.CALLBACK, Mischief.THROW, pool);
        faults.disarm();
        assertThatCode(() -> faults.strike(Site.CALLBACK)).doesNotThrowAnyException();
    }

    @Test
    void throwErrorThrowsAnError() {
        faults.arm(Site.CALLBACK, Mischief.THROW_ERROR, pool);
        assertThatThrownBy(() -> faults.strike(Site.CALLBACK)).isInstanceOf(AssertionError.class);
    }

    @Test
    void theTextOfAHostileExceptionThrowsWhileItIsArmed() {
        faults.arm(Site.CALLBACK, Mischief.THROW_HOSTILE, pool);
        Throwable hostile = catchThrowable(() -> faults.strike(Site.CALLBACK));
        assertThatThrownBy(hostile::getMessage).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(hostile::toString).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(hostile::getCause).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(hostile::getStackTrace).isInstanceOf(IllegalStateException.class);
        faults.disarm();
        assertThat(hostile.toString()).isEqualTo("hostile");
    }

    @Test
    void theTextOfABlockingExceptionHangsUntilItIsDisarmed() {
        faults.arm(Site.CALLBACK, Mischief.THROW_BLOCKING, pool);
        Throwable blocking = catchThrowable(() -> faults.strike(Site.CALLBACK));
        Threads.Actor<String> reader = Threads.PLATFORM.act(blocking::toString);
        Waits.untilEquals("readers that hang", 1, faults::hanging);
        assertThat(reader.isDone()).isFalse();
        faults.disarm();
        assertThat(reader.result()).isEqualTo("hostile");
    }

    @Test
    void aLongTextHasTwoMillionCharacters() {
        faults.arm(Site.CALLBACK, Mischief.THROW_LONG, pool);
        Throwable failure = catchThrowable(() -> faults.strike(Site.CALLBACK));
        assertThat(failure.getMessage()).hasSizeGreaterThan(2_000_000).contains("\r\n");
    }

    @Test
    void whatBlocksIsDeafToInterruptsAndGoesOnWhenDisarmed() {
        faults.arm(Site.CALLBACK, Mischief.BLOCK, pool);
        Threads.Actor<Boolean> blocked = Threads.PLATFORM.act(() -> faults.strike(Site.CALLBACK));
        Waits.untilEquals("calls that hang", 1, faults::hanging);
        blocked.interrupt();
        assertThat(blocked.isDone()).isFalse();
        faults.disarm();
        assertThat(blocked.result()).isFalse();
        assertThat(faults.hanging()).isZero();
    }

    @Test
    void whatReEntersUsesThePoolAndLeavesNothingBehind() {
        Waits.result(pool.acquireAsync()).close(); // so that there is an object to be had without a wait
        Waits.untilEquals("idle", 1, () -> pool.stats().idle());
        faults.arm(Site.CALLBACK, Mischief.RE_ENTER, pool);
        faults.strike(Site.CALLBACK);
        Waits.until("leases to end", () -> pool.stats().leased() == 0);
        assertThat(pool.stats().acquired()).isGreaterThan(1);
        PoolAudit.check(pool);
    }

    @Test
    void whatReEntersIsNotStruckAgain() {
        Pool<Pooled> itself =
                Pool.builder(faults.lifecycle()).validateOnAcquire(true).build();
        itself.acquireAsync().thenAccept(lease -> lease.close());
        Waits.untilEquals("idle", 1, () -> itself.stats().idle());
        faults.arm(Site.CALLBACK, Mischief.RE_ENTER, itself);
        itself.acquireAsync().thenAccept(lease -> faults.strike(Site.CALLBACK));
        Waits.untilEquals("strikes", 1, () -> faults.strikes(Site.CALLBACK));
        itself.control().shutdown(Duration.ZERO);
    }

    @Test
    void whatRecursesReachesTheEndOfTheStackAndUsesThePool() {
        faults.arm(Site.CALLBACK, Mischief.RECURSE, pool);
        long before = pool.stats().acquired();
        assertThatThrownBy(() -> faults.strike(Site.CALLBACK)).isInstanceOf(StackOverflowError.class);
        pool.acquireAsync().thenAccept(lease -> lease.close()).join();
        Waits.until("leases to end", () -> pool.stats().leased() == 0);
        assertThat(pool.stats().acquired()).isGreaterThan(before);
        PoolAudit.check(pool);
    }

    @Test
    void whatLiesAnswersWronglyAndDoesNothing() throws Exception {
        Pooled object = faults.lifecycle().create();
        faults.arm(Site.CREATE, Mischief.LIE, pool);
        assertThat(faults.lifecycle().create()).isNull();
        faults.arm(Site.VALIDATE, Mischief.LIE, pool);
        assertThat(faults.lifecycle().validate(object)).isFalse();
        faults.arm(Site.OBJECT, Mischief.LIE, pool);
        assertThat(object.equals(object)).isFalse();
        faults.arm(Site.THREAD, Mischief.LIE, pool);
        assertThat(faults.thread(() -> {}).getStackTrace()).isNull();
        AtomicInteger runs = new AtomicInteger();
        Executor executor = faults.executor(Runnable::run);
        faults.arm(Site.EXECUTOR, Mischief.LIE, pool);
        executor.execute(runs::incrementAndGet);
        faults.disarm();
        assertThat(runs).hasValue(0);
    }

    @Test
    void whatIsDeferredRunsWhenDisarmed() {
        AtomicInteger runs = new AtomicInteger();
        faults.arm(Site.EXECUTOR, Mischief.DEFER, pool);
        faults.executor(Runnable::run).execute(runs::incrementAndGet);
        assertThat(runs).hasValue(0);
        faults.disarm();
        assertThat(runs).hasValue(1);
    }

    @Test
    void aMischiefThatChangesNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> faults.arm(Site.LOG, Mischief.LIE, pool));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.arm(Site.CREATE, Mischief.DEFER, pool));
    }

    @ParameterizedTest
    @EnumSource
    void everyPlaceIsStruck(Site site) throws Exception {
        Pooled object = faults.lifecycle().create();
        Logger log = Logger.getLogger("dev.rockpool.testkit.test");
        AutoCloseable handler = faults.handleLog(log.getName());
        faults.arm(site, Mischief.BLOCK, pool);
        Threads.Actor<Object> struck = Threads.PLATFORM.act(() -> callOf(site, object, log));
        Waits.untilEquals("calls that hang at " + site, 1, faults::hanging);
        faults.disarm();
        struck.result();
        assertThat(faults.strikes(site)).isEqualTo(1);
        handler.close();
    }

    private Object callOf(Site site, Pooled object, Logger log) throws Exception {
        switch (site) {
            case CREATE -> faults.lifecycle().create();
            case RESET -> faults.lifecycle().reset(object);
            case VALIDATE -> faults.lifecycle().validate(object);
            case HEALTH -> faults.lifecycle().isHealthy(object);
            case DESTROY -> faults.lifecycle().destroy(object);
            case LISTENER -> faults.listener().created("a pool", Duration.ZERO);
            case EXECUTOR -> faults.executor(Runnable::run).execute(() -> {});
            case CALLBACK -> faults.strike(Site.CALLBACK);
            case LOG -> log.warning("a line");
            case OBJECT -> object.hashCode();
            case THREAD -> faults.thread(() -> {}).getStackTrace();
        }
        return site;
    }
}
