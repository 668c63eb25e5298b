package dev.rockpool.jdbc;

import java.util.Collections;
import java.util.Hashtable;
import java.util.Properties;
import java.util.Set;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes data sources for a naming service, such as that of Tomcat:
 *
 * <pre>{@code
 * <Resource name="jdbc/orders" type="javax.sql.DataSource" factory="dev.rockpool.jdbc.RockpoolDataSourceFactory"
 *           jdbcUrl="jdbc:postgresql://localhost/orders" username="app" password="…" maximumPoolSize="16"
 *           closeMethod="close"/>
 * }</pre>
 *
 * <p>The attributes are those that {@link RockpoolDataSource#from(Properties)} reads; nothing is looked up by them.
 */
public final class RockpoolDataSourceFactory implements ObjectFactory {

    /** What naming services add for themselves. */
    private static final Set<String> NOT_OURS =
            Set.of("factory", "auth", "scope", "singleton", "type", "description", "closeMethod", "global");

    /** Makes the factory. */
    public RockpoolDataSourceFactory() {}

    /**
     * A data source for a reference to one.
     *
     * @param object the reference
     * @param name not used
     * @param context not used
     * @param environment not used
     * @return a data source that is not open; null if the reference is to something else
     * @throws IllegalArgumentException that names everything that is wrong in the attributes
     */
    @Override
    @SuppressWarnings("JdkObsolete") // the interface has it
    public @Nullable Object getObjectInstance(
            @Nullable Object object,
            @Nullable Name name,
            @Nullable Context context,
            @Nullable Hashtable<?, ?> environment) {
        if (!(object instanceof Reference reference) || !isDataSource(reference.getClassName())) {
            return null;
        }
        Properties properties = new Properties();
        for (RefAddr attribute : Collections.list(reference.getAll())) {
            Object content = attribute.getContent();
            if (content != null && !NOT_OURS.contains(attribute.getType())) {
                properties.setProperty(attribute.getType(), content.toString());
            }
        }
        return RockpoolDataSource.from(properties);
    }

    private static boolean isDataSource(String className) {
        return className.equals("javax.sql.DataSource") || className.equals(RockpoolDataSource.class.getName());
    }
}
