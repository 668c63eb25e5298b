package dev.rockpool.jdbc;

import java.util.List;
import java.util.Locale;

/** A database that the classifier of errors or the reset of sessions knows. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are made by List.of
enum Product {
    POSTGRESQL(
            List.of("postgresql", "pgsql", "redshift", "edb", "yugabytedb", "cockroachdb", "opengauss"),
            List.of("postgres", "enterprisedb", "redshift", "cockroach", "yugabyte"),
            "org.postgresql."),
    /** And MariaDB. */
    MYSQL(List.of("mysql", "mariadb"), List.of("mysql", "mariadb", "tidb"), "com.mysql.", "org.mariadb."),
    ORACLE(List.of("oracle"), List.of("oracle"), "oracle."),
    SQL_SERVER(
            List.of("sqlserver", "jtds"),
            List.of("microsoft sql server"),
            "com.microsoft.sqlserver.",
            "net.sourceforge.jtds."),
    DB2(List.of("db2"), List.of("db2"), "com.ibm.db2."),
    H2(List.of("h2"), List.of("h2"), "org.h2."),
    OTHER(List.of(), List.of());

    private final List<String> schemes; // of URLs
    private final List<String> names; // how the product's name begins, in lower case
    private final List<String> packages; // of the driver

    Product(List<String> schemes, List<String> names, String... packages) {
        this.schemes = schemes;
        this.names = names;
        this.packages = List.of(packages);
    }

    /** The product that the first known word of the URL names: wrapping drivers put their own before it. */
    static Product ofUrl(String url) {
        for (String word : url.toLowerCase(Locale.ROOT).split("[:;?,@=]", -1)) {
            if (word.startsWith("/")) {
                return OTHER; // a host: what follows is not about the driver
            }
            for (Product product : values()) {
                if (product.schemes.contains(word)) {
                    return product;
                }
            }
        }
        return OTHER;
    }

    static Product ofName(String productName) {
        String name = productName.toLowerCase(Locale.ROOT);
        for (Product product : values()) {
            if (product.names.stream().anyMatch(name::startsWith)) {
                return product;
            }
        }
        return OTHER;
    }

    /** The product whose driver has such classes. */
    static Product ofDriverClass(String className) {
        for (Product product : values()) {
            if (product.packages.stream().anyMatch(className::startsWith)) {
                return product;
            }
        }
        return OTHER;
    }
}
