package dev.rockpool.examples.readymade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Key;
import java.security.MessageDigest;
import java.text.SimpleDateFormat;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/** Each gives the right result, also after somebody who left in the middle. */
class ReadyMadePoolsTest {

    private static final Key KEY =
            new SecretKeySpec(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, "AES");
    private static final Key WORTHLESS = new SecretKeySpec(new byte[16], "AES");

    @Test
    void aDigestForgetsWhatTheLastHolderFedIt() throws Exception {
        try (Pool<MessageDigest> digests = ReadyMadePools.digests("SHA-256")) {
            digests.run(digest -> digest.update("canary".getBytes(UTF_8)));
            String hash = digests.<String, RuntimeException>use(
                    digest -> HexFormat.of().formatHex(digest.digest("abc".getBytes(UTF_8))));
            assertThat(hash).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
            assertThat(digests.stats().created()).isEqualTo(1);
        }
    }

    @Test
    void aMacForgetsWhatTheLastHolderFedIt() throws Exception {
        Key key = new SecretKeySpec("key".getBytes(UTF_8), "HmacSHA256");
        try (Pool<Mac> macs = ReadyMadePools.macs("HmacSHA256", key)) {
            macs.run(mac -> mac.update("canary".getBytes(UTF_8)));
            String code = macs.<String, RuntimeException>use(mac -> HexFormat.of()
                    .formatHex(mac.doFinal("The quick brown fox jumps over the lazy dog".getBytes(UTF_8))));
            assertThat(code).isEqualTo("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
            assertThat(macs.stats().created()).isEqualTo(1);
        }
    }

    @Test
    void aCipherDoesNotKeepTheKeyOfItsLastHolder() throws Exception {
        try (Pool<Cipher> ciphers = ReadyMadePools.ciphers("AES/CTR/NoPadding", WORTHLESS)) {
            byte[] text = "attack at dawn".getBytes(UTF_8);
            byte[] message = ReadyMadePools.encrypt(ciphers, KEY, text);
            byte[] leftOver = ciphers.<byte[], Exception>use(cipher -> {
                assertThat(cipher.getIV()).isNotEqualTo(Arrays.copyOf(message, 16));
                byte[] vector = cipher.getIV();
                byte[] encrypted = cipher.doFinal(text);
                return decrypted(WORTHLESS, vector, encrypted, 0);
            });
            assertThat(leftOver).as("it was the worthless key that was there").isEqualTo(text);
            assertThat(decrypted(KEY, Arrays.copyOf(message, 16), message, 16)).isEqualTo(text);
            assertThat(ciphers.stats().created()).isEqualTo(1);
        }
    }

    private static byte[] decrypted(Key key, byte[] vector, byte[] message, int from) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(vector));
        return cipher.doFinal(message, from, message.length - from);
    }

    @Test
    void whatIsDeflatedIsInflatedAlsoAfterSomebodyWhoLeftInTheMiddle() throws Exception {
        byte[] text = "the same again and again and again and again".getBytes(UTF_8);
        Deflater ended;
        try (Pool<Deflater> deflaters = ReadyMadePools.deflaters(9);
                Pool<Inflater> inflaters = ReadyMadePools.inflaters()) {
            byte[] buffer = new byte[1_000];
            ended = deflaters.use(deflater -> {
                deflater.setInput("canary".getBytes(UTF_8));
                assertThat(deflater.deflate(buffer, 0, 1)).isEqualTo(1);
                return deflater;
            });
            int length = deflaters.<Integer, RuntimeException>use(deflater -> {
                deflater.setInput(text);
                deflater.finish();
                return deflater.deflate(buffer);
            });
            inflaters.run(inflater -> inflater.setInput(buffer, 0, length / 2));
            byte[] back = new byte[text.length];
            inflaters.run(inflater -> {
                inflater.setInput(buffer, 0, length);
                assertThat(inflater.inflate(back)).isEqualTo(text.length);
            });
            assertThat(back).isEqualTo(text);
        }
        assertThatExceptionOfType(NullPointerException.class)
                .as("closed with the pool")
                .isThrownBy(() -> ended.deflate(new byte[9]));
    }

    @Test
    void aDocumentBuilderParsesAndRefusesEntities() throws Exception {
        try (Pool<DocumentBuilder> builders = ReadyMadePools.documentBuilders()) {
            builders.run(builder -> builder.setErrorHandler(new DefaultHandler()));
            assertThatExceptionOfType(SAXParseException.class)
                    .isThrownBy(() -> builders.run(builder -> builder.parse(
                            new InputSource(new StringReader("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>")))));
            String name = builders.<String, Exception>use(
                    builder -> builder.parse(new ByteArrayInputStream("<a><b/></a>".getBytes(UTF_8)))
                            .getDocumentElement()
                            .getNodeName());
            assertThat(name).isEqualTo("a");
            assertThat(builders.stats().created()).isEqualTo(1);
        }
    }

    @Test
    void anXmlReaderForgetsTheHandlerOfItsLastHolder() throws Exception {
        try (Pool<XMLReader> readers = ReadyMadePools.xmlReaders()) {
            AtomicInteger elements = new AtomicInteger();
            DefaultHandler counter = new DefaultHandler() {
                @Override
                public void startElement(String uri, String localName, String name, Attributes attributes) {
                    elements.incrementAndGet();
                }
            };
            readers.run(reader -> {
                reader.setContentHandler(counter);
                reader.parse(new InputSource(new StringReader("<a><b/></a>")));
            });
            readers.run(reader -> {
                assertThat(reader.getContentHandler()).isNotSameAs(counter);
                reader.parse(new InputSource(new StringReader("<a><b/></a>")));
            });
            assertThat(elements).hasValue(2);
            assertThat(readers.stats().created()).isEqualTo(1);
        }
    }

    @Test
    @SuppressWarnings("JavaUtilDate")
    void aDateFormatHasItsZoneAndPatternBack() throws Exception {
        try (Pool<SimpleDateFormat> formats = ReadyMadePools.dateFormats("yyyy-MM-dd HH:mm")) {
            formats.run(format -> {
                format.setTimeZone(TimeZone.getTimeZone("Asia/Tokyo"));
                format.applyPattern("yy");
                format.setLenient(true);
            });
            formats.run(format -> {
                assertThat(format.format(new Date(0))).isEqualTo("1970-01-01 00:00");
                assertThat(format.isLenient()).isFalse();
            });
            assertThat(formats.stats().created()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionIsKeptWhileItWorksAndThrownAwayWhenItDoesNot() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> serve(server));
            serving.setDaemon(true);
            serving.start();
            InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
            try (Pool<Socket> sockets = ReadyMadePools.sockets(address, 2)) {
                for (int i = 0; i < 3; i++) {
                    String answer = sockets.<String, IOException>use(socket -> ReadyMadePools.ask(socket, "hello"));
                    assertThat(answer).isEqualTo("you said hello");
                }
                assertThat(sockets.stats().created()).isEqualTo(1);
                assertThatIOException()
                        .isThrownBy(() -> sockets.<String, IOException>use(socket -> ReadyMadePools.ask(socket, "BYE")))
                        .withMessage("the server hung up");
                Awaitility.await()
                        .untilAsserted(() -> assertThat(sockets.stats().destroyed(DestroyCause.INVALIDATED))
                                .isEqualTo(1));
                try (Lease<Socket> next = sockets.acquire()) {
                    assertThat(ReadyMadePools.ask(next.get(), "PING")).isEqualTo("PONG");
                }
            }
        }
    }

    /** Serves one connection after the other until the server is closed. */
    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                StringBuilder line = new StringBuilder();
                for (int next = client.getInputStream().read();
                        next >= 0;
                        next = client.getInputStream().read()) {
                    if (next != '\n') {
                        line.append((char) next);
                        continue;
                    }
                    if (line.toString().equals("BYE")) {
                        break;
                    }
                    String answer = line.toString().equals("PING") ? "PONG\n" : "you said " + line + "\n";
                    client.getOutputStream().write(answer.getBytes(UTF_8));
                    line.setLength(0);
                }
            } catch (IOException closed) {
                // The next one, if it was the client that hung up.
            }
        }
    }
}
