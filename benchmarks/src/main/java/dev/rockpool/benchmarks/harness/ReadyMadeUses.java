package dev.rockpool.benchmarks.harness;

import com.sun.net.httpserver.HttpServer;
import dev.rockpool.Pool;
import dev.rockpool.Work;
import dev.rockpool.examples.origins.HttpClientPool;
import dev.rockpool.examples.readymade.ReadyMadePools;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.MessageDigest;
import java.text.SimpleDateFormat;
import java.util.Arrays;
import java.util.Date;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.XMLReader;

/** One kind of object that people pool by hand: a small use of a pooled one, and the same use of one made for it. */
public final class ReadyMadeUses implements AutoCloseable {

    private static final byte[] TEXT = new byte[64];
    private static final byte[] KILOBYTE = kilobyte();
    private static final byte[] XML = "<order id='7'><item>parser</item></order>".getBytes(StandardCharsets.UTF_8);
    private static final Key KEY = new SecretKeySpec(Arrays.copyOf(new byte[] {1}, 16), "AES");
    private static final Key WORTHLESS = new SecretKeySpec(new byte[16], "AES");
    private static final String NO_DTD = "http://apache.org/xml/features/disallow-doctype-decl";
    private static final String PATTERN = "yyyy-MM-dd HH:mm:ss";
    private static final int ONE = 1;

    private final Callable<Object> pooled;
    private final Callable<Object> madeAnew;
    private final Runnable closePool;
    private final Closeable server;

    private ReadyMadeUses(Callable<Object> pooled, Callable<Object> madeAnew, Runnable closePool, Closeable server) {
        this.pooled = pooled;
        this.madeAnew = madeAnew;
        this.closePool = closePool;
        this.server = server;
    }

    private static <T> ReadyMadeUses of(Pool<T> pool, Callable<T> make, Work<T, Object, Exception> use) {
        return new ReadyMadeUses(() -> pool.use(use), () -> use.with(make.call()), pool::close, () -> {});
    }

    /**
     * The uses of one kind.
     *
     * @param kind its name
     * @return the uses; close them
     * @throws Exception if no object or server can be made
     */
    public static ReadyMadeUses of(String kind) throws Exception {
        return switch (kind) {
            case "digest" ->
                of(
                        ReadyMadePools.digests("SHA-256"),
                        () -> MessageDigest.getInstance("SHA-256"),
                        digest -> digest.digest(TEXT));
            case "mac" -> macs();
            case "cipher" ->
                of(
                        ReadyMadePools.ciphers("AES/CTR/NoPadding", WORTHLESS),
                        () -> Cipher.getInstance("AES/CTR/NoPadding"),
                        cipher -> {
                            cipher.init(Cipher.ENCRYPT_MODE, KEY);
                            return cipher.doFinal(TEXT);
                        });
            case "deflater" -> deflaters();
            case "inflater" -> inflaters();
            case "document-builder" ->
                of(
                        ReadyMadePools.documentBuilders(),
                        ReadyMadeUses::documentBuilder,
                        builder -> builder.parse(new ByteArrayInputStream(XML)));
            case "xml-reader" ->
                of(ReadyMadePools.xmlReaders(), ReadyMadeUses::xmlReader, reader -> {
                    reader.parse(new InputSource(new ByteArrayInputStream(XML)));
                    return reader;
                });
            case "date-format" -> dateFormats();
            case "socket" -> sockets();
            case "http" -> http();
            default -> throw new IllegalArgumentException("no such kind: " + kind);
        };
    }

