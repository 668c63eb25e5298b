package dev.rockpool.testkit.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The threads of one proxy. */
final class Workers {

    private final Wire wire;
    private final Set<Thread> running = new HashSet<>(); // and some that have ended; under wire.lock

    Workers(Wire wire) {
        this.wire = wire;
    }

    /** Runs a task on a daemon thread of its own. */
    void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        wire.change(() -> {
            running.removeIf(Workers::hasEnded);
            running.add(thread);
        });
        boolean hasStarted = false;
        try {
            thread.start();
            hasStarted = true;
        } finally {
            if (!hasStarted) {
                wire.change(() -> running.remove(thread));
            }
        }
    }

    /** Not only its task: a thread that says itself that it ends is still there for a moment. */
    private static boolean hasEnded(Thread thread) {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** Waits until all have ended. The caller has made sure that they will, and that none starts any more but by another one. */
    void awaitEnd() {
        boolean isInterrupted = false;
        for (List<Thread> left = left(); !left.isEmpty(); left = left()) {
            for (Thread thread : left) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Thread> left() {
        List<Thread> left = new ArrayList<>();
        wire.change(() -> {
            running.removeIf(Workers::hasEnded);
            left.addAll(running);
        });
        return left;
    }
}
