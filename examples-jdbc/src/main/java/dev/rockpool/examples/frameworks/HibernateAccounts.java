package dev.rockpool.examples.frameworks;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;

/** By Hibernate ORM. */
public final class HibernateAccounts implements Accounts {

    private final SessionFactory sessions;

    /**
     * Makes them.
     *
     * @param dataSource where the table is
     */
    public HibernateAccounts(DataSource dataSource) {
        // @start region="hibernate"
        Configuration configuration = new Configuration().addAnnotatedClass(Account.class);
        configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
        sessions = configuration.buildSessionFactory();
        // @end
    }

    @Override
    public void transfer(int from, int to, int amount) {
        // @start region="hibernate-use"
        sessions.inTransaction(session -> {
            session.find(Account.class, to, LockModeType.PESSIMISTIC_WRITE).balance += amount;
            session.flush();
            session.find(Account.class, from, LockModeType.PESSIMISTIC_WRITE).balance -= amount;
        });
        // @end
    }

    @Override
    public int balance(int id) {
        return sessions.fromTransaction(session -> session.find(Account.class, id).balance);
    }

    @Override
    public void close() {
        sessions.close();
    }

    /** A row of the table. */
    @Entity(name = "account")
    static class Account {

        @Id
        int id;

        int balance;
    }
}
