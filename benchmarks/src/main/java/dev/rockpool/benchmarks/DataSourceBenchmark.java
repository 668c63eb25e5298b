package dev.rockpool.benchmarks;

import dev.rockpool.benchmarks.jdbc.DataSources;
import dev.rockpool.benchmarks.jdbc.Database;
import dev.rockpool.benchmarks.peers.Peers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What a data source costs, on a driver that costs next to nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DataSourceBenchmark {

    private static final int SIZE = 10;

    /** Which. */
    @Param(Peers.ROCKPOOL)
    public String pool;

    private DataSource dataSource;

    /**
     * Makes and fills it. It is not closed: the process ends.
     *
     * @throws SQLException as the data source does
     */
    @Setup
    public void open() throws SQLException {
        dataSource = DataSources.open(pool, Database.STUB, SIZE);
    }

    /**
     * A connection, and back.
     *
     * @param blackhole where it goes
     * @throws SQLException as the data source does
     */
    @Benchmark
    public void connection(Blackhole blackhole) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            blackhole.consume(connection);
        }
    }

    /**
     * A connection, a query, its row, and back.
     *
     * @return the row's column
     * @throws SQLException as the data source does
     */
    @Benchmark
    public int statement() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT 1");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }
}
