package dev.rockpool.examples.gameserver.fault;

import dev.rockpool.testkit.network.ChaosProxy;
import dev.rockpool.testkit.network.ChaosProxy.Arrival;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A real server behind a proxy that has the faults: what the pool sees of them is what the network does. */
public final class RemoteServer implements FaultSwitch, AutoCloseable {

    /** A message takes two: for the insert and for the commit. */
    private static final int ANSWERS = 2;

    private final ChaosProxy proxy;
    private final Duration slowAnswer;

    /**
     * Opens the proxy, without a fault for now.
     *
     * @param server where the real one is
     * @param plan how slow it will be when it is slow
     */
    public RemoteServer(InetSocketAddress server, FaultPlan plan) {
        proxy = ChaosProxy.to(server);
        slowAnswer = plan.slowStatement().dividedBy(ANSWERS);
    }

    /**
     * Where the pool connects.
     *
     * @return the proxy's address
     */
    public InetSocketAddress address() {
        return proxy.address();
    }

    @Override
    public void begin(Fault fault) {
        if (fault == Fault.DB_DOWN) {
            proxy.arrivals(Arrival.REFUSE);
        } else if (fault == Fault.HUNG_DB) {
            proxy.arrivals(Arrival.BLACK_HOLE);
        } else if (fault == Fault.SLOW_DB) {
            proxy.latency(slowAnswer);
        }
        if (fault.breaksConnections()) {
            proxy.resetAll();
        }
    }

    @Override
    public void end() {
        proxy.heal();
    }

    @Override
    public void close() {
        proxy.close();
    }
}
