import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.ToolProvider;

/**
 * Writes the part of the JDBC proxies that is the same for each method. The build runs it before it compiles the module:
 * {@code java ProxyGenerator.java <output folder>}. What is special about a method is written by hand, in the classes of the
 * package that extend the generated ones.
 *
 * <p>A method of an interface becomes one of two:
 *
 * <pre>{@code
 *   // a call, which may reach the database: it is counted, so that a close from another thread knows of it
 *   boolean isFirst = enter();
 *   try {
 *       return resultSet(rawStatement.executeQuery(arg0));
 *   } catch (Throwable failure) {
 *       failed(failure);
 *       throw failure;
 *   } finally {
 *       leave(isFirst);
 *   }
 *
 *   // a look at what has been fetched or set: it is refused when the connection has been given back
 *   ensureOpen();
 *   try {
 *       return rawResultSet.getInt(arg0);
 *   } catch (Throwable failure) { … }
 * }</pre>
 *
 * What comes back and can reach the database is wrapped; arguments that were wrapped are unwrapped. The methods are those of
 * JDK 17, whichever JDK runs the build.
 */
public final class ProxyGenerator {

    private static final String PACKAGE = "dev.rockpool.jdbc.internal.proxy";
    private static final String RELEASE = "17";

    /** What comes back wrapped, by the method that wraps it. */
    private static final Map<String, String> WRAPPED = Map.ofEntries(
            Map.entry("java.sql.Statement", "statement"),
            Map.entry("java.sql.PreparedStatement", "preparedStatement"),
            Map.entry("java.sql.CallableStatement", "callableStatement"),
            Map.entry("java.sql.ResultSet", "resultSet"),
            Map.entry("java.sql.DatabaseMetaData", "databaseMetaData"),
            Map.entry("java.sql.ResultSetMetaData", "resultSetMetaData"),
            Map.entry("java.sql.ParameterMetaData", "parameterMetaData"),
            Map.entry("java.sql.Array", "array"),
            Map.entry("java.sql.Blob", "blob"),
            Map.entry("java.sql.Clob", "clob"),
            Map.entry("java.sql.NClob", "nClob"),
            Map.entry("java.lang.Object", "object"));

    /** What is unwrapped when it is an argument. */
    private static final Set<String> UNWRAPPED = Set.of(
            "java.sql.Array",
            "java.sql.Blob",
            "java.sql.Clob",
            "java.sql.NClob",
            "java.lang.Object",
            "java.lang.Object[]");

    /** Arguments that a driver does not read from or write to when they are set. */
    private static final Set<String> VALUES = Set.of(
            "java.lang.String",
            "java.lang.Class<T>",
            "java.math.BigDecimal",
            "java.sql.Date",
            "java.sql.Time",
            "java.sql.Timestamp",
            "java.sql.SQLType",
            "java.net.URL",
            "java.util.Calendar",
            "byte[]");

    /**
     * One class to write.
     *
     * @param type the interface
     * @param parent what the class extends
     * @param isAbstract whether a class that is written by hand extends it
     * @param raw how the driver's object is reached; null for a field
     * @param looks the names of the methods that do not reach the database
     * @param byHand the names of the methods that are written by hand
     */
    private record Plan(
            String type, String parent, boolean isAbstract, String raw, Pattern looks, Set<String> byHand) {

        String name() {
            return "Generated" + type;
        }

        String field() {
            return raw == null ? "raw" + type : raw;
        }
    }

    private static final Pattern NONE = Pattern.compile("");
    private static final Pattern ALL = Pattern.compile(".*");
    private static final Set<String> WRAPPER = Set.of("unwrap", "isWrapperFor");

    private static final List<Plan> PLANS = List.of(
            new Plan(
                    "Connection",
                    "ConnectionBase",
                    true,
                    "raw()",
                    Pattern.compile("getAutoCommit|getWarnings|clearWarnings|getHoldability|getTypeMap|getNetworkTimeout"),
                    Set.of("close", "isClosed", "abort", "isValid", "setClientInfo", "unwrap", "isWrapperFor")),
            new Plan(
                    "Statement",
                    "Part",
                    true,
                    null,
                    Pattern.compile("(get(?!MoreResults|ResultSet$|GeneratedKeys).*|set.*|is.*|clear.*|addBatch|closeOnCompletion)"),
                    Set.of("close", "isClosed", "getConnection")),
            new Plan(
                    "PreparedStatement",
                    "StatementHandle",
                    false,
                    null,
                    Pattern.compile("(set.*|clearParameters|addBatch)"),
                    Set.of()),
            new Plan(
                    "CallableStatement",
                    "GeneratedPreparedStatement",
                    false,
                    null,
                    Pattern.compile("(set.*|get.*|wasNull|registerOutParameter)"),
                    Set.of()),
            new Plan(
                    "ResultSet",
                    "Part",
                    true,
                    null,
                    Pattern.compile("(get.*|set.*|find.*|is.*|was.*|row.*|clearWarnings|update(?!Row$).*)"),
                    Set.of("close", "isClosed", "getStatement")),
            new Plan(
                    "DatabaseMetaData",
                    "Part",
                    true,
                    null,
                    NONE,
                    Set.of("getConnection", "getDriverMajorVersion", "getDriverMinorVersion")),
            new Plan("ResultSetMetaData", "Part", false, null, ALL, Set.of()),
            new Plan("ParameterMetaData", "Part", false, null, ALL, Set.of()),
            new Plan("Array", "Part", false, null, Pattern.compile("getBaseType.*"), Set.of()),
            new Plan("Blob", "Part", false, null, NONE, Set.of()),
            new Plan("Clob", "Part", false, null, NONE, Set.of()),
            new Plan("NClob", "GeneratedClob", false, null, NONE, Set.of()));

