package dev.rockpool.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link MemoryPools}. A setter rejects a bad value at once, {@link #build()} checks the settings against each other.
 *
 * <p>Not safe for use by several threads at once. It may be used again: each {@link #build()} makes other pools.
 */
public final class MemoryPoolsBuilder {

    /** How many buffers of a size are kept. */
    record SizeClass(int count, int bytes) {}

    /** How many of a kind that can grow are kept, and which. */
    record Growing(int count, int capacity, int keptUpTo) {}

    /** How many are made at the start. */
    record Warm(int buffers, int builders, int maps) {}

    private static final List<SizeClass> LARGER =
            List.of(new SizeClass(50, 4_096), new SizeClass(25, 16_384), new SizeClass(10, 65_536));

    private String name = "memory";
    private SizeClass buffers = new SizeClass(100, 1_024);
    private @Nullable List<SizeClass> larger;
    private int builderCount = 50;
    private int builderChars = 256;
    private @Nullable Integer buildersUpTo;
    private int mapCount = 25;
    private int mapEntries = 16;
    private @Nullable Integer mapsUpTo;
    private Warm warm = new Warm(50, 25, 10);
    private boolean zeroesOnReturn;

    MemoryPoolsBuilder() {}

    /**
     * What the names of the pools begin with, as in {@code memory-buffers-1024}. Default {@code memory}.
     *
     * @param name not blank, without control characters
     * @return this builder
     */
    public MemoryPoolsBuilder name(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank, was \"" + name + "\"");
        }
        this.name = name;
        return this;
    }

    /**
     * How many of the smallest buffers are kept, of those on the heap, those outside of it, and arrays each, and how large
     * they are. Default 100 of 1,024 bytes.
     *
     * @param count 1 or more
     * @param bytes 1 or more
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public MemoryPoolsBuilder buffers(int count, int bytes) {
        this.buffers = new SizeClass(atLeast(1, "buffer count", count), atLeast(1, "buffer bytes", bytes));
        return this;
    }

    /**
     * One larger size of buffers, for {@link MemoryPools#buffer}, {@link MemoryPools#directBuffer} and
     * {@link MemoryPools#array}: how many are kept of each, and how large they are. May be called for several sizes. Default
     * 50 of 4,096 bytes, 25 of 16,384 and 10 of 65,536; the first call takes the place of all three.
     *
     * @param count 1 or more
     * @param bytes more than the smallest buffers have
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public MemoryPoolsBuilder largerBuffers(int count, int bytes) {
        List<SizeClass> sizes = larger;
        if (sizes == null) {
            sizes = new ArrayList<>();
            larger = sizes;
        }
        sizes.add(new SizeClass(
                atLeast(1, "count of larger buffers", count), atLeast(1, "bytes of larger buffers", bytes)));
        return this;
    }

    /**
     * How many string builders are kept, and how many characters a new one can hold before it grows. Default 50 of 256.
     *
     * @param count 1 or more
     * @param chars 0 or more
     * @return this builder
     * @throws IllegalArgumentException if out of that range
     */
    public MemoryPoolsBuilder builders(int count, int chars) {
        this.builderCount = atLeast(1, "builder count", count);
        this.builderChars = atLeast(0, "builder chars", chars);
        return this;
    }

    /**
     * Up to which capacity a string builder is kept when it comes back. Default four times that of a new one.
     *
     * @param chars not less than a new one has
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public MemoryPoolsBuilder keepBuildersUpTo(int chars) {
        this.buildersUpTo = atLeast(0, "largest builder", chars);
        return this;
    }

    /**
     * How many maps are kept, and how many entries a new one can hold before it grows. Default 25 of 16.
     *
     * @param count 1 or more
     * @param entries 0 or more
     * @return this builder
     * @throws IllegalArgumentException if out of that range
     */
    public MemoryPoolsBuilder maps(int count, int entries) {
        this.mapCount = atLeast(1, "map count", count);
        this.mapEntries = atLeast(0, "map entries", entries);
        return this;
    }

    /**
     * Up to how many entries, at any time of its life, a map is kept when it comes back. Default four times those that a new
     * one can hold.
     *
     * @param entries not less than a new one can hold
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public MemoryPoolsBuilder keepMapsUpTo(int entries) {
        this.mapsUpTo = atLeast(0, "largest map", entries);
        return this;
    }

    /**
     * How many {@link MemoryPools#warmUp()} makes, at most as many as are kept. Default 50, 25 and 10.
     *
     * @param buffers how many of the smallest buffers on the heap, 0 or more
     * @param builders how many string builders, 0 or more
     * @param maps how many maps, 0 or more
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public MemoryPoolsBuilder warm(int buffers, int builders, int maps) {
        this.warm = new Warm(
                atLeast(0, "warm buffers", buffers),
                atLeast(0, "warm builders", builders),
                atLeast(0, "warm maps", maps));
        return this;
    }

    /**
     * Whether all bytes of a buffer or an array, and all characters of a builder, are overwritten with zeros when it comes
     * back, before anybody else can have it, and when the pool lets go of it otherwise. For secrets. It costs time in
     * proportion to the capacity. What a builder left behind when it grew stays on the heap until the collector takes it; so
     * make new ones large enough. Default false.
     *
     * @param zeroOnReturn true for zeros
     * @return this builder
     */
    public MemoryPoolsBuilder zeroOnReturn(boolean zeroOnReturn) {
        this.zeroesOnReturn = zeroOnReturn;
        return this;
    }

    /**
     * Takes over what text says; see {@code docs/guide.md} for the keys. With the prefix {@code rockpool.memory}, the key
     * {@code rockpool.memory.buffer-count} sets how many buffers are kept. Keys that are not there change nothing, and keys
     * that are not under the prefix are left alone.
     *
     * @param text keys and values
     * @param prefix what the keys begin with, without the last dot
     * @return this builder
     * @throws IllegalArgumentException if a key under the prefix is unknown, or a value cannot be read or is out of its range
     */
    public MemoryPoolsBuilder read(Map<String, String> text, String prefix) {
        new MemoryText(this).read(text, prefix);
        return this;
    }

    /**
     * Makes the pools, empty. Does not block.
     *
     * @return new pools
     * @throws IllegalArgumentException if settings contradict each other
     */
    public MemoryPools build() {
        return new MemoryPools(this);
    }

    String name() {
        return name;
    }

    SizeClass smallest() {
        return buffers;
    }

    List<SizeClass> sizeClasses() {
        List<SizeClass> all = new ArrayList<>(List.of(buffers));
        for (SizeClass size : larger == null ? LARGER : larger) {
            if (size.bytes() > buffers.bytes()) {
                all.add(size);
            } else if (larger != null) {
                throw new IllegalArgumentException("larger buffers must have more than " + buffers.bytes()
                        + " bytes, which the smallest have, was " + size.bytes());
            }
        }
        all.sort(Comparator.comparingInt(SizeClass::bytes));
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i).bytes() == all.get(i - 1).bytes()) {
                throw new IllegalArgumentException("each size of buffers must be set once, was set twice: "
                        + all.get(i).bytes() + " bytes");
            }
        }
        return List.copyOf(all);
    }

    Growing builders() {
        return growing("builder", "characters", builderCount, builderChars, buildersUpTo);
    }

    Growing maps() {
        return growing("map", "entries", mapCount, mapEntries, mapsUpTo);
    }

    Warm warm() {
        return warm;
    }

    boolean zeroesOnReturn() {
        return zeroesOnReturn;
    }

    private static Growing growing(String kind, String unit, int count, int capacity, @Nullable Integer upTo) {
        int largest = upTo == null ? (int) Math.min(Integer.MAX_VALUE, 4L * Math.max(capacity, 1)) : upTo;
        if (largest < capacity) {
            throw new IllegalArgumentException("a new " + kind + " can hold " + capacity + " " + unit
                    + ", and would not be kept with a limit of " + largest + "; raise the limit");
        }
        return new Growing(count, capacity, largest);
    }

    private static int atLeast(int least, String what, int value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be " + least + " or more, was " + value);
        }
        return value;
    }
}
