package dev.rockpool.jdbc.databases;

import java.sql.SQLException;

/** H2 in memory. */
public final class H2Database extends Database {

    H2Database() {
        super("H2");
    }

    static H2Database start() throws SQLException {
        H2Database database = new H2Database();
        database.connect().close(); // creates the database and its user
        return database;
    }

    @Override
    public String url() {
        return "jdbc:h2:mem:rockpool;DB_CLOSE_DELAY=-1";
    }
}