    private ProxyGenerator() {}

    /**
     * Writes all classes.
     *
     * @param arguments the folder to write to
     * @throws IOException if that fails
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0], PACKAGE.split("\\."));
        Files.createDirectories(folder);
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("--release", RELEASE), List.of("java.lang.Object"), null);
        Elements elements = task.getElements();
        for (Plan plan : PLANS) {
            List<ExecutableElement> methods = ElementFilter.methodsIn(
                    elements.getTypeElement("java.sql." + plan.type()).getEnclosedElements());
            String source = classOf(plan, methods);
            Path file = folder.resolve(plan.name() + ".java");
            if (!Files.exists(file) || !Files.readString(file).equals(source)) { // else it need not be compiled again
                Files.writeString(file, source);
            }
        }
    }

    private static String classOf(Plan plan, List<ExecutableElement> methods) {
        StringBuilder text = new StringBuilder(64_000);
        text.append("package ").append(PACKAGE).append(";\n\n");
        text.append("/** Written by ProxyGenerator: what is the same for each method of {@code java.sql.")
                .append(plan.type())
                .append("}. */\n");
        text.append("@SuppressWarnings(\"deprecation\")\n");
        text.append(plan.isAbstract() ? "abstract class " : "class ").append(plan.name());
        text.append(" extends ").append(plan.parent());
        text.append(" implements java.sql.").append(plan.type()).append(" {\n");
        if (plan.raw() == null) {
            constructor(plan, text);
        }
        for (ExecutableElement method : methods) {
            boolean isSkipped = method.getModifiers().contains(Modifier.STATIC)
                    || plan.byHand().contains(method.getSimpleName().toString())
                    || WRAPPER.contains(method.getSimpleName().toString());
            if (!isSkipped) {
                method(plan, method, text);
            }
        }
        return text.append("}\n").toString();
    }

    private static void constructor(Plan plan, StringBuilder text) {
        boolean hasRawParent = !plan.parent().equals("Part");
        text.append("\n    final java.sql.").append(plan.type()).append(' ').append(plan.field()).append(";\n");
        text.append("\n    ").append(plan.name()).append("(TrackedConnection owner, java.sql.");
        text.append(plan.type()).append(" raw) {\n");
        text.append("        super(owner").append(hasRawParent ? ", raw" : "").append(");\n");
        text.append("        this.").append(plan.field()).append(" = raw;\n    }\n");
        text.append("\n    @Override\n    java.sql.").append(plan.type()).append(" raw() {\n");
        text.append("        return ").append(plan.field()).append(";\n    }\n");
    }

    private static void method(Plan plan, ExecutableElement method, StringBuilder text) {
        String name = method.getSimpleName().toString();
        List<String> parameters = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        boolean hasValuesOnly = true;
        for (VariableElement parameter : method.getParameters()) {
            String type = parameter.asType().toString();
            String argument = "arg" + arguments.size();
            parameters.add(type + " " + argument);
            arguments.add(UNWRAPPED.contains(type) ? "Part.unwrapped(" + argument + ")" : argument);
            hasValuesOnly &= parameter.asType().getKind().isPrimitive() || VALUES.contains(type);
        }
        String call = plan.field() + "." + name + "(" + String.join(", ", arguments) + ")";
        boolean isLook = plan.looks().matcher(name).matches() && (hasValuesOnly || !name.matches("(set|update).*"));

        text.append("\n    @Override\n    public ").append(typeParameters(method)).append(method.getReturnType());
        text.append(' ').append(name).append('(').append(String.join(", ", parameters)).append(") throws ");
        text.append(method.getThrownTypes().stream().map(TypeMirror::toString).collect(Collectors.joining(", ")));
        text.append(" {\n");
        text.append(isLook ? "        ensureOpen();\n" : "        boolean isFirst = enter();\n");
        text.append("        try {\n            ").append(result(method, call)).append(";\n");
        text.append("        } catch (Throwable failure) {\n");
        text.append("            failed(failure);\n            throw failure;\n");
        text.append(isLook ? "        }\n" : "        } finally {\n            leave(isFirst);\n        }\n");
        text.append("    }\n");
    }

    private static String typeParameters(ExecutableElement method) {
        if (method.getTypeParameters().isEmpty()) {
            return "";
        }
        return method.getTypeParameters().stream()
                .map(TypeParameterElement::toString)
                .collect(Collectors.joining(", ", "<", "> "));
    }

    private static String result(ExecutableElement method, String call) {
        TypeMirror type = method.getReturnType();
        if (type.getKind() == TypeKind.VOID) {
            return call;
        }
        if (type.getKind() == TypeKind.TYPEVAR) { // <T> T getObject(…, Class<T>)
            return "return Part.typed(" + "arg" + (method.getParameters().size() - 1) + ", object(" + call + "))";
        }
        String wrapper = WRAPPED.get(type.toString());
        return "return " + (wrapper == null ? call : wrapper + "(" + call + ")");
    }
}
