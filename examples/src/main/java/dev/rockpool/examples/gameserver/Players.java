package dev.rockpool.examples.gameserver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The crowd. One thread plays everybody: all connect and join, then send chat and moves at the pace of the
 * {@link Load}, and at last leave. Before anybody leaves all messages of all are answered, so that nobody misses
 * what was said to the room.
 */
final class Players {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long TICK_MILLIS = 1;
    private static final int CHAT_PERCENT = 20;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final InetSocketAddress server;
    private final Load load;
    private final BooleanSupplier stop;
    private final PlayerCounts counts = new PlayerCounts();
    private final List<Player> players = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final SplittableRandom random = new SplittableRandom(1);
    private long lastId;
    private int turn;

    /**
     * Prepares the crowd; nobody connects yet.
     *
     * @param stop asked all the time; when it says true, all stop talking and leave
     */
    Players(InetSocketAddress server, Load load, BooleanSupplier stop) {
        this.server = server;
        this.load = load;
        this.stop = stop;
    }

    /** What they did and saw so far. */
    PlayerCounts counts() {
        return counts;
    }

    /**
     * Plays until the load is done or they are told to stop.
     *
     * @throws IOException if the server hangs up, does not answer, or answers wrongly
     */
    void play() throws IOException {
        try (Selector selector = Selector.open()) {
            try {
                for (int i = 1; i <= load.players(); i++) {
                    players.add(Player.connect("player-" + i, server, selector, counts));
                }
                for (Player player : players) {
                    player.send(new Message.Join(++lastId, player.name()));
                }
                awaitAnswers(selector);
                talk(selector);
                awaitAnswers(selector);
                for (Player player : players) {
                    player.send(new Message.Leave(++lastId));
                }
                awaitAnswers(selector);
            } finally {
                for (Player player : players) {
                    player.close();
                }
            }
        }
    }

    private void talk(Selector selector) throws IOException {
        Pacer pacer = new Pacer(load, System.nanoTime());
        while (!stop.getAsBoolean() && !pacer.isOver(System.nanoTime())) {
            long now = System.nanoTime();
            while (pacer.isDue(now)) {
                Player player = nextToTalk();
                if (player == null) {
                    break;
                }
                player.send(somethingToSay());
                pacer.sent(now);
            }
            listen(selector, TICK_MILLIS);
        }
    }

    /** Everybody's turn comes round, but for those who wait for answers; null when all do. */
    private @Nullable Player nextToTalk() {
        for (int asked = 0; asked < players.size(); asked++) {
            Player player = players.get(turn);
            turn = (turn + 1) % players.size();
            if (player.mayTalk()) {
                return player;
            }
        }
        return null;
    }

    private Message somethingToSay() {
        long id = ++lastId;
        return random.nextInt(100) < CHAT_PERCENT
                ? new Message.Chat(id, SmallTalk.words(random))
                : new Message.Move(id, random.nextInt(-1, 2), random.nextInt(-1, 2));
    }

    private void awaitAnswers(Selector selector) throws IOException {
        long begin = System.nanoTime();
        while (!players.stream().allMatch(Player::isContent)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IOException("messages were not answered within " + PATIENCE.toSeconds() + " s");
            }
            listen(selector, TICK_MILLIS);
        }
    }

    private void listen(Selector selector, long millis) throws IOException {
        selector.select(millis);
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof Player player) {
                player.ready(buffer);
            }
        }
        selector.selectedKeys().clear();
    }
}
