package dev.rockpool.examples.frameworks;

import javax.sql.DataSource;

class HibernateAccountsTest extends AccountsTest {

    @Override
    Accounts on(DataSource dataSource) {
        return new HibernateAccounts(dataSource);
    }
}
