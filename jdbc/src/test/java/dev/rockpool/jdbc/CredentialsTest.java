package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.Databases;
import dev.rockpool.jdbc.databases.PostgresServer;
import dev.rockpool.jdbc.internal.connect.Secrets;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Waits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** User and password: asked for at every connect, and in no text. */
class CredentialsTest {

    private static final String CANARY = Database.PASSWORD; // .ci/canary looks for it

    private final StubDatabase database = new StubDatabase();
    private final List<String> used = new CopyOnWriteArrayList<>();

    private RockpoolDataSource with(CredentialsProvider provider) {
        RockpoolDataSource dataSource = database.pooled();
        dataSource.setCredentialsProvider(provider);
        dataSource.setRideOut(Duration.ZERO);
        return dataSource;
    }

    /** Refuses some passwords. */
    private void refuse(String... refused) {
        database.hook = call -> {
            if (call.name().equals("connect")) {
                String password = database.lastProperties.getProperty("password");
                used.add(password);
                if (List.of(refused).contains(password)) {
                    throw new SQLException("no entry for " + password, "28P01");
                }
            }
            return StubDatabase.USUAL;
        };
    }

    @Test
    void areAskedForAtEveryConnect() throws SQLException {
        List<Credentials> secrets = new ArrayList<>(List.of(new Credentials("a", "one"), new Credentials("b", "two")));
        refuse();
        try (RockpoolDataSource dataSource = with(() -> secrets.remove(0))) {
            dataSource.getConnection().close();
            assertThat(database.lastProperties).containsEntry("user", "a").containsEntry("password", "one");
            dataSource.pool().control().clear();
            dataSource.getConnection().close();
            assertThat(database.lastProperties).containsEntry("user", "b").containsEntry("password", "two");
        }
    }

