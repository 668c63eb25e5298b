package dev.rockpool.examples.readymade;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.text.SimpleDateFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.TimeZone;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Pools of objects that people keep for reuse by hand, often in a thread-local: none is thread-safe, and each is clean again
 * after a reset. All but the sockets cost memory and processor only, so their pools never wait.
 */
public final class ReadyMadePools {

    private ReadyMadePools() {}

    // @start region="never-waiting"
    /** A pool that makes one more object when all are out, on the thread that asks, and keeps as many as there are processors. */
    private static <T> PoolBuilder<T> neverWaiting(Lifecycle<T> lifecycle) {
        return Pool.builder(lifecycle)
                .maxSize(Runtime.getRuntime().availableProcessors())
                .creation(Creation.CALLER)
                .whenExhausted(WhenExhausted.OVERFLOW);
    }
    // @end

    /**
     * Digests.
     *
     * @param algorithm such as {@code SHA-256}
     * @return a new pool
     */
    // @start region="digests"
    public static Pool<MessageDigest> digests(String algorithm) {
        return neverWaiting(() -> MessageDigest.getInstance(algorithm))
                .onReset(MessageDigest::reset)
                .build();
    }
    // @end

    /**
     * Message authentication codes of one key.
     *
     * @param algorithm such as {@code HmacSHA256}
     * @param key the key; each object keeps it
     * @return a new pool
     */
    // @start region="macs"
    public static Pool<Mac> macs(String algorithm, Key key) {
        return neverWaiting(() -> {
                    Mac mac = Mac.getInstance(algorithm);
                    mac.init(key); // once for each object: a pool for each key
                    return mac;
                })
                .onReset(Mac::reset)
                .build();
    }
    // @end

    /**
     * Ciphers. The holder calls {@code init} with the key and a fresh initialization vector. A cipher keeps the key of its
     * last holder until the next {@code init}, as the JDK has no way to clear it; so the reset gives it a key that is worth
     * nothing.
     *
     * @param transformation such as {@code AES/CTR/NoPadding}
     * @param worthless a key of the right kind that protects nothing
     * @return a new pool
     */
    // @start region="ciphers"
    public static Pool<Cipher> ciphers(String transformation, Key worthless) {
        return neverWaiting(() -> Cipher.getInstance(transformation))
                .onReset(cipher -> cipher.init(Cipher.ENCRYPT_MODE, worthless))
                .build();
    }
    // @end

    /**
     * Compressors. Their memory is outside of the heap, so the pool frees it.
     *
     * @param level of compression, 0 to 9
     * @return a new pool
     */
    // @start region="deflaters"
    public static Pool<Deflater> deflaters(int level) {
        return neverWaiting(() -> new Deflater(level))
                .onReset(Deflater::reset)
                .onDestroy(Deflater::end)
                .build();
    }

    /**
     * Decompressors, the same way.
     *
     * @return a new pool
     */
    public static Pool<Inflater> inflaters() {
        return neverWaiting(Inflater::new)
                .onReset(Inflater::reset)
                .onDestroy(Inflater::end)
                .build();
    }
    // @end

    /**
     * Parsers that build a document, and refuse document type declarations.
     *
     * @return a new pool
     */
    // @start region="document-builders"
    public static Pool<DocumentBuilder> documentBuilders() {
        return neverWaiting(() -> {
                    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
                    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
                    return factory.newDocumentBuilder();
                })
                .onReset(DocumentBuilder::reset)
                .build();
    }
    // @end

    /**
     * Parsers that call a handler, and refuse document type declarations. What the last holder set is taken away on return: a
     * handler is a reference into its code.
     *
     * @return a new pool
     */
    // @start region="xml-readers"
    public static Pool<XMLReader> xmlReaders() {
        return neverWaiting(() -> {
                    SAXParserFactory factory = SAXParserFactory.newInstance();
                    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
                    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
                    return factory.newSAXParser().getXMLReader();
                })
                .onReset(reader -> {
                    DefaultHandler nobody = new DefaultHandler();
                    reader.setContentHandler(nobody);
                    reader.setErrorHandler(nobody);
                    reader.setEntityResolver(nobody);
                    reader.setDTDHandler(nobody);
                })
                .build();
    }
    // @end

    /**
     * Date formats, for code that cannot use {@link java.time.format.DateTimeFormatter}, which is thread-safe and needs no
     * pool. The holder may change the zone; the reset puts it back.
     *
     * @param pattern the pattern
     * @return a new pool
     */
    // @start region="date-formats"
    @SuppressWarnings("JavaUtilDate") // legacy is what this is for
    public static Pool<SimpleDateFormat> dateFormats(String pattern) {
        SimpleDateFormat model = new SimpleDateFormat(pattern, Locale.ROOT);
        model.setTimeZone(TimeZone.getTimeZone("UTC"));
        model.setLenient(false);
        return neverWaiting(() -> (SimpleDateFormat) model.clone())
                .onReset(format -> {
                    format.applyPattern(pattern);
                    format.setTimeZone(TimeZone.getTimeZone("UTC"));
                    format.setLenient(false);
                })
                .build();
    }
    // @end

    /**
     * Open connections to one server that answers a line {@code PING}. A connection that was idle for a second is asked
     * before it is used, one on which a request failed is thrown away, and one that nobody needed for a minute is closed.
     *
     * @param server the address
     * @param size how many at most; more than these wait
     * @return a new pool
     */
    // @start region="sockets"
    public static Pool<Socket> sockets(InetSocketAddress server, int size) {
        return Pool.builder(() -> new Socket(server.getAddress(), server.getPort()))
                .maxSize(size)
                .validateWith(socket -> ask(socket, "PING").equals("PONG"))
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(1)))
                .invalidateOn(IOException.class::isInstance)
                .maxIdleTime(Duration.ofMinutes(1))
                .build();
    }

    /**
     * Sends a line and reads the line that answers it.
     *
     * @param socket a connection that nobody else uses meanwhile
     * @param line what to say
     * @return the answer
     * @throws IOException if the connection is broken
     */
    public static String ask(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        StringBuilder answer = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next != '\n';
                next = socket.getInputStream().read()) {
            if (next < 0) {
                throw new IOException("the server hung up");
            }
            answer.append((char) next);
        }
        return answer.toString();
    }
    // @end

    /**
     * One use of a pooled cipher: the initialization vector is fresh, as it must be.
     *
     * @param ciphers pool of AES/CTR ciphers
     * @param key the key
     * @param text what to encrypt
     * @return the vector and after it the encrypted text
     * @throws GeneralSecurityException if the key does not fit
     * @throws InterruptedException if the thread is interrupted on entry
     */
    // @start region="cipher-use"
    public static byte[] encrypt(Pool<Cipher> ciphers, Key key, byte[] text)
            throws GeneralSecurityException, InterruptedException {
        return ciphers.<byte[], GeneralSecurityException>use(cipher -> {
            cipher.init(Cipher.ENCRYPT_MODE, key); // makes a random vector
            byte[] vector = cipher.getIV();
            byte[] secret = cipher.doFinal(text);
            byte[] message = Arrays.copyOf(vector, vector.length + secret.length);
            System.arraycopy(secret, 0, message, vector.length, secret.length);
            return message;
        });
    }
    // @end
}