    /** Half of it can be compressed. */
    private static byte[] kilobyte() {
        byte[] bytes = new byte[1_024];
        new Random(1).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = 'a';
        }
        return bytes;
    }

    private static ReadyMadeUses macs() {
        Callable<Mac> make = () -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(KEY);
            return mac;
        };
        return of(ReadyMadePools.macs("HmacSHA256", KEY), make, mac -> mac.doFinal(TEXT));
    }

    private static int deflate(Deflater deflater, byte[] compressed) {
        deflater.setInput(KILOBYTE);
        deflater.finish();
        return deflater.deflate(compressed);
    }

    private static ReadyMadeUses deflaters() {
        byte[] compressed = new byte[2_048];
        Pool<Deflater> pool = ReadyMadePools.deflaters(Deflater.BEST_SPEED);
        return new ReadyMadeUses(
                () -> pool.<Integer, RuntimeException>use(deflater -> deflate(deflater, compressed)),
                () -> {
                    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
                    try {
                        return deflate(deflater, compressed);
                    } finally {
                        deflater.end();
                    }
                },
                pool::close,
                () -> {});
    }

    private static ReadyMadeUses inflaters() {
        byte[] compressed = new byte[2_048];
        Deflater deflater = new Deflater();
        int length = deflate(deflater, compressed);
        deflater.end();
        byte[] inflated = new byte[KILOBYTE.length];
        Work<Inflater, Integer, Exception> inflate = inflater -> {
            inflater.setInput(compressed, 0, length);
            return inflater.inflate(inflated);
        };
        Pool<Inflater> pool = ReadyMadePools.inflaters();
        return new ReadyMadeUses(
                () -> pool.use(inflate),
                () -> {
                    Inflater inflater = new Inflater();
                    try {
                        return inflate.with(inflater);
                    } finally {
                        inflater.end();
                    }
                },
                pool::close,
                () -> {});
    }

    private static DocumentBuilder documentBuilder() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(NO_DTD, true);
        return factory.newDocumentBuilder();
    }

    private static XMLReader xmlReader() throws Exception {
        SAXParserFactory factory = SAXParserFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature(NO_DTD, true);
        return factory.newSAXParser().getXMLReader();
    }

    @SuppressWarnings("JavaUtilDate") // legacy is what this is about
    private static ReadyMadeUses dateFormats() {
        Date date = new Date(0);
        return of(
                ReadyMadePools.dateFormats(PATTERN),
                () -> {
                    SimpleDateFormat format = new SimpleDateFormat(PATTERN, Locale.ROOT);
                    format.setTimeZone(TimeZone.getTimeZone("UTC"));
                    return format;
                },
                format -> format.format(date));
    }

    private static ReadyMadeUses sockets() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(() -> answerAll(server), "pong");
        serving.setDaemon(true);
        serving.start();
        InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        Pool<Socket> pool = ReadyMadePools.sockets(address, ONE);
        return new ReadyMadeUses(
                () -> pool.<String, IOException>use(socket -> ReadyMadePools.ask(socket, "PING")),
                () -> {
                    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                        return ReadyMadePools.ask(socket, "PING");
                    }
                },
                pool::close,
                server);
    }

    /** Serves one connection after the other, as there is one client. */
    private static void answerAll(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                byte[] pong = "PONG\n".getBytes(StandardCharsets.US_ASCII);
                for (int next = client.getInputStream().read();
                        next >= 0;
                        next = client.getInputStream().read()) {
                    if (next == '\n') {
                        client.getOutputStream().write(pong);
                    }
                }
            } catch (IOException closed) {
                // The next one, if it was the client that hung up.
            }
        }
    }

    private static ReadyMadeUses http() throws IOException {
        // Else a kept connection waits 40 ms for each answer, as the server sends it in two packets.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + "/");
        HttpClientPool client = new HttpClientPool(ONE);
        return new ReadyMadeUses(
                () -> client.get(address), () -> HttpClientPool.getOnce(address), client::close, () -> server.stop(0));
    }

    /**
     * Uses a pooled object.
     *
     * @return what came of it
     * @throws Exception if the use fails
     */
    public Object pooled() throws Exception {
        return pooled.call();
    }

    /**
     * Makes an object and uses it.
     *
     * @return what came of it
     * @throws Exception if the use fails
     */
    public Object madeAnew() throws Exception {
        return madeAnew.call();
    }

    @Override
    public void close() throws IOException {
        closePool.run();
        server.close();
    }
}