    private static List<Connection> takeAll(RockpoolDataSource source, int count) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(source.getConnection());
        }
        return all;
    }

    private static void giveBack(List<Connection> all) throws SQLException {
        for (Connection one : all) {
            one.close();
        }
    }

    @Test
    void connectionsMadeWithTheOldOnesAreReplacedWhenTheyHaveChanged() throws SQLException {
        refuse();
        AtomicReference<Credentials> present = new AtomicReference<>(new Credentials("app", "one"));
        try (RockpoolDataSource dataSource = with(present::get)) {
            dataSource.setMaxSize(4);
            giveBack(takeAll(dataSource, 3));
            present.set(new Credentials("app", "two"));
            giveBack(takeAll(dataSource, 4)); // the fourth is new
            Waits.untilEquals(
                    "the old ones gone", 3L, () -> dataSource.pool().stats().destroyed(DestroyCause.EXPIRED));
            assertThat(used).startsWith("one", "one", "one", "two").endsWith("two");
            assertThat(used).filteredOn("one"::equals).hasSize(3);
            giveBack(takeAll(dataSource, 4));
            assertThat(dataSource.pool().stats().created()).as("and no more").isLessThanOrEqualTo(8);
        }
    }

    @Test
    void aProviderThatAlwaysSaysSomethingElseHasNothingReplaced() throws SQLException {
        refuse();
        AtomicInteger tokens = new AtomicInteger();
        try (RockpoolDataSource dataSource = with(() -> new Credentials("app", "token" + tokens.incrementAndGet()))) {
            dataSource.setMaxSize(3);
            giveBack(takeAll(dataSource, 3));
            giveBack(takeAll(dataSource, 3));
            assertThat(dataSource.pool().stats().created()).isEqualTo(3);
            assertThat(dataSource.pool().stats().destroyed()).isZero();
        }
    }

    @EnabledIf("dev.rockpool.jdbc.databases.Databases#hasPostgreSql")
    @Test
    void aPasswordThatIsChangedOnTheServerCostsNobodyAnError() throws Exception {
        PostgresServer server = Databases.postgreSql();
        server.administer("DROP ROLE IF EXISTS rotated", "CREATE ROLE rotated LOGIN PASSWORD 'first-secret'");
        server.needsPassword("rotated");
        AtomicReference<String> vault = new AtomicReference<>("first-secret");
        CredentialsProvider provider = new CredentialsProvider() {
            private volatile Credentials cached = new Credentials("rotated", "first-secret");

            @Override
            public Credentials get() {
                return cached;
            }

            @Override
            public Credentials refresh(Credentials refused) {
                cached = new Credentials("rotated", vault.get());
                return cached;
            }
        };
        try (RockpoolDataSource dataSource = new RockpoolDataSource()) {
            dataSource.setUrl(server.url());
            dataSource.setCredentialsProvider(provider);
            dataSource.setMaxSize(3);
            List<Connection> old = takeAll(dataSource, 2);
            vault.set("second-secret");
            server.administer("ALTER ROLE rotated PASSWORD 'second-secret'");
            List<Connection> fresh = takeAll(dataSource, 1);
            assertThat(dataSource.pool().stats().createFailures())
                    .as("refused, and tried again")
                    .isZero();
            Database.execute(old.get(0), "SELECT 1");
            giveBack(old);
            giveBack(fresh);
            Waits.untilEquals(
                    "the old ones gone", 2L, () -> dataSource.pool().stats().destroyed(DestroyCause.EXPIRED));
            giveBack(takeAll(dataSource, 3));
            assertThat(dataSource.pool().stats().createFailures()).isZero();
        } finally {
            server.administer("DROP ROLE rotated");
        }
    }

    @Test
    void areAskedForOnceMoreWhenTheyAreRefused() throws SQLException {
        refuse("stale");
        CredentialsProvider provider = new CredentialsProvider() {
            @Override
            public Credentials get() {
                return new Credentials("app", "stale");
            }

            @Override
            public Credentials refresh(Credentials refused) {
                assertThat(refused.password()).isEqualTo("stale");
                return new Credentials("app", "fresh");
            }
        };
        try (RockpoolDataSource dataSource = with(provider)) {
            dataSource.getConnection().close();
            assertThat(used).containsExactly("stale", "fresh");
        }
    }

    @Test
    void areTriedOnceWhereTheyAreTheSame() {
        refuse("stale");
        try (RockpoolDataSource dataSource = with(() -> new Credentials("app", "stale"))) {
            SQLException refused = catchThrowableOfType(SQLException.class, dataSource::getConnection);
            assertThat(refused.getSQLState()).isEqualTo("28P01");
            assertThat(used).containsExactly("stale");
        }
    }

    @Test
    void areNotAskedForAgainWhenSomethingElseFails() {
        database.hook = call -> {
            if (call.name().equals("connect")) {
                used.add(database.lastProperties.getProperty("password"));
                throw new SQLException("nobody is there", "08001");
            }
            return StubDatabase.USUAL;
        };
        int[] asked = new int[1];
        try (RockpoolDataSource dataSource = with(() -> new Credentials("app", "secret" + asked[0]++))) {
            assertThatThrownBy(dataSource::getConnection).hasMessageContaining("nobody is there");
            assertThat(used).hasSize(asked[0]);
        }
    }

    @Test
    void whatAProviderThrowsIsAFailedCreation() {
        try (RockpoolDataSource dataSource = with(() -> {
            throw new IllegalStateException("the vault is sealed");
        })) {
            SQLException failure = catchThrowableOfType(SQLException.class, dataSource::getConnection);
            assertThat(failure.getSQLState()).isEqualTo("08001");
            assertThat(failure.getMessage()).contains("the vault is sealed");
        }
    }

    @Test
    void aSecretIsInNoText() {
        database.hook = call -> {
            if (call.name().equals("connect")) {
                SQLException failure = new SQLException("cannot log in with " + CANARY, "28000", 17);
                failure.setNextException(new SQLException("URL jdbc:x://app:" + CANARY + "@host/db", "08001"));
                failure.initCause(new IllegalArgumentException("password=" + CANARY));
                throw failure;
            }
            return StubDatabase.USUAL;
        };
        Credentials credentials = new Credentials("app", CANARY);
        try (RockpoolDataSource dataSource = with(() -> credentials)) {
            SQLException failure = catchThrowableOfType(SQLException.class, dataSource::getConnection);
            StringWriter text = new StringWriter();
            for (Throwable one : failure) {
                one.printStackTrace(new PrintWriter(text, true));
            }
            text.append(dataSource.pool().control().explain().toString())
                    .append(dataSource.pool().control().describe())
                    .append(dataSource.pool().health().toString())
                    .append(dataSource.toString())
                    .append(credentials.toString());
            assertThat(text.toString()).contains("cannot log in with ***").doesNotContain(CANARY);
            assertThat(failure.getErrorCode()).isEqualTo(17);
            SQLException cause = (SQLException) failure.getCause();
            assertThat(cause.getNextException().getSQLState()).isEqualTo("08001");
            assertThat(cause.getStackTrace()).isNotEmpty();
        }
    }

    @Test
    void anExceptionWithoutSecretsIsTheDriversOwn() {
        SQLException own = new SQLException("nobody is there", "08001");
        database.fail("connect", own);
        try (RockpoolDataSource dataSource = with(() -> new Credentials("app", CANARY))) {
            assertThatThrownBy(dataSource::getConnection).hasCause(own);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://h/db?user=a&password=s3cret&ssl=true jdbc:postgresql://h/db?user=a&password=***&ssl=true",
                "jdbc:mysql://app:s3cret@h:3306/db jdbc:mysql://app:***@h:3306/db",
                "jdbc:sqlserver://h;user=a;Password=s3cret;encrypt=true jdbc:sqlserver://h;user=a;Password=***;encrypt=true",
                "jdbc:oracle:thin:app/s3cret@//h:1521/x jdbc:oracle:thin:app/***@//h:1521/x",
                "jdbc:h2:mem:x;TRACE_LEVEL_FILE=0 jdbc:h2:mem:x;TRACE_LEVEL_FILE=0",
                "jdbc:x:h?sslPassword=s3cret&trustStorePassword=s3cret jdbc:x:h?sslPassword=***&trustStorePassword=***",
                "jdbc:x:h?accessToken=s3cret&authenticationPluginClassName=y jdbc:x:h?accessToken=***&authenticationPluginClassName=y",
                "jdbc:postgresql://h:5432/db jdbc:postgresql://h:5432/db",
            })
    void urlsAreShownWithoutPasswords(String url, String shown) {
        assertThat(Secrets.masked(url)).isEqualTo(shown);
    }
}
