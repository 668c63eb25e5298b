package dev.rockpool.examples.frameworks;

import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** By Spring's {@code JdbcTemplate}. */
public final class SpringJdbcAccounts implements Accounts {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    /**
     * Makes them.
     *
     * @param dataSource where the table is
     */
    public SpringJdbcAccounts(DataSource dataSource) {
        // @start region="spring-jdbc"
        jdbc = new JdbcTemplate(dataSource);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        // @end
    }

    @Override
    public void transfer(int from, int to, int amount) {
        // @start region="spring-jdbc-use"
        transactions.executeWithoutResult(status -> {
            jdbc.update("UPDATE account SET balance = balance + ? WHERE id = ?", amount, to);
            jdbc.update("UPDATE account SET balance = balance - ? WHERE id = ?", amount, from);
        });
        // @end
    }

    @Override
    public int balance(int id) {
        Integer balance = jdbc.queryForObject("SELECT balance FROM account WHERE id = ?", Integer.class, id);
        return Objects.requireNonNull(balance);
    }
}
