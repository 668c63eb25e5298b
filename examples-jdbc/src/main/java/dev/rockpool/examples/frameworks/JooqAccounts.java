package dev.rockpool.examples.frameworks;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** By jOOQ. */
public final class JooqAccounts implements Accounts {

    private static final Table<Record> ACCOUNT = table(name("account"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<Integer> BALANCE = field(name("balance"), Integer.class);

    private final DSLContext context;

    /**
     * Makes them.
     *
     * @param dataSource where the table is
     */
    public JooqAccounts(DataSource dataSource) {
        // @start region="jooq"
        context = DSL.using(dataSource, SQLDialect.POSTGRES);
        // @end
    }

    @Override
    public void transfer(int from, int to, int amount) {
        // @start region="jooq-use"
        context.transaction(transaction -> {
            DSLContext inside = transaction.dsl();
            inside.update(ACCOUNT)
                    .set(BALANCE, BALANCE.plus(amount))
                    .where(ID.eq(to))
                    .execute();
            inside.update(ACCOUNT)
                    .set(BALANCE, BALANCE.minus(amount))
                    .where(ID.eq(from))
                    .execute();
        });
        // @end
    }

    @Override
    public int balance(int id) {
        return Objects.requireNonNull(
                context.select(BALANCE).from(ACCOUNT).where(ID.eq(id)).fetchSingle(BALANCE));
    }
}
