package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Handle;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.capacity.Outage;
import dev.rockpool.internal.slot.AffineIndex;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.QueueIndex;
import dev.rockpool.internal.slot.Resident;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotWord;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.internal.waiting.WaitQueue;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A lambda is linked when it is first made. Where that meets the end of memory or stack it may stay broken for good, so what
 * callers run on their way to a lease and back makes none: sections are made with the pool.
 */
class EarlyLinkTest {

    /** What a caller's thread runs for acquire, tryAcquire, acquireAsync, close, invalidate and detach. */
    private static final List<Class<?>> ON_THE_WAY = List.of(
            FastPath.class,
            SlotLease.class,
            ThreadAcquirer.class,
            ThreadWaiter.class,
            FutureAcquirer.class,
            FutureWaiter.class,
            Waiter.class,
            Dispatcher.class,
            EngineLock.class,
            Effects.class,
            Effect.class,
            Owed.class,
            Monitor.class,
            Service.class,
            Retirement.class,
            Demand.class,
            Stock.class,
            Ledger.class,
            Outage.class,
            Turn.class,
            WaitQueue.class,
            AffineIndex.class,
            QueueIndex.class,
            Hints.class,
            Resident.class,
            Slot.class,
            SlotWord.class);

    @Test
    void callersMakeNoLambdaOnTheirWayToALeaseAndBack() throws IOException {
        Set<String> late = new TreeSet<>();
        for (Class<?> each : ON_THE_WAY) {
            lambdasIn(each, late);
        }
        assertThat(late).isEmpty();
    }

    @Test
    void theCheckSeesALambda() throws IOException {
        Set<String> late = new TreeSet<>();
        lambdasIn(EarlyLinkTest.class, late);
        assertThat(late).contains("EarlyLinkTest.makesOne");
    }

    /** For the test above. */
    static Runnable makesOne() {
        return () -> {};
    }

    private static void lambdasIn(Class<?> type, Set<String> found) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream code = type.getClassLoader().getResourceAsStream(file)) {
            new ClassReader(Objects.requireNonNull(code, file))
                    .accept(new LambdasOf(type.getSimpleName(), found), ClassReader.SKIP_DEBUG);
        }
    }

    private static final class LambdasOf extends ClassVisitor {
        private final String type;
        private final Set<String> found;

        LambdasOf(String type, Set<String> found) {
            super(Opcodes.ASM9);
            this.type = type;
            this.found = found;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            if (name.startsWith("<")) { // runs when the pool is built
                return null;
            }
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitInvokeDynamicInsn(
                        String target, String descriptor, Handle bootstrap, Object... arguments) {
                    found.add(type + "." + name);
                }
            };
        }
    }
}
