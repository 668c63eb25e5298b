package dev.rockpool.memory;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The settings of memory pools as text. */
final class MemoryText {

    private static final List<String> KEYS = List.of(
            "name",
            "buffer-count",
            "buffer-bytes",
            "larger-buffers",
            "builder-count",
            "builder-chars",
            "keep-builders-up-to",
            "map-count",
            "map-entries",
            "keep-maps-up-to",
            "warm-buffers",
            "warm-builders",
            "warm-maps",
            "zero-on-return");

    private final MemoryPoolsBuilder builder;

    MemoryText(MemoryPoolsBuilder builder) {
        this.builder = builder;
    }

    void read(Map<String, String> text, String prefix) {
        Map<String, String> ours = new TreeMap<>();
        text.forEach((key, value) -> {
            if (key.startsWith(prefix + ".")) {
                ours.put(key.substring(prefix.length() + 1), value.strip());
            }
        });
        for (String key : ours.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(prefix + "." + key + " is not a setting of memory pools; these are: "
                        + String.join(", ", KEYS));
            }
        }
        Values values = new Values(ours, prefix);
        if (ours.containsKey("name")) {
            builder.name(values.text("name"));
        }
        builder.buffers(
                values.number("buffer-count", builder.smallest().count()),
                values.number("buffer-bytes", builder.smallest().bytes()));
        if (ours.containsKey("larger-buffers")) {
            readSizes(values);
        }
        MemoryPoolsBuilder.Growing texts = builder.builders();
        builder.builders(
                values.number("builder-count", texts.count()), values.number("builder-chars", texts.capacity()));
        if (ours.containsKey("keep-builders-up-to")) {
            builder.keepBuildersUpTo(values.number("keep-builders-up-to", 0));
        }
        MemoryPoolsBuilder.Growing maps = builder.maps();
        builder.maps(values.number("map-count", maps.count()), values.number("map-entries", maps.capacity()));
        if (ours.containsKey("keep-maps-up-to")) {
            builder.keepMapsUpTo(values.number("keep-maps-up-to", 0));
        }
        MemoryPoolsBuilder.Warm warm = builder.warm();
        builder.warm(
                values.number("warm-buffers", warm.buffers()),
                values.number("warm-builders", warm.builders()),
                values.number("warm-maps", warm.maps()));
        if (ours.containsKey("zero-on-return")) {
            builder.zeroOnReturn(values.isTrue("zero-on-return"));
        }
    }

    /** A list such as {@code 50 x 4096, 25 x 16384}. */
    private void readSizes(Values values) {
        for (String size : values.text("larger-buffers").split(",", -1)) {
            String[] parts = size.split("x", -1);
            if (parts.length != 2) {
                throw values.bad("larger-buffers", "a list such as 50 x 4096, 25 x 16384");
            }
            builder.largerBuffers(values.parsed("larger-buffers", parts[0]), values.parsed("larger-buffers", parts[1]));
        }
    }

    /** What is under the prefix. */
    private record Values(Map<String, String> map, String prefix) {

        String text(String key) {
            return map.getOrDefault(key, "");
        }

        int number(String key, int otherwise) {
            return map.containsKey(key) ? parsed(key, text(key)) : otherwise;
        }

        int parsed(String key, String number) {
            try {
                return Integer.parseInt(number.strip());
            } catch (NumberFormatException e) {
                throw bad(key, "a whole number");
            }
        }

        boolean isTrue(String key) {
            return switch (text(key)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw bad(key, "true or false");
            };
        }

        IllegalArgumentException bad(String key, String rule) {
            return new IllegalArgumentException(
                    prefix + "." + key + " must be " + rule + ", was \"" + text(key) + "\"");
        }
    }
}
