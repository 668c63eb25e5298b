package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolListener;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProperResourceManagementTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void filesAndSocketsAreClosedWhenItComesBack(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "hello\nworld");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try (Pool<ProperResourceManagement> pool = Pool.builder(ProperResourceManagement::new)
                .validateOnReturn(true)
                .build()) {
            URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/nothing");
            ProperResourceManagement used = pool.use(object -> {
                assertThat(object.processFile(file)).isEqualTo("HELLO\nWORLD");
                assertThat(object.makeRequest(address)).startsWith("HTTP/1.1 404");
                assertThat(object.openResources()).isEqualTo(2);
                return object;
            });
            assertThat(used.openResources()).isZero();
            assertThat(pool.stats().idle()).as("it was kept").isEqualTo(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void oneThatFailsToCloseDoesNotKeepTheOthersOpen() {
        ProperResourceManagement object = new ProperResourceManagement();
        object.hold(resource("first"));
        object.hold(broken("second"));
        object.hold(resource("third"));
        object.hold(broken("fourth"));

        assertThatIOException()
                .isThrownBy(object::reset)
                .withMessage("fourth cannot be closed")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("second cannot be closed"));
        assertThat(closed).containsExactly("fourth", "third", "second", "first");
        assertThat(object.openResources()).isZero();
    }

    @Test
    void thePoolDestroysAnObjectWhoseResetFailsAndItsUserSeesNothing() throws Exception {
        CompletableFuture<Throwable> heard = new CompletableFuture<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void resetFailed(String pool, Throwable cause) {
                heard.complete(cause);
            }
        };
        try (Pool<ProperResourceManagement> pool =
                Pool.builder(ProperResourceManagement::new).listener(listener).build()) {
            pool.run(object -> object.hold(broken("first")));

            assertThat(heard.get(30, TimeUnit.SECONDS)).hasMessage("first cannot be closed");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(pool.stats().destroyed(DestroyCause.RESET_FAILED))
                            .isEqualTo(1));
            assertThat(pool.stats().resetFailures()).isEqualTo(1);
            pool.run(object -> assertThat(object.openResources()).isZero());
        }
    }

    private Closeable resource(String name) {
        return () -> closed.add(name);
    }

    private Closeable broken(String name) {
        return () -> {
            closed.add(name);
            throw new IOException(name + " cannot be closed");
        };
    }
}
