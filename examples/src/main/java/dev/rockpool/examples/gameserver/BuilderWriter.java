package dev.rockpool.examples.gameserver;

import java.io.Writer;

/** Lets a library that wants a {@link Writer} write into a builder that somebody else owns. */
final class BuilderWriter extends Writer {

    private final StringBuilder builder;

    BuilderWriter(StringBuilder builder) {
        this.builder = builder;
    }

    @Override
    public void write(char[] source, int offset, int length) {
        builder.append(source, offset, length);
    }

    @Override
    public void write(String source, int offset, int length) {
        builder.append(source, offset, offset + length);
    }

    @Override
    public void write(int character) {
        builder.append((char) character);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
