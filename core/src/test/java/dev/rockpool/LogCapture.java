package dev.rockpool;

import dev.rockpool.internal.process.Log;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Takes what is logged under {@code dev.rockpool}, and keeps it off the console, until it is closed. */
public final class LogCapture implements AutoCloseable {

    private final Logger logger = Logger.getLogger("dev.rockpool"); // held, or it and its handlers would be collected
    private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            CountDownLatch reached = waiting.remove(record.getMessage());
            if (reached == null) {
                records.add(record);
            } else {
                reached.countDown();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Begins. */
    public LogCapture() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    /** Lines are written on a thread of their own: waits for those that are under way. */
    private List<LogRecord> records() {
        CountDownLatch reached = new CountDownLatch(1);
        String mark = "mark " + reached;
        waiting.put(mark, reached);
        Log.SHARED.write(System.Logger.Level.INFO, mark, null);
        Soon.opened(reached);
        return records;
    }

    /** The lines so far that contain a text. */
    public List<String> lines(String part) {
        return records().stream()
                .map(LogRecord::getMessage)
                .filter(message -> message.contains(part))
                .toList();
    }

    /** The lines so far of a level that contain a text. */
    public List<String> lines(String part, Level level) {
        return records().stream()
                .filter(record -> record.getLevel().equals(level))
                .map(LogRecord::getMessage)
                .filter(message -> message.contains(part))
                .toList();
    }

    /** What was thrown with the lines so far that contain a text. */
    public List<Throwable> thrown(String part) {
        return records().stream()
                .filter(record -> record.getMessage().contains(part) && record.getThrown() != null)
                .map(LogRecord::getThrown)
                .toList();
    }

    /** Forgets the lines so far, and what was thrown with them. */
    public void clear() {
        records().clear();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }
}
