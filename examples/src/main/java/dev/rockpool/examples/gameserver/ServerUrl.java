package dev.rockpool.examples.gameserver;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL with one host in it, taken apart. It may have a password in it, which its {@code toString} leaves out.
 *
 * @param before the part before the host
 * @param host the host
 * @param port the port
 * @param after the part after the port
 */
record ServerUrl(String before, String host, int port, String after) {

    private static final Map<String, String> USUAL_PORTS =
            Map.of("postgresql", "5432", "mysql", "3306", "mariadb", "3306", "h2", "9092");

    /** {@code jdbc:product://user:password@host:port/…}; several hosts have commas between them. */
    private static final Pattern FORM = Pattern.compile(
            "(jdbc:([a-z0-9]+):(?:[a-z]+:)?//(?:[^/?@]*@)?)(\\[[^]]+]|[^\\[/?;:,@]+)(?::(\\d{1,5}))?((?:[/?;].*)?)");

    /** The parts; empty if there is not one host, or no port and none that is usual. */
    static Optional<ServerUrl> parse(String url) {
        Matcher matcher = FORM.matcher(url);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String port = matcher.group(4) != null ? matcher.group(4) : USUAL_PORTS.get(matcher.group(2));
        if (port == null || Integer.parseInt(port) > 65_535) {
            return Optional.empty();
        }
        return Optional.of(new ServerUrl(matcher.group(1), matcher.group(3), Integer.parseInt(port), matcher.group(5)));
    }

    /** Where the server is; unresolved if nobody knows the host. */
    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    /** The same URL, but for another address. */
    String at(InetSocketAddress other) {
        return before + other.getAddress().getHostAddress() + ":" + other.getPort() + after;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
