package dev.rockpool.jdbc.internal.proxy;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement that goes to the {@link StatementCache} when it is closed, as if it had just been prepared. Where that cannot
 * be, it is closed: a call has failed, the borrower has had the driver's statement, or changed what cannot be asked for or put back.
 */
final class CachedStatementHandle extends GeneratedPreparedStatement {

    private interface Getter {
        int of(PreparedStatement raw) throws SQLException;
    }

    private interface Setter {
        void on(PreparedStatement raw, int value) throws SQLException;
    }

    /** What can be changed and put back. */
    private static final class Setting {
        /** {@code setLargeMaxRows} is another name of it. */
        private static final Setting MAX_ROWS =
                new Setting(0, PreparedStatement::getMaxRows, PreparedStatement::setMaxRows);

        private static final Setting QUERY_TIMEOUT =
                new Setting(1, PreparedStatement::getQueryTimeout, PreparedStatement::setQueryTimeout);
        private static final Setting FETCH_SIZE =
                new Setting(2, PreparedStatement::getFetchSize, PreparedStatement::setFetchSize);
        private static final Setting FETCH_DIRECTION =
                new Setting(3, PreparedStatement::getFetchDirection, PreparedStatement::setFetchDirection);
        private static final Setting MAX_FIELD_SIZE =
                new Setting(4, PreparedStatement::getMaxFieldSize, PreparedStatement::setMaxFieldSize);
        private static final List<Setting> ALL =
                List.of(MAX_ROWS, QUERY_TIMEOUT, FETCH_SIZE, FETCH_DIRECTION, MAX_FIELD_SIZE);

        private final int index;
        private final Getter getter;
        private final Setter setter;

        private Setting(int index, Getter getter, Setter setter) {
            this.index = index;
            this.getter = getter;
            this.setter = setter;
        }

        private int bit() {
            return 1 << index;
        }
    }

    private final StatementCache.Key key;
    private final int[] before = new int[Setting.ALL.size()];
    private final List<ResultSet> rows = new ArrayList<>(1); // that may be open
    private int changed; // which settings
    private boolean hasBatch;
    private boolean isSpoiled; // it must not be used again

    CachedStatementHandle(TrackedConnection owner, PreparedStatement raw, StatementCache.Key key) {
        super(owner, raw);
        this.key = key;
    }

    private void changing(Setting setting) throws SQLException {
        if ((changed & setting.bit()) == 0) {
            ensureOpen();
            before[setting.index] = setting.getter.of(rawPreparedStatement);
            changed |= setting.bit();
        }
    }

    @Override
    public void setMaxRows(int max) throws SQLException {
        changing(Setting.MAX_ROWS);
        super.setMaxRows(max);
    }

    @Override
    public void setLargeMaxRows(long max) throws SQLException {
        changing(Setting.MAX_ROWS);
        super.setLargeMaxRows(max);
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        changing(Setting.QUERY_TIMEOUT);
        super.setQueryTimeout(seconds);
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        changing(Setting.FETCH_SIZE);
        super.setFetchSize(rows);
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        changing(Setting.FETCH_DIRECTION);
        super.setFetchDirection(direction);
    }

    @Override
    public void setMaxFieldSize(int max) throws SQLException {
        changing(Setting.MAX_FIELD_SIZE);
        super.setMaxFieldSize(max);
    }

    @Override
    public void setEscapeProcessing(boolean isOn) throws SQLException {
        isSpoiled = true;
        super.setEscapeProcessing(isOn);
    }

    @Override
    public void setCursorName(String name) throws SQLException {
        isSpoiled = true;
        super.setCursorName(name);
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        isSpoiled = true;
        super.closeOnCompletion();
    }

    @Override
    public void setPoolable(boolean isPoolable) throws SQLException {
        isSpoiled |= !isPoolable;
        super.setPoolable(isPoolable);
    }

    @Override
    public void addBatch() throws SQLException {
        hasBatch = true;
        super.addBatch();
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        hasBatch = true;
        super.addBatch(sql);
    }

    @Override
    void expose() {
        isSpoiled = true;
    }

    @Override
    void failed(Throwable failure) {
        isSpoiled = true;
        super.failed(failure);
    }

    @Override
    @Nullable
    ResultSet resultSet(@Nullable ResultSet raw) {
        if (raw != null) {
            rows.removeIf(CachedStatementHandle::isClosed); // the next execution closes those of the last
            rows.add(raw);
        }
        return super.resultSet(raw);
    }

    private static boolean isClosed(ResultSet raw) {
        try {
            return raw.isClosed();
        } catch (SQLException unknown) {
            return false;
        }
    }

    @Override
    void closeRaw(boolean isAlone) throws SQLException {
        if (!isAlone || !isAsPrepared()) {
            super.closeRaw(isAlone);
            return;
        }
        PreparedStatement surplus = owner.session.give(key, rawPreparedStatement);
        if (surplus != null) {
            surplus.close();
        }
    }

    /** Makes it so, if it can; what fails meanwhile says something of the connection, too. */
    private boolean isAsPrepared() {
        if (isSpoiled) {
            return false;
        }
        try {
            for (ResultSet each : rows) {
                each.close();
            }
            for (Setting setting : Setting.ALL) {
                if ((changed & setting.bit()) != 0) {
                    setting.setter.on(rawPreparedStatement, before[setting.index]);
                }
            }
            if (hasBatch) {
                rawPreparedStatement.clearBatch();
            }
            rawPreparedStatement.clearParameters();
            rawPreparedStatement.clearWarnings();
            return !rawPreparedStatement.isClosed();
        } catch (SQLException | RuntimeException failure) {
            failed(failure);
            return false;
        }
    }
}
