package dev.rockpool.examples.gameserver;

import dev.rockpool.PoolException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * TCP on the loopback address. One thread waits for all sockets; when one has something to say, a worker has its
 * {@link MessageHandler} read and handle it, and the socket is not listened to until that is done, so that the messages
 * of one player are handled one after the other and those of different players at once.
 */
final class GameServer implements AutoCloseable {

    /** More than there are database connections, so that these are what the workers compete for. */
    static final int WORKERS = 16;

    private static final Logger LOG = System.getLogger(GameServer.class.getName());
    private static final int BACKLOG = 1024;

    private final MessageHandler handler;
    private final ServerSocketChannel acceptor;
    private final Selector selector;
    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, this::newWorker);
    private final InetSocketAddress address;
    private final Thread loop = new Thread(this::serve, "selector");

    private GameServer(MessageHandler handler, ServerSocketChannel acceptor, Selector selector) throws IOException {
        this.handler = handler;
        this.acceptor = acceptor;
        this.selector = selector;
        this.address = (InetSocketAddress) acceptor.getLocalAddress();
    }

    /**
     * Listens on a port and begins to serve.
     *
     * @param port 0 for any that is free
     * @throws IOException if the port is taken
     */
    static GameServer open(int port, MessageHandler handler) throws IOException {
        ServerSocketChannel acceptor = ServerSocketChannel.open();
        try {
            acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            acceptor.configureBlocking(false);
            Selector selector = Selector.open();
            acceptor.register(selector, SelectionKey.OP_ACCEPT);
            GameServer server = new GameServer(handler, acceptor, selector);
            server.loop.start();
            return server;
        } catch (IOException e) {
            acceptor.close();
            throw e;
        }
    }

    private Thread newWorker(Runnable task) {
        return new Thread(task, "worker-" + started.incrementAndGet());
    }

    /** Where players connect. */
    InetSocketAddress address() {
        return address;
    }

    private void serve() {
        try {
            while (acceptor.isOpen()) {
                selector.select(this::ready);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the server can listen no longer", e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else if (key.attachment() instanceof Connection connection) {
                int operations = key.readyOps();
                key.interestOpsAnd(~operations);
                if ((operations & SelectionKey.OP_WRITE) != 0) {
                    connection.flush();
                }
                if ((operations & SelectionKey.OP_READ) != 0) {
                    workers.execute(() -> turn(connection));
                }
            }
        } catch (CancelledKeyException | ClosedChannelException e) {
            // Closed by a worker, or by close(), since the selector saw it.
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a connection broke", e);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = acceptor.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, 0);
            Connection connection = new Connection(channel, key);
            key.attach(connection);
            connection.listenFor(SelectionKey.OP_READ);
        }
    }

    private void turn(Connection connection) {
        boolean goesOn = false;
        try {
            goesOn = handler.handleNext(connection);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a connection broke", e);
        } catch (PoolException e) {
            LOG.log(Level.ERROR, "there is no memory for a message", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The server is closing.
        } finally {
            if (goesOn) {
                connection.listenFor(SelectionKey.OP_READ);
            } else {
                handler.forget(connection);
                connection.close();
            }
        }
    }

    /** Hangs up on everybody and waits until all workers are done. */
    @Override
    public void close() {
        try {
            acceptor.close();
            selector.wakeup();
            loop.join();
            selector.keys().forEach(key -> {
                if (key.attachment() instanceof Connection connection) {
                    connection.close();
                }
            });
            selector.close();
            workers.shutdown();
            if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the server did not close cleanly", e);
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
