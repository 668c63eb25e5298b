package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.examples.gameserver.ServerDatabase.Access;
import dev.rockpool.examples.gameserver.fault.Fault;
import dev.rockpool.examples.gameserver.fault.FaultPlan;
import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.Databases;
import dev.rockpool.jdbc.databases.EachServer;
import dev.rockpool.jdbc.databases.PostgresServer;
import dev.rockpool.jdbc.databases.Server;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo on servers: messages are stored there, faults are the network's, nothing is left behind, no password is shown. */
class ServerDatabaseTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private final Output output = new Output(new PrintWriter(out, true), new PrintWriter(err, true), true);

    private static GameDatabase.Choice on(Server server) {
        return (plan, out) ->
                ServerDatabase.open(new Access(server.url(), Database.USER, Database.PASSWORD), plan, out);
    }

    @AfterEach
    void noPasswordIsShown() {
        assertThat(out.toString() + err).doesNotContain(Database.PASSWORD);
    }

    @EachServer
    void everyMessageIsStoredAndTheTableIsDropped(Server server) throws Exception {
        int status = new DemoRun(Load.ofMessages(200, 5), 0, on(server), output, false).run(() -> false);
        assertThat(err).hasToString("");
        assertThat(status).as("%s", out).isEqualTo(DemoRun.GOOD);
        assertThat(out.toString())
                .containsPattern(
                        "5 players on .*, " + server + " .* at 127.0.0.1:\\d+, table rockpool_demo_\\p{XDigit}+\\R")
                .contains("check passed: sent = received = stored = acknowledged: 210 (");
        assertThat(tables(server)).isEmpty();
    }

    @EachServer
    void connectionsAreRenewedThereToo(Server server) throws Exception {
        int status = new DemoRun(Load.lasting(Duration.ofDays(1), 5), 0, on(server), output, true)
                .run(() -> out.toString().matches("(?s).*[1-9]\\d* made, [1-9]\\d* expired, .*"));
        assertThat(status).as("%s", out).isEqualTo(DemoRun.GOOD);
    }

    @ParameterizedTest
    @EnumSource(names = {"DB_DOWN", "HUNG_DB", "SLOW_DB"})
    @EnabledIf("dev.rockpool.jdbc.databases.Databases#hasPostgreSql")
    void aFaultOfTheDatabaseIsOneOfTheNetwork(Fault fault) throws Exception {
        PostgresServer server = Databases.postgreSql();
        int status = run(fault, 1, server);
        if (status != DemoRun.GOOD) { // the machine is busy
            out.getBuffer().setLength(0);
            status = run(fault, 6, server);
        }
        assertThat(status).as("%s", out).isEqualTo(DemoRun.GOOD);
        assertThat(out.toString())
                .contains(", through a proxy that has the fault", "kept: it recovers by itself", "check passed")
                .containsPattern("kept: the explanation names the cause: " + fault.cause() + ", [0-9.]+ m?s after");
        assertThat(tables(server)).isEmpty();
    }

    private int run(Fault fault, int times, Server server) throws Exception {
        Load load = new Load(20, 300, Duration.ofSeconds(5L * times), Long.MAX_VALUE);
        FaultPlan plan = new FaultPlan(fault, Duration.ofSeconds(times), Duration.ofSeconds(2L * times));
        return new FaultRun(load, plan, 0, on(server), output).run(() -> false);
    }

    private static List<String> tables(Server server) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = server.connect();
                ResultSet rows = connection.getMetaData().getTables(null, null, "rockpool\\_demo%", null)) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        return tables;
    }
}
