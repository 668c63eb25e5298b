package dev.rockpool.internal.engine;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassWriter;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets the n-th allocation fail that the code of a pool makes in a section of its lock, by whichever thread. For that the
 * pool's classes are loaded once more, by a {@link Loader} that puts a call of {@link #next} at each of them: at each
 * {@code new}, and at each call of the JDK that may make something.
 */
public final class Allocations {

    private static final AtomicInteger LEFT = new AtomicInteger();
    private static volatile @Nullable EngineLock<?> lock; // whose sections are looked at; null for none
    private static volatile @Nullable Thread caller; // if it is that one's that count
    private static volatile @Nullable String failed; // where it was

    private Allocations() {}

    /**
     * The n-th from now on fails, and no other.
     *
     * @param isInSections of those in sections, by whichever thread; else of those that the caller's thread makes, wherever
     */
    static void failAt(int n, EngineLock<?> ofPool, boolean isInSections) {
        failed = null;
        caller = isInSections ? null : Thread.currentThread();
        LEFT.set(n);
        lock = ofPool;
    }

    /** None fails. Says which did, or null. */
    static @Nullable String end() {
        lock = null;
        return failed;
    }

    /** Comes with each allocation. */
    public static void next() {
        EngineLock<?> looked = lock;
        if (looked != null && counts(looked) && LEFT.decrementAndGet() == 0) {
            lock = null;
            failed = StackWalker.getInstance()
                    .walk(frames -> frames.skip(1).limit(6).toList())
                    .toString();
            throw new OutOfMemoryError("for a test");
        }
    }

    private static boolean counts(EngineLock<?> looked) {
        return caller == null ? looked.isInSection() : caller == Thread.currentThread();
    }

    /** Loads the pool's classes, and the tests' with them, apart from those of the tests that run. */
    static final class Loader extends ClassLoader {
        private static final String OURS = "dev.rockpool.";
        private static final String HOOK = Allocations.class.getName().replace('.', '/');

        /** Of the collections' methods, those that may need memory, and what boxes or makes text. */
        private static final Set<String> MAKERS = Set.of(
                "add", "addLast", "addFirst", "put", "of", "copyOf", "ofNanos", "valueOf", "append", "newSetFromMap");

        Loader() {
            super(Allocations.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null || !name.startsWith(OURS) ? super.loadClass(name, resolve) : findClass(name);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream code = getResourceAsStream(file)) {
                if (code == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = code.readAllBytes();
                boolean isPools =
                        Objects.requireNonNull(getResource(file)).toString().startsWith(placeOfThePool());
                byte[] defined = isPools && name.startsWith(OURS + "internal.") ? withCalls(bytes) : bytes;
                return defineClass(name, defined, 0, defined.length);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        private String placeOfThePool() {
            String file = "dev/rockpool/Pool.class";
            String found = Objects.requireNonNull(getResource(file)).toString();
            return found.substring(0, found.length() - file.length());
        }

        private static byte[] withCalls(byte[] code) {
            ClassReader reader = new ClassReader(code);
            ClassWriter writer = new ClassWriter(reader, 0);
            reader.accept(new Inserter(writer), 0);
            return writer.toByteArray();
        }

        private static final class Inserter extends ClassVisitor {
            Inserter(ClassVisitor writer) {
                super(Opcodes.ASM9, writer);
            }

            @Override
            public MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                MethodVisitor writer = super.visitMethod(access, name, descriptor, signature, exceptions);
                return new MethodVisitor(Opcodes.ASM9, writer) {
                    private void call() {
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOK, "next", "()V", false);
                    }

                    @Override
                    public void visitTypeInsn(int op, String type) {
                        super.visitTypeInsn(op, type);
                        if (op == Opcodes.NEW || op == Opcodes.ANEWARRAY) { // after it: a frame may point to a new
                            call();
                        }
                    }

                    @Override
                    public void visitIntInsn(int op, int operand) {
                        if (op == Opcodes.NEWARRAY) {
                            call();
                        }
                        super.visitIntInsn(op, operand);
                    }

                    @Override
                    public void visitMultiANewArrayInsn(String type, int dimensions) {
                        call();
                        super.visitMultiANewArrayInsn(type, dimensions);
                    }

                    @Override
                    public void visitMethodInsn(
                            int op, String owner, String called, String shape, boolean isInterface) {
                        if (owner.startsWith("java/") && MAKERS.contains(called)) {
                            call();
                        }
                        super.visitMethodInsn(op, owner, called, shape, isInterface);
                    }
                };
            }
        }
    }
}
