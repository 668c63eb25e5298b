package dev.rockpool.examples.gameserver;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Players who hear each other. */
record Room(int number, List<Connection> members) {

    Room(int number) {
        this(number, new CopyOnWriteArrayList<>());
    }
}
