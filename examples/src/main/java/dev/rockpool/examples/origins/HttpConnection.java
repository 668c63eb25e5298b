package dev.rockpool.examples.origins;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * An open connection to a web server, kept alive from one request to the next. The protocol is that of Apache HttpCore, which
 * leaves it to its user to keep connections; clients such as Apache HttpClient, OkHttp and that of the JDK have pools of their
 * own. Not thread-safe.
 */
final class HttpConnection implements AutoCloseable {

    /**
     * What the server said.
     *
     * @param canGoOn whether the connection may be used again
     */
    record Response(int status, String body, boolean canGoOn) {}

    private static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();

    private final URI server;
    private final DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(Http1Config.DEFAULT);

    HttpConnection(URI server) throws IOException {
        this.server = server;
        connection.bind(new Socket(server.getHost(), server.getPort()));
    }

    Response get(String path) throws IOException {
        ClassicHttpRequest request = new BasicClassicHttpRequest("GET", path);
        request.setHeader(HttpHeaders.HOST, server.getAuthority());
        HttpCoreContext context = HttpCoreContext.create();
        try (ClassicHttpResponse response = EXECUTOR.execute(request, connection, context)) {
            String body = response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity());
            boolean canGoOn = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
            return new Response(response.getCode(), body, canGoOn);
        } catch (HttpException e) {
            throw new IOException("the server does not speak HTTP: " + e.getMessage(), e);
        }
    }

    /** Neither the end of the stream nor an answer that nobody asked for has arrived. Takes a millisecond. */
    boolean isOpen() throws IOException {
        return connection.isOpen() && !connection.isStale();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
