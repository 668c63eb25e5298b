/**
 * A chat-and-move game server on real sockets, with a real database, all of whose buffers, builders, maps and database
 * connections come from Rockpool pools: {@code ./rockpool demo}.
 *
 * <p>Begin at {@link dev.rockpool.examples.gameserver.GameServerDemo} (the command) and
 * {@link dev.rockpool.examples.gameserver.DemoRun} (what it does). The server's side is {@code GameServer},
 * {@code Connection}, {@code MessageHandler}, {@code World} and {@code EventStore}; the players' is {@code Players} and
 * {@code Player}. The pools are {@code MemoryPools} of {@code dev.rockpool.memory}, the keyed one of
 * {@code RoomScratch}, and in {@code EventStore}.
 *
 * <p>With {@code --fault} the command runs {@code FaultRun}: {@code FaultScript} lets the fault happen in
 * {@code CarelessStore} or in the database of the package {@code fault}. With {@code --no-pools} it runs {@code Comparison},
 * which starts two JVMs with a {@code MeasuredRun} each. With {@code --ageing}, {@code Ageing} has the settings and the words.
 */
@NullMarked
package dev.rockpool.examples.gameserver;

import org.jspecify.annotations.NullMarked;
