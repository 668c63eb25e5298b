package dev.rockpool.benchmarks.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** All pools by the name that parameters and reports use. "fast" is the fastest sane setting, "defaults" what comes. */
public final class Peers {

    /** What the others are compared with. */
    public static final String ROCKPOOL = "rockpool";

    private static final Map<String, Maker> MAKERS = new LinkedHashMap<>();

    static {
        MAKERS.put(ROCKPOOL, size -> new RockpoolPeer(RockpoolPeer.usual(size)));
        MAKERS.put("rockpool-use", RockpoolPeer.Use::new);
        MAKERS.put("rockpool-run", RockpoolPeer.Run::new);
        MAKERS.put("rockpool-off", size -> new RockpoolPeer(RockpoolPeer.off(size)));
        MAKERS.put("rockpool-watched", size -> new RockpoolPeer(RockpoolPeer.watched(size)));
        MAKERS.put("rockpool-reset", size -> new RockpoolPeer(RockpoolPeer.reset(size)));
        MAKERS.put("rockpool-ageing", size -> new RockpoolPeer(RockpoolPeer.ageing(size)));
        MAKERS.put("rockpool-lasting", size -> new RockpoolPeer(RockpoolPeer.lasting(size)));
        MAKERS.put("rockpool-renewing", size -> new RockpoolPeer(RockpoolPeer.renewing(size)));
        MAKERS.put("rockpool-strict", size -> new RockpoolPeer(RockpoolPeer.strict(size)));
        MAKERS.put("stormpot-tap", StormpotPeer.Tapped::new);
        MAKERS.put("stormpot-fast", StormpotPeer::fast);
        MAKERS.put("stormpot-defaults", StormpotPeer::defaults);
        MAKERS.put("stormpot-virtual", StormpotPeer::virtualThreadTap);
        MAKERS.put("hikari-bag", HikariBagPeer::new);
        MAKERS.put("array-blocking-queue", PlainPeers.Queue::new);
        MAKERS.put("semaphore-deque", size -> new PlainPeers.SemaphoreAndDeque(size, false));
        MAKERS.put("fair-semaphore-deque", size -> new PlainPeers.SemaphoreAndDeque(size, true));
        MAKERS.put("vibur-fast", size -> new ViburPeer(size, false));
        MAKERS.put("vibur-fair", size -> new ViburPeer(size, true));
        MAKERS.put("commons-fast", CommonsPeer::fast);
        MAKERS.put("commons-defaults", CommonsPeer::defaults);
        MAKERS.put("reactor-blocking", ReactorPeer::new);
        MAKERS.put("netty-recycler", size -> new PlainPeers.NettyRecycler());
        MAKERS.put("new-array", size -> new PlainPeers.NewArray());
        MAKERS.put("thread-local", size -> new PlainPeers.OwnObject());
    }

    @FunctionalInterface
    private interface Maker {
        Peer make(int size) throws Exception;
    }

    private Peers() {}

    /**
     * The names.
     *
     * @return all of them
     */
    public static Set<String> names() {
        return MAKERS.keySet();
    }

    /**
     * Makes a pool.
     *
     * @param name one of {@link #names}
     * @param size how many objects at most
     * @return the pool, not filled
     * @throws Exception as the pool does
     */
    public static Peer make(String name, int size) throws Exception {
        Maker maker = MAKERS.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("no pool \"" + name + "\"; there are " + names());
        }
        return maker.make(size);
    }
}
