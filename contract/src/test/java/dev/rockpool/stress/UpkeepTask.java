package dev.rockpool.stress;

import static dev.rockpool.testkit.FaultInjector.Site.CALLBACK;
import static dev.rockpool.testkit.FaultInjector.Site.CREATE;
import static dev.rockpool.testkit.FaultInjector.Site.DESTROY;
import static dev.rockpool.testkit.FaultInjector.Site.EXECUTOR;
import static dev.rockpool.testkit.FaultInjector.Site.HEALTH;
import static dev.rockpool.testkit.FaultInjector.Site.LISTENER;
import static dev.rockpool.testkit.FaultInjector.Site.LOG;
import static dev.rockpool.testkit.FaultInjector.Site.RESET;
import static dev.rockpool.testkit.FaultInjector.Site.VALIDATE;

import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.testkit.FaultInjector.Pooled;
import dev.rockpool.testkit.FaultInjector.Site;
import java.time.Duration;
import java.util.List;

/** What upkeep does by itself as time goes on, and which code of users each of these reaches. */
@SuppressWarnings("ImmutableEnumChecker") // the list is one of List.of
enum UpkeepTask {
    /** Idle objects were leased, so others are made for {@code minIdle}. */
    REFILL(CREATE, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(4).minIdle(2);
        }

        @Override
        void provoke(UpkeepScene scene) {
            scene.leaseIdle(2);
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.stats().idle() >= 2;
        }
    },
    /** Objects have had their time, and there is room for their replacements. */
    RENEWAL(CREATE, DESTROY, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(4).maxLifetime(Duration.ofSeconds(7));
        }

        @Override
        void tick(UpkeepScene scene) {
            scene.useOnceInAWhile(); // so that there are objects, whatever went wrong
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.destroyed(DestroyCause.EXPIRED) >= 2;
        }
    },
    /** Objects have had their time, and the pool is full. */
    RENEWAL_IN_A_FULL_POOL(CREATE, DESTROY, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2).maxLifetime(Duration.ofSeconds(7));
        }

        @Override
        void tick(UpkeepScene scene) {
            RENEWAL.tick(scene);
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return RENEWAL.isDone(scene);
        }
    },
    /** Objects have been idle for too long. */
    REST(DESTROY, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2).maxIdleTime(Duration.ofSeconds(5));
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.destroyed(DestroyCause.IDLE) >= 1;
        }
    },
    /** Idle objects have their health checked, and are fine. */
    HEALTH_CHECK(HEALTH) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2).healthCheckInterval(Duration.ofSeconds(4));
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.lifecycle.healthy.get() > 0;
        }
    },
    /** Idle objects have their health checked, are ill, and are replaced. */
    ILLNESS(CREATE, DESTROY, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2).healthCheckInterval(Duration.ofSeconds(4));
        }

        @Override
        void provoke(UpkeepScene scene) {
            scene.lifecycle.isIll = true;
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.destroyed(DestroyCause.UNHEALTHY) >= 1 && scene.stats().created() >= 3;
        }
    },
    /** Objects that were idle for some time are marked, so that they are validated when they are acquired. */
    DUE_FOR_VALIDATION(VALIDATE) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2).validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(3)));
        }

        @Override
        void tick(UpkeepScene scene) {
            scene.useOnceInAWhile();
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.lifecycle.valid.get() > 0;
        }
    },
    /** More are idle than {@code maxIdle}. */
    SURPLUS(DESTROY, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(5).maxIdle(2);
        }

        @Override
        int objects() {
            return 5;
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.destroyed(DestroyCause.SURPLUS) >= 3;
        }
    },
    /** Creation fails, and the pool tries again by itself. */
    PROBE(CREATE, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(4);
        }

        @Override
        void provoke(UpkeepScene scene) {
            scene.lifecycle.isDown = true;
            scene.failToCreate();
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.pool.health().state() == State.UP;
        }
    },
    /** A step hangs, and is given up when its time is up. */
    OVERRUN(DESTROY, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2).resetInBackground(true);
        }

        @Override
        void provoke(UpkeepScene scene) {
            scene.leaseIdle(1);
            scene.lifecycle.hangs = true;
            scene.closeLeases();
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.destroyed(DestroyCause.RESET_FAILED) >= 1;
        }
    },
    /** The time of futures is up. */
    DEADLINES(CALLBACK, EXECUTOR, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2);
        }

        @Override
        void provoke(UpkeepScene scene) {
            scene.leaseIdle(2);
        }

        @Override
        void tick(UpkeepScene scene) {
            scene.waitInVain();
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.stats().timeouts() >= 2;
        }
    },
    /** The collector has found a lease that was lost. */
    LEAK(DESTROY, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2);
        }

        @Override
        void provoke(UpkeepScene scene) {
            scene.lose();
        }

        @Override
        void tick(UpkeepScene scene) {
            System.gc();
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.destroyed(DestroyCause.LEAKED) >= 1;
        }
    },
    /** The same, and the object is used again. */
    LEAK_AND_REUSE(RESET, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2).leaks(Leaks.on().reuse());
        }

        @Override
        void provoke(UpkeepScene scene) {
            scene.lose();
        }

        @Override
        void tick(UpkeepScene scene) {
            System.gc();
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.stats().leaks() >= 1;
        }
    },
    /** A lease is out for longer than {@code reclaimAfter}. */
    RECLAIM(DESTROY, LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2).reclaimAfter(Duration.ofSeconds(4));
        }

        @Override
        void provoke(UpkeepScene scene) {
            scene.hold();
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return scene.destroyed(DestroyCause.RECLAIMED) >= 1;
        }
    },
    /** A lease is out for longer than {@code holdWarning}, and then ends. */
    HOLD_WARNING(LISTENER, LOG) {
        @Override
        PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder) {
            return builder.maxSize(2).holdWarning(Duration.ofSeconds(3));
        }

        @Override
        void provoke(UpkeepScene scene) {
            scene.hold();
        }

        @Override
        boolean isDone(UpkeepScene scene) {
            return true; // it has struck
        }
    };

    private final List<Site> sites;

    UpkeepTask(Site... sites) {
        this.sites = List.of(sites);
    }

    /** Which code of users it reaches. */
    List<Site> sites() {
        return sites;
    }

    /** How many objects are idle before it. */
    int objects() {
        return 2;
    }

    /** The settings for it. */
    abstract PoolBuilder<Pooled> set(PoolBuilder<Pooled> builder);

    /** Does what it takes for upkeep to have something to do. */
    void provoke(UpkeepScene scene) {}

    /** The same again and again, as time goes on. */
    void tick(UpkeepScene scene) {}

    /** Whether it has been done, though something went wrong on the way. */
    abstract boolean isDone(UpkeepScene scene);
}
