package dev.rockpool.contract;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What pools log until this is closed. Lines are written by a thread of their own, so they are awaited. */
public final class LogLines implements AutoCloseable {

    private final Logger logger = Logger.getLogger("dev.rockpool"); // held, or it and its handler would be collected
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(String.valueOf(record.getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Begins. */
    public LogLines() {
        logger.addHandler(handler);
    }

    /** Those so far that have all these texts. */
    public List<String> with(String... texts) {
        return lines.stream()
                .filter(line -> List.of(texts).stream().allMatch(line::contains))
                .toList();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
