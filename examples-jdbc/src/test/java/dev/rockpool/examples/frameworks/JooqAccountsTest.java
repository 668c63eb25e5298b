package dev.rockpool.examples.frameworks;

import javax.sql.DataSource;

class JooqAccountsTest extends AccountsTest {

    @Override
    Accounts on(DataSource dataSource) {
        return new JooqAccounts(dataSource);
    }
}
