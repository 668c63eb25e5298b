package dev.rockpool.examples.frameworks;

import javax.sql.DataSource;

class SpringJdbcAccountsTest extends AccountsTest {

    @Override
    Accounts on(DataSource dataSource) {
        return new SpringJdbcAccounts(dataSource);
    }
}
