package dev.rockpool.examples.gameserver;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts messages by kind. Safe for use by several threads. */
final class Tally {

    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

    /** One more. */
    void count(Kind kind) {
        counts.computeIfAbsent(kind, first -> new LongAdder()).increment();
    }

    /** The count of every kind. */
    Map<Kind, Long> byKind() {
        Map<Kind, Long> byKind = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            LongAdder count = counts.get(kind);
            byKind.put(kind, count == null ? 0L : count.sum());
        }
        return byKind;
    }

    /** All of them. */
    long total() {
        return total(byKind());
    }

    /** The sum of counts by kind. */
    static long total(Map<Kind, Long> byKind) {
        return byKind.values().stream().mapToLong(Long::longValue).sum();
    }
}
