import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes what the stub driver of the benchmarks answers where nothing else is written by hand: nothing, {@code null}, 0 or false.
 * The build runs it before it compiles the module: {@code java StubGenerator.java <output folder>}. It leaves out what interfaces
 * have a default for, so that it makes no difference which JDK runs it.
 */
public final class StubGenerator {

    private static final String PACKAGE = "dev.rockpool.benchmarks.jdbc";

    private StubGenerator() {}

    /**
     * Writes all classes.
     *
     * @param arguments the folder to write to
     * @throws IOException if that fails
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0], PACKAGE.split("\\."));
        Files.createDirectories(folder);
        for (Class<?> type : List.of(Connection.class, PreparedStatement.class, ResultSet.class)) {
            Path file = folder.resolve("Empty" + type.getSimpleName() + ".java");
            String source = classOf(type);
            if (!Files.exists(file) || !Files.readString(file).equals(source)) { // else it need not be compiled again
                Files.writeString(file, source);
            }
        }
    }

    private static String classOf(Class<?> type) {
        return "package " + PACKAGE + ";\n\n"
                + "/** Written by StubGenerator: answers nothing. */\n"
                + "@SuppressWarnings(\"deprecation\")\n"
                + "abstract class Empty" + type.getSimpleName() + " implements " + type.getName() + " {\n"
                + Stream.of(type.getMethods())
                        .filter(method -> Modifier.isAbstract(method.getModifiers()))
                        .sorted(Comparator.comparing(Method::toGenericString))
                        .map(StubGenerator::method)
                        .collect(Collectors.joining())
                + "}\n";
    }

    private static String method(Method method) {
        Type[] types = method.getGenericParameterTypes();
        String parameters = IntStream.range(0, types.length)
                .mapToObj(i -> types[i].getTypeName() + " arg" + i)
                .collect(Collectors.joining(", "));
        String variables = Stream.of(method.getTypeParameters())
                .map(variable -> "<" + variable.getName() + "> ") // no method has two
                .collect(Collectors.joining());
        Class<?> result = method.getReturnType();
        String answer = result == void.class ? "" : "\n        return " + empty(result) + ";\n    ";
        return "\n    @Override\n    public " + variables + method.getGenericReturnType().getTypeName() + " "
                + method.getName() + "(" + parameters + ")" + thrown(method) + " {" + answer + "}\n";
    }

    /** So that what is written by hand may throw. */
    private static String thrown(Method method) {
        Class<?>[] types = method.getExceptionTypes();
        return types.length == 0 ? "" : " throws " + types[0].getName();
    }

    private static String empty(Class<?> type) {
        return !type.isPrimitive() ? "null" : type == boolean.class ? "false" : "0";
    }
}
