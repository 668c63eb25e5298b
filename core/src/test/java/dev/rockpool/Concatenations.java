package dev.rockpool;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Handle;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Label;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Type;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the types of what a class turns into text, by {@code +}, a {@code StringBuilder} or {@code String.valueOf}: compilers
 * put the one in the place of the other. The type of an object is that of the instruction before; where branches meet it is not known, and
 * found guilty.
 */
final class Concatenations extends ClassVisitor {

    private static final String UNKNOWN = "?";

    private final Predicate<String> isHarmless;
    private final Set<String> guilty = new TreeSet<>();
    private String type = "";

    private Concatenations(Predicate<String> isHarmless) {
        super(Opcodes.ASM9);
        this.isHarmless = isHarmless;
    }

    /** What is guilty in a class. */
    static Set<String> of(InputStream classFile, Predicate<String> isHarmless) throws IOException {
        Concatenations found = new Concatenations(isHarmless);
        new ClassReader(classFile).accept(found, 0);
        return found.guilty;
    }

    @Override
    public void visit(int version, int access, String name, String signature, String above, String[] faces) {
        type = name.replace('/', '.');
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String about, String signature, String[] thrown) {
        return new InMethod(name);
    }

    private final class InMethod extends MethodVisitor {

        private record Loaded(int variable, int at) {}

        private final String method;
        private final Map<Label, Integer> labels = new HashMap<>();
        private final List<Loaded> loaded = new ArrayList<>(); // variables whose text was made
        private String last = UNKNOWN; // the type that the last instruction left
        private @Nullable Loaded lastLoaded; // if it was the load of a variable

        InMethod(String method) {
            super(Opcodes.ASM9);
            this.method = method;
        }

        private void left(String typeLeft) {
            last = typeLeft;
            lastLoaded = null;
        }

        private void judge(String name) {
            if (!isHarmless.test(name)) {
                guilty.add(type + "." + method + ": " + name);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String called, String parts, Handle by, Object... constants) {
            if (called.startsWith("makeConcat")) {
                for (Type part : Type.getArgumentTypes(parts)) {
                    if (part.getSort() == Type.OBJECT || part.getSort() == Type.ARRAY) {
                        judge(part.getClassName());
                    }
                }
            }
            left(Type.getReturnType(parts).getClassName());
        }

        @Override
        public void visitMethodInsn(int code, String owner, String name, String about, boolean ofInterface) {
            if (makesText(owner, name) && about.contains("Ljava/lang/Object;)")) {
                if (lastLoaded != null) {
                    loaded.add(lastLoaded);
                } else {
                    judge(last);
                }
            }
            left(Type.getReturnType(about).getClassName());
        }

        private static boolean makesText(String owner, String name) {
            return (owner.equals("java/lang/String") && name.equals("valueOf"))
                    || (owner.equals("java/lang/StringBuilder") && name.matches("append|insert"));
        }

        @Override
        public void visitFieldInsn(int code, String owner, String name, String about) {
            left(Type.getType(about).getClassName());
        }

        @Override
        public void visitTypeInsn(int code, String name) {
            left(code == Opcodes.CHECKCAST ? Type.getObjectType(name).getClassName() : UNKNOWN);
        }

        @Override
        public void visitVarInsn(int code, int variable) {
            left(UNKNOWN);
            lastLoaded = code == Opcodes.ALOAD ? new Loaded(variable, labels.size()) : null;
        }

        @Override
        public void visitInsn(int code) {
            left(UNKNOWN);
        }

        @Override
        public void visitFrame(int kind, int locals, Object[] local, int stacked, Object[] stack) {
            left(UNKNOWN);
        }

        @Override
        public void visitLabel(Label label) {
            labels.put(label, labels.size() + 1);
        }

        @Override
        public void visitLocalVariable(String name, String about, String signature, Label from, Label to, int index) {
            for (Loaded use : loaded) {
                if (use.variable == index && labels.get(from) <= use.at && use.at < labels.get(to)) {
                    judge(Type.getType(about).getClassName());
                }
            }
        }
    }
}
