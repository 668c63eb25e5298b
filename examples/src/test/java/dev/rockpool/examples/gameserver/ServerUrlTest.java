package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the proxy gets in between. */
class ServerUrlTest {

    private static final InetSocketAddress PROXY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db.example.org/orders,      db.example.org:5432, jdbc:postgresql://127.0.0.1:4711/orders",
        "jdbc:postgresql://db:15432/o?ssl=true&x=a@b,  db:15432,            jdbc:postgresql://127.0.0.1:4711/o?ssl=true&x=a@b",
        "jdbc:postgresql://[::1]:5433/orders,          [::1]:5433,          jdbc:postgresql://127.0.0.1:4711/orders",
        "jdbc:mysql://app:s3cret@db/orders,            db:3306,             jdbc:mysql://app:s3cret@127.0.0.1:4711/orders",
        "jdbc:mariadb://db,                            db:3306,             jdbc:mariadb://127.0.0.1:4711",
        "jdbc:h2:tcp://db/~/orders;X=Y,                db:9092,             jdbc:h2:tcp://127.0.0.1:4711/~/orders;X=Y",
        "jdbc:sqlserver://db:1433;encrypt=true,        db:1433,             jdbc:sqlserver://127.0.0.1:4711;encrypt=true",
    })
    void theHostIsReplaced(String url, String server, String proxied) {
        ServerUrl parts = ServerUrl.parse(url).orElseThrow();
        assertThat(parts).hasToString(server);
        assertThat(parts.at(PROXY)).isEqualTo(proxied);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql:orders",
                "jdbc:postgresql:///orders",
                "jdbc:postgresql://one,two/orders",
                "jdbc:postgresql://one:1,two:2/orders",
                "jdbc:postgresql://db:70000/orders",
                "jdbc:sqlserver://db;encrypt=true", // no usual port is known
                "jdbc:h2:mem:orders",
            })
    void withoutOneHostThereIsNoPlaceForAProxy(String url) {
        assertThat(ServerUrl.parse(url)).isEmpty();
    }
}
