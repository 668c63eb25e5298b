package dev.rockpool.examples.gameserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A new folder for the database; gone, with all that is in it, when closed. */
record DataFolder(Path path) implements AutoCloseable {

    /** Makes the folder in {@code parent}. */
    static DataFolder create(Path parent) throws CannotStartException {
        try {
            return new DataFolder(Files.createTempDirectory(parent, "rockpool-demo-"));
        } catch (IOException | SecurityException e) {
            throw new CannotStartException("cannot write to folder " + parent + ": " + reason(parent, e), e);
        }
    }

    private static String reason(Path parent, Exception e) {
        if (!Files.exists(parent)) {
            return "it does not exist";
        }
        if (!Files.isDirectory(parent)) {
            return "it is not a folder";
        }
        String reason = e instanceof FileSystemException fileSystem ? fileSystem.getReason() : e.getMessage();
        return reason != null ? reason : "access denied";
    }

    @Override
    public void close() {
        try {
            Files.walkFileTree(path, new Deletion());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
